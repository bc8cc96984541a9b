#include "wire.h"

int cw_search_field(const ProtobufCMessageDescriptor *descriptor, uint32_t number) {
  const ProtobufCFieldDescriptor *fields = descriptor->fields;
  // Fields are sorted by number.
  unsigned low = 0;
  unsigned high = descriptor->n_fields;
  while (low < high) {
    unsigned middle = low + (high - low) / 2;
    if (fields[middle].id == number) return (int)middle;
    if (fields[middle].id < number) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return -1;
}
