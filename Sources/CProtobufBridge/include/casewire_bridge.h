// What stands between hostile bytes and protobuf-c: one pass over the bytes before unpacking, and an arena with a
// budget to unpack into. Knows descriptors, no message type.
#ifndef CASEWIRE_BRIDGE_H
#define CASEWIRE_BRIDGE_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The deepest nesting a path can tell of; a scan asked for more uses this.
#define CW_SCAN_MAXIMUM_DEPTH 100
// The most fields a message type may have; the bytes of one with more are refused.
#define CW_SCAN_MAXIMUM_FIELDS 1024

// Why bytes were refused.
typedef enum {
  CW_SCAN_OK = 0,
  CW_SCAN_TRUNCATED,           // a varint, a length or a value goes past the end
  CW_SCAN_BAD_TAG,             // field number 0 or too large
  CW_SCAN_OVERLONG_VARINT,     // a value of more than 64 bits, a tag or length of more than 32
  CW_SCAN_GROUP,               // wire types 3 and 4, which protobuf-c cannot skip
  CW_SCAN_RESERVED_WIRE_TYPE,  // wire types 6 and 7
  CW_SCAN_WRONG_WIRE_TYPE,     // a known field with another wire type, which protobuf-c fails on
  CW_SCAN_BAD_PACKED_VALUE,    // a packed bool other than one byte 0 or 1; fixed values cut in the middle
  CW_SCAN_INVALID_UTF8,
  CW_SCAN_EMBEDDED_NUL,        // would cut the C string silently
  CW_SCAN_REPEATED_SINGULAR,   // a singular sub-message sent twice, which protobuf-c merges wrongly
  CW_SCAN_REPEATED_ONEOF,      // two members of one oneof, one of them a message
  CW_SCAN_TOO_DEEP,
  CW_SCAN_TOO_MANY_FIELDS,     // a message type of more than CW_SCAN_MAXIMUM_FIELDS: the schema is at fault
} cw_scan_code;

// One step on the way to a field: its number, and its place among its repetitions (0 where it is not repeated).
typedef struct {
  uint32_t number;
  uint32_t index;
} cw_path_step;

// Where and why.
typedef struct {
  cw_scan_code code;
  // From the first byte of the outermost message.
  size_t offset;
  // Steps in `path`, from the outermost message.
  uint32_t depth;
  // The caller's; has room for CW_SCAN_MAXIMUM_DEPTH steps.
  cw_path_step *path;
} cw_scan_failure;

// Walks `length` bytes as a message of `descriptor`. CW_SCAN_OK where protobuf-c will unpack them as protobuf means
// them; then `*has_unknown` tells whether there are fields the descriptor does not know.
// Otherwise `failure` is filled, where it is not NULL: a caller in a hurry scans without it, and again on failure.
// `maximum_depth` counts messages, the outermost as 1.
cw_scan_code cw_scan(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t length,
                     uint32_t maximum_depth, bool *has_unknown, cw_scan_failure *failure);

// Copies scanned bytes without the fields that the descriptor does not know; protobuf-c would make three allocations
// for each. `out` has room for `length` bytes. Gives the bytes written.
size_t cw_strip_unknown(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t length,
                        uint8_t *out);

// What is wrong with a string, or CW_SCAN_OK. `*offset` is where, in `bytes`.
cw_scan_code cw_scan_string(const uint8_t *bytes, size_t length, size_t *offset);

// A bump allocator with a budget. Freed all at once; a single free does nothing. For one thread at a time.
typedef struct cw_arena cw_arena;

// An arena that may hand out `budget` bytes. NULL where memory is out. Each thread keeps one block for the next arena.
cw_arena *cw_arena_create(size_t budget);
void cw_arena_destroy(cw_arena *arena);

// `size` bytes at 16-byte alignment, not zeroed, or NULL where the budget or memory is out.
void *cw_arena_allocate(cw_arena *arena, size_t size);
// `size` bytes and a NUL, copied. NULL as above.
char *cw_arena_copy_string(cw_arena *arena, const void *bytes, size_t size);
// True once an allocation was refused.
bool cw_arena_exhausted(const cw_arena *arena);
// What protobuf-c unpacks with.
ProtobufCAllocator *cw_arena_allocator(cw_arena *arena);

#endif
