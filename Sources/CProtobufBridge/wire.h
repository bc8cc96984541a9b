// The wire's smallest parts, read with their bounds checked.
#ifndef CW_WIRE_H
#define CW_WIRE_H

#include "casewire_bridge.h"

#define CW_MAXIMUM_VARINT_BYTES 10
// protobuf-c reads tags and lengths of at most five bytes.
#define CW_MAXIMUM_SHORT_VARINT_BYTES 5
#define CW_MAXIMUM_FIELD_NUMBER 536870911u

enum { CW_WIRE_START_GROUP = 3, CW_WIRE_END_GROUP = 4 };

// A part of a message yet to be read.
typedef struct {
  const uint8_t *at;
  const uint8_t *end;
} cw_bytes;

// Steps over a varint of up to 64 bits.
static inline cw_scan_code cw_skip_varint(cw_bytes *bytes) {
  size_t room = (size_t)(bytes->end - bytes->at);
  for (size_t i = 0; i < CW_MAXIMUM_VARINT_BYTES; i++) {
    if (i == room) return CW_SCAN_TRUNCATED;
    uint8_t byte = bytes->at[i];
    if (byte >= 0x80) continue;
    if (i == CW_MAXIMUM_VARINT_BYTES - 1 && byte > 1) return CW_SCAN_OVERLONG_VARINT;
    bytes->at += i + 1;
    return CW_SCAN_OK;
  }
  return CW_SCAN_OVERLONG_VARINT;
}

// Reads a varint of up to 32 bits in up to five bytes.
static inline cw_scan_code cw_read_short_varint(cw_bytes *bytes, uint32_t *value) {
  size_t room = (size_t)(bytes->end - bytes->at);
  if (room > 0 && bytes->at[0] < 0x80) {
    *value = *bytes->at++;
    return CW_SCAN_OK;
  }
  uint32_t result = 0;
  for (size_t i = 0; i < CW_MAXIMUM_SHORT_VARINT_BYTES; i++) {
    if (i == room) return CW_SCAN_TRUNCATED;
    uint8_t byte = bytes->at[i];
    if (i == CW_MAXIMUM_SHORT_VARINT_BYTES - 1 && byte > 0x0f) return CW_SCAN_OVERLONG_VARINT;
    result |= (uint32_t)(byte & 0x7f) << (7 * i);
    if (byte >= 0x80) continue;
    bytes->at += i + 1;
    *value = result;
    return CW_SCAN_OK;
  }
  return CW_SCAN_OVERLONG_VARINT;
}

static inline cw_scan_code cw_skip(cw_bytes *bytes, size_t count) {
  if ((size_t)(bytes->end - bytes->at) < count) return CW_SCAN_TRUNCATED;
  bytes->at += count;
  return CW_SCAN_OK;
}

// Reads a length and the bytes it counts.
static inline cw_scan_code cw_read_delimited(cw_bytes *bytes, cw_bytes *content) {
  uint32_t length;
  cw_scan_code code = cw_read_short_varint(bytes, &length);
  if (code != CW_SCAN_OK) return code;
  content->at = bytes->at;
  code = cw_skip(bytes, length);
  content->end = bytes->at;
  return code;
}

// Steps over a value of any wire type but a group's.
static inline cw_scan_code cw_skip_value(cw_bytes *bytes, uint32_t wire_type) {
  cw_bytes content;
  switch (wire_type) {
  case PROTOBUF_C_WIRE_TYPE_VARINT:
    return cw_skip_varint(bytes);
  case PROTOBUF_C_WIRE_TYPE_64BIT:
    return cw_skip(bytes, 8);
  case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
    return cw_read_delimited(bytes, &content);
  case PROTOBUF_C_WIRE_TYPE_32BIT:
    return cw_skip(bytes, 4);
  case CW_WIRE_START_GROUP:
  case CW_WIRE_END_GROUP:
    return CW_SCAN_GROUP;
  default:
    return CW_SCAN_RESERVED_WIRE_TYPE;
  }
}

// The wire type of an unpacked value of a type.
static inline uint32_t cw_wire_type(ProtobufCType type) {
  switch (type) {
  case PROTOBUF_C_TYPE_SFIXED32:
  case PROTOBUF_C_TYPE_FIXED32:
  case PROTOBUF_C_TYPE_FLOAT:
    return PROTOBUF_C_WIRE_TYPE_32BIT;
  case PROTOBUF_C_TYPE_SFIXED64:
  case PROTOBUF_C_TYPE_FIXED64:
  case PROTOBUF_C_TYPE_DOUBLE:
    return PROTOBUF_C_WIRE_TYPE_64BIT;
  case PROTOBUF_C_TYPE_STRING:
  case PROTOBUF_C_TYPE_BYTES:
  case PROTOBUF_C_TYPE_MESSAGE:
    return PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED;
  default:
    return PROTOBUF_C_WIRE_TYPE_VARINT;
  }
}

// The position in descriptor->fields of the field `number`, or -1.
int cw_search_field(const ProtobufCMessageDescriptor *descriptor, uint32_t number);

// The same, after a look at `guess`: senders write fields in order.
static inline int cw_find_field(const ProtobufCMessageDescriptor *descriptor, uint32_t number, unsigned guess) {
  if (guess < descriptor->n_fields && descriptor->fields[guess].id == number) return (int)guess;
  return cw_search_field(descriptor, number);
}

#endif
