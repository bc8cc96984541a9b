// The bare SQLite loop: what it costs to store a pushed case by prepared statements, and no rule applied.
// A case is: the case, its customer (created or updated), two addresses, one interaction, two custom field values.
// usage: sqlite_loop FILE FULL|NORMAL CASES_PER_TRANSACTION CASES [CACHE_KIB [CHECKPOINT_PAGES]]
// Prints one JSON line: n, cases a second, CPU in µs a case.
#include <errno.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "unix_socket.h"

enum { TOPICS = 40, STATUSES = 12, CUSTOMERS = 50000, DEFAULT_CACHE_KIB = 8 << 10, DEFAULT_CHECKPOINT_PAGES = 4000 };

static const char schema[] =
    "CREATE TABLE topics (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
    "CREATE TABLE statuses (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
    "CREATE TABLE customers (id INTEGER PRIMARY KEY, backend_id TEXT NOT NULL UNIQUE, first_name TEXT, last_name TEXT,"
    "  email_address TEXT, phone_number TEXT, update_time INTEGER);"
    "CREATE TABLE addresses (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, kind INTEGER NOT NULL,"
    "  address1 TEXT, zip_code TEXT, city TEXT, country_id TEXT, UNIQUE (customer_id, kind));"
    "CREATE TABLE cases (id INTEGER PRIMARY KEY, backend_system_id TEXT NOT NULL, backend_id TEXT NOT NULL,"
    "  customer_id INTEGER NOT NULL, topic_id INTEGER NOT NULL, status_id INTEGER NOT NULL, priority INTEGER NOT NULL,"
    "  title TEXT NOT NULL, description TEXT NOT NULL, order_id INTEGER, is_warranty INTEGER NOT NULL,"
    "  assignee_id INTEGER, reporting_time INTEGER NOT NULL, update_time INTEGER NOT NULL, closing_time INTEGER,"
    "  version INTEGER NOT NULL DEFAULT 1, UNIQUE (backend_system_id, backend_id));"
    "CREATE INDEX cases_by_customer ON cases (customer_id, id);"
    "CREATE TABLE interactions (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, type INTEGER NOT NULL,"
    "  text TEXT NOT NULL, creation_time INTEGER NOT NULL);"
    "CREATE INDEX interactions_by_case ON interactions (case_id, id);"
    "CREATE TABLE custom_values (case_id INTEGER NOT NULL, field_id INTEGER NOT NULL, value TEXT NOT NULL,"
    "  PRIMARY KEY (case_id, field_id)) WITHOUT ROWID;";

static const char description[] =
    "The customer reports that the parcel arrived with a broken corner and that two of the four items were scratched. "
    "Pictures were attached. They ask for a replacement before Friday or a full refund to the original payment method; "
    "they prefer email.";
static const char note[] =
    "Customer called; agent promised a call back by tomorrow noon and opened a claim with the carrier. "
    "Claim number 7781-2234.";

static const sqlite3_int64 first_time = 1763712345678;

struct statements {
  sqlite3_stmt *begin, *commit, *customer, *address, *insert_case, *interaction, *custom_value;
};

static void run_sql(sqlite3 *database, const char *sql) {
  char *reason = NULL;
  errno = 0;
  if (sqlite3_exec(database, sql, NULL, NULL, &reason) != SQLITE_OK) die("%s: %s", sql, reason);
}

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql) {
  sqlite3_stmt *statement;
  errno = 0;
  if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
    die("%s: %s", sql, sqlite3_errmsg(database));
  }
  return statement;
}

// Runs a statement and returns its one integer, or 0 where it has no row.
static sqlite3_int64 run_statement(sqlite3_stmt *statement) {
  int result = sqlite3_step(statement);
  sqlite3_int64 value = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  errno = 0;
  if (result != SQLITE_ROW && result != SQLITE_DONE) {
    die("%s: %s", sqlite3_sql(statement), sqlite3_errmsg(sqlite3_db_handle(statement)));
  }
  sqlite3_reset(statement);
  return value;
}

static void bind_text(sqlite3_stmt *statement, int parameter, const char *text) {
  sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC);
}

static struct statements prepare_statements(sqlite3 *database) {
  return (struct statements){
      .begin = prepare(database, "BEGIN IMMEDIATE"),
      .commit = prepare(database, "COMMIT"),
      .customer = prepare(
          database,
          "INSERT INTO customers (backend_id, first_name, last_name, email_address, phone_number, update_time)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (backend_id) DO UPDATE SET first_name = excluded.first_name,"
          " last_name = excluded.last_name, email_address = excluded.email_address,"
          " phone_number = excluded.phone_number, update_time = excluded.update_time RETURNING id"),
      .address = prepare(
          database,
          "INSERT INTO addresses (customer_id, kind, address1, zip_code, city, country_id)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (customer_id, kind) DO UPDATE SET address1 = excluded.address1,"
          " zip_code = excluded.zip_code, city = excluded.city, country_id = excluded.country_id"),
      .insert_case = prepare(
          database,
          "INSERT INTO cases (backend_system_id, backend_id, customer_id, topic_id, status_id, priority, title,"
          " description, order_id, is_warranty, assignee_id, reporting_time, update_time)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT (backend_system_id, backend_id)"
          " DO UPDATE SET update_time = excluded.update_time, version = version + 1 RETURNING id"),
      .interaction = prepare(
          database, "INSERT INTO interactions (case_id, type, text, creation_time) VALUES (?1, ?2, ?3, ?4)"),
      .custom_value = prepare(
          database,
          "INSERT INTO custom_values (case_id, field_id, value) VALUES (?1, ?2, ?3)"
          " ON CONFLICT (case_id, field_id) DO UPDATE SET value = excluded.value"),
  };
}

// Creates or updates the customer of the case of this number, with two addresses. Returns its ID.
static sqlite3_int64 store_customer(const struct statements *statements, long number) {
  // One case in ten belongs to one of twenty customers, as some write often.
  long customer = number % 10 == 0 ? number / 10 % 20 : 20 + number % CUSTOMERS;
  char backend_id[32];
  snprintf(backend_id, sizeof backend_id, "CUST-%08ld", customer);
  bind_text(statements->customer, 1, backend_id);
  bind_text(statements->customer, 2, "Annemarie");
  bind_text(statements->customer, 3, "Vanderbilt-Schmidt");
  bind_text(statements->customer, 4, "annemarie.vanderbilt@example.org");
  bind_text(statements->customer, 5, "+49 30 1234567");
  sqlite3_bind_int64(statements->customer, 6, first_time + number);
  sqlite3_int64 id = run_statement(statements->customer);
  for (int kind = 0; kind < 2; kind++) {
    sqlite3_bind_int64(statements->address, 1, id);
    sqlite3_bind_int64(statements->address, 2, kind);
    bind_text(statements->address, 3, "Oranienburger Strasse 123");
    bind_text(statements->address, 4, "10117");
    bind_text(statements->address, 5, "Berlin");
    bind_text(statements->address, 6, "DE");
    run_statement(statements->address);
  }
  return id;
}

static sqlite3_int64 store_case_row(const struct statements *statements, long number, sqlite3_int64 customer_id) {
  char backend_id[32], title[80];
  snprintf(backend_id, sizeof backend_id, "ERP-2026-%08ld", number);
  snprintf(title, sizeof title, "Delivery damaged: replacement for parcel %08ld", number);
  sqlite3_stmt *statement = statements->insert_case;
  bind_text(statement, 1, "erp");
  bind_text(statement, 2, backend_id);
  sqlite3_bind_int64(statement, 3, customer_id);
  sqlite3_bind_int64(statement, 4, 1 + number % TOPICS);
  sqlite3_bind_int64(statement, 5, 1 + number % STATUSES);
  sqlite3_bind_int64(statement, 6, number % 3);
  bind_text(statement, 7, title);
  bind_text(statement, 8, description);
  sqlite3_bind_int64(statement, 9, 90000000 + number);
  sqlite3_bind_int64(statement, 10, 1);
  sqlite3_bind_int64(statement, 11, number % 300);
  sqlite3_bind_int64(statement, 12, first_time + number);
  sqlite3_bind_int64(statement, 13, first_time + number);
  return run_statement(statement);
}

static void store_case(const struct statements *statements, long number) {
  sqlite3_int64 id = store_case_row(statements, number, store_customer(statements, number));
  sqlite3_bind_int64(statements->interaction, 1, id);
  sqlite3_bind_int64(statements->interaction, 2, 2);
  bind_text(statements->interaction, 3, note);
  sqlite3_bind_int64(statements->interaction, 4, first_time + number);
  run_statement(statements->interaction);
  static const char *const values[] = {"warehouse-north-07", "SLA-48h premium customer"};
  for (int field = 0; field < 2; field++) {
    sqlite3_bind_int64(statements->custom_value, 1, id);
    sqlite3_bind_int64(statements->custom_value, 2, field + 1);
    bind_text(statements->custom_value, 3, values[field]);
    run_statement(statements->custom_value);
  }
}

static sqlite3 *create_database(const char *path, const char *synchronous, long cache_kib, long checkpoint_pages) {
  sqlite3 *database;
  errno = 0;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(path, &database, flags, NULL) != SQLITE_OK) {
    die("cannot open '%s': %s", path, sqlite3_errmsg(database));
  }
  char pragmas[256];
  snprintf(
      pragmas, sizeof pragmas,
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = %s; PRAGMA cache_size = -%ld; PRAGMA wal_autocheckpoint = %ld;",
      synchronous, cache_kib, checkpoint_pages);
  run_sql(database, pragmas);
  run_sql(database, schema);
  return database;
}

static double cpu_microseconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

int main(int count, char **arguments) {
  errno = 0;
  if (count < 5 || count > 7 || (strcmp(arguments[2], "FULL") != 0 && strcmp(arguments[2], "NORMAL") != 0)) {
    die("usage: sqlite_loop FILE FULL|NORMAL CASES_PER_TRANSACTION CASES [CACHE_KIB [CHECKPOINT_PAGES]]");
  }
  long per_transaction = atol(arguments[3]), cases = atol(arguments[4]);
  if (per_transaction < 1 || cases < 1) die("CASES_PER_TRANSACTION and CASES must be numbers above 0");
  long cache_kib = count > 5 ? atol(arguments[5]) : DEFAULT_CACHE_KIB;
  long checkpoint_pages = count > 6 ? atol(arguments[6]) : DEFAULT_CHECKPOINT_PAGES;
  // Without it glibc hands the top of the heap back and takes it again, several times a case.
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
  sqlite3 *database = create_database(arguments[1], arguments[2], cache_kib, checkpoint_pages);
  struct statements statements = prepare_statements(database);

  uint64_t started_at = now_ns();
  double cpu = cpu_microseconds();
  for (long number = 0; number < cases;) {
    run_statement(statements.begin);
    for (long i = 0; i < per_transaction && number < cases; i++) store_case(&statements, number++);
    run_statement(statements.commit);
  }
  double seconds = (double)(now_ns() - started_at) / 1e9;
  cpu = cpu_microseconds() - cpu;
  printf("{\"n\":%ld,\"rps\":%.0f,\"cpu\":%.2f}\n", cases, (double)cases / seconds, cpu / (double)cases);
  return 0;
}
