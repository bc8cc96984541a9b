#include <sqlite3.h>

// sqlite3_config takes any number of arguments, which Swift cannot pass. Counting memory takes a lock at each
// allocation; nobody asks for the counts. Before the first use of the library alone.
static inline int casewire_sqlite3_disable_memory_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
