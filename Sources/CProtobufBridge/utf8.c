#include "utf8.h"

#include <string.h>

#define LOW_BITS 0x0101010101010101u
#define HIGH_BITS 0x8080808080808080u

// Steps over text eight bytes at a time while all of them are ASCII and none is NUL.
static const uint8_t *skip_plain(const uint8_t *at, const uint8_t *end) {
  while (end - at >= 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    // Without high bits, subtracting one from each byte borrows exactly where there is a NUL.
    if ((word | (word - LOW_BITS)) & HIGH_BITS) break;
    at += 8;
  }
  return at;
}

static bool is_continuation(uint8_t byte) { return (byte & 0xc0) == 0x80; }

// The length of the well-formed sequence at `at`, which is not ASCII; 0 where there is none. Unicode, table 3-7.
static size_t sequence_length(const uint8_t *at, const uint8_t *end) {
  uint8_t lead = at[0];
  size_t room = (size_t)(end - at);
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return room >= 2 && is_continuation(at[1]) ? 2 : 0;
  if (room < 3 || !is_continuation(at[1]) || !is_continuation(at[2])) return 0;
  if (lead < 0xf0) {
    if (lead == 0xe0 && at[1] < 0xa0) return 0;  // overlong
    if (lead == 0xed && at[1] > 0x9f) return 0;  // a surrogate
    return 3;
  }
  if (room < 4 || !is_continuation(at[3])) return 0;
  if (lead == 0xf0 && at[1] < 0x90) return 0;  // overlong
  if (lead == 0xf4 && at[1] > 0x8f) return 0;  // above U+10FFFF
  return 4;
}

cw_scan_code cw_check_text(const uint8_t *bytes, size_t length, const uint8_t **wrong) {
  const uint8_t *at = bytes;
  const uint8_t *end = bytes + length;
  while (at < end) {
    if (*at < 0x80) {
      if (*at == 0) {
        *wrong = at;
        return CW_SCAN_EMBEDDED_NUL;
      }
      const uint8_t *plain = skip_plain(at, end);
      at = plain > at ? plain : at + 1;
      continue;
    }
    size_t sequence = sequence_length(at, end);
    if (sequence == 0) {
      *wrong = at;
      return CW_SCAN_INVALID_UTF8;
    }
    at += sequence;
  }
  return CW_SCAN_OK;
}

cw_scan_code cw_scan_string(const uint8_t *bytes, size_t length, size_t *offset) {
  const uint8_t *wrong = bytes;
  cw_scan_code code = cw_check_text(bytes, length, &wrong);
  *offset = (size_t)(wrong - bytes);
  return code;
}
