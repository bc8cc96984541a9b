#include "wire.h"

#include <string.h>

// Writes `length` as a varint of exactly `width` bytes; protobuf-c takes padded ones.
static void write_padded_length(uint8_t *out, size_t width, size_t length) {
  for (size_t i = 0; i < width; i++) {
    bool last = i == width - 1;
    out[i] = (uint8_t)((length & 0x7f) | (last ? 0 : 0x80));
    length >>= 7;
  }
}

// The scan bounds the depth of this recursion.
size_t cw_strip_unknown(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t length,
                        uint8_t *out) {
  cw_bytes rest = {bytes, bytes + length};
  uint8_t *written = out;
  unsigned guess = 0;
  while (rest.at < rest.end) {
    const uint8_t *start = rest.at;
    uint32_t tag = 0;
    if (cw_read_short_varint(&rest, &tag) != CW_SCAN_OK) break;
    const uint8_t *value = rest.at;
    if (cw_skip_value(&rest, tag & 7) != CW_SCAN_OK) break;
    int position = cw_find_field(descriptor, tag >> 3, guess);
    if (position < 0) continue;
    guess = (unsigned)position;
    const ProtobufCFieldDescriptor *field = &descriptor->fields[position];
    if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
      memcpy(written, start, (size_t)(rest.at - start));
      written += rest.at - start;
      continue;
    }
    cw_bytes whole = {value, rest.at};
    cw_bytes content;
    if (cw_read_delimited(&whole, &content) != CW_SCAN_OK) break;
    // What is left is not longer, so the length's place is wide enough for the new one.
    size_t head = (size_t)(content.at - start);
    memcpy(written, start, head);
    size_t width = (size_t)(content.at - value);
    size_t kept = cw_strip_unknown(field->descriptor, content.at, (size_t)(content.end - content.at), written + head);
    write_padded_length(written + head - width, width, kept);
    written += head + kept;
  }
  return (size_t)(written - out);
}
