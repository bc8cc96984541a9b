// What stands between hostile bytes and protobuf-c: one pass over the bytes before unpacking, and an arena with a
// budget to unpack into. Knows descriptors, no message type.
#ifndef CASEWIRE_BRIDGE_H
#define CASEWIRE_BRIDGE_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The deepest nesting a path can tell of; scans refuse to be asked for more.
#define CW_SCAN_MAXIMUM_DEPTH 100

// Why bytes were refused.
typedef enum {
  CW_SCAN_OK = 0,
  CW_SCAN_TRUNCATED,           // a varint, a length or a value goes past the end
  CW_SCAN_BAD_TAG,             // field number 0, too large, or an overlong varint
  CW_SCAN_GROUP,               // wire types 3 and 4, which protobuf-c cannot skip
  CW_SCAN_RESERVED_WIRE_TYPE,  // wire types 6 and 7
  CW_SCAN_WRONG_WIRE_TYPE,     // a known field with another wire type, which protobuf-c fails on
  CW_SCAN_INVALID_UTF8,
  CW_SCAN_EMBEDDED_NUL,        // would cut the C string silently
  CW_SCAN_REPEATED_SINGULAR,   // a singular sub-message sent twice, which protobuf-c merges wrongly
  CW_SCAN_TOO_DEEP,
} cw_scan_code;

// One step on the way to a field: its number, and its place among its repetitions (0 where it is not repeated).
typedef struct {
  uint32_t number;
  uint32_t index;
} cw_path_step;

// Where and why. `path` has `depth` steps, from the outermost message.
typedef struct {
  cw_scan_code code;
  size_t offset;
  uint32_t depth;
  cw_path_step path[CW_SCAN_MAXIMUM_DEPTH + 1];
} cw_scan_failure;

// Walks `length` bytes as a message of `descriptor`. True where protobuf-c will unpack them as protobuf means them;
// otherwise `failure` is filled. `maximum_depth` counts messages, the outermost as 1; at most CW_SCAN_MAXIMUM_DEPTH.
bool cw_scan(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes, size_t length,
             uint32_t maximum_depth, cw_scan_failure *failure);

// A bump allocator with a budget. Freed all at once; a single free does nothing.
typedef struct cw_arena cw_arena;

// An arena that may hand out `budget` bytes. NULL where memory is out. Each thread keeps one block for the next arena.
cw_arena *cw_arena_create(size_t budget);
void cw_arena_destroy(cw_arena *arena);

// `size` bytes at 16-byte alignment, or NULL where the budget or memory is out.
void *cw_arena_allocate(cw_arena *arena, size_t size);
// `size` bytes and a NUL, copied. NULL as above.
char *cw_arena_copy_string(cw_arena *arena, const void *bytes, size_t size);
// True once an allocation was refused.
bool cw_arena_exhausted(const cw_arena *arena);
// What protobuf-c unpacks with.
ProtobufCAllocator *cw_arena_allocator(cw_arena *arena);

#endif
