// Text as protobuf means it: UTF-8, and as protobuf-c can carry it: without NUL.
#ifndef CW_UTF8_H
#define CW_UTF8_H

#include "casewire_bridge.h"

// What is wrong with `length` bytes of text, or CW_SCAN_OK. `*wrong` is then the first byte that is.
cw_scan_code cw_check_text(const uint8_t *bytes, size_t length, const uint8_t **wrong);

#endif
