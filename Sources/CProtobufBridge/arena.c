#include "casewire_bridge.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 16
// A small message fits into the block that each thread keeps, and costs no malloc.
#define KEPT_BLOCK_BYTES (16 * 1024)
#define NEXT_BLOCK_BYTES (64 * 1024)
// What is larger gets a block of its own, so that the rest of the current one is not lost.
#define LARGEST_SHARED_BYTES (16 * 1024)

typedef struct block {
  struct block *next;
} block;

struct cw_arena {
  uint8_t *cursor;
  uint8_t *end;
  size_t budget;  // bytes that may still be handed out
  block *blocks;  // all but the first, in which the arena itself lies
  bool exhausted;
  ProtobufCAllocator allocator;
};

static _Thread_local void *kept_block;
static _Thread_local bool frees_at_exit;  // this thread has the key's value set
static pthread_key_t exit_key;
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;
static bool has_exit_key;

static size_t aligned(size_t size) { return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1); }

static void free_kept_block(void *value) {
  (void)value;
  free(kept_block);
  kept_block = NULL;
  frees_at_exit = false;
}

static void create_exit_key(void) { has_exit_key = pthread_key_create(&exit_key, free_kept_block) == 0; }

// Keeps a block for this thread's next arena, if it has none and is sure to free it when it ends.
static void keep_block(void *memory) {
  if (!frees_at_exit) {
    pthread_once(&exit_once, create_exit_key);
    frees_at_exit = has_exit_key && pthread_setspecific(exit_key, &exit_key) == 0;
  }
  if (kept_block != NULL || !frees_at_exit) {
    free(memory);
  } else {
    kept_block = memory;
  }
}

static void *take_block(void) {
  void *memory = kept_block;
  kept_block = NULL;
  return memory != NULL ? memory : malloc(KEPT_BLOCK_BYTES);
}

static void *allocate_for_protobuf_c(void *arena, size_t size) { return cw_arena_allocate(arena, size); }

static void free_for_protobuf_c(void *arena, void *pointer) {
  (void)arena;
  (void)pointer;
}

cw_arena *cw_arena_create(size_t budget) {
  uint8_t *memory = take_block();
  if (memory == NULL) return NULL;
  cw_arena *arena = (cw_arena *)memory;
  *arena = (cw_arena){
    .cursor = memory + aligned(sizeof(cw_arena)),
    .end = memory + KEPT_BLOCK_BYTES,
    .budget = budget,
    .allocator = {allocate_for_protobuf_c, free_for_protobuf_c, arena},
  };
  return arena;
}

void cw_arena_destroy(cw_arena *arena) {
  if (arena == NULL) return;
  block *next = arena->blocks;
  while (next != NULL) {
    block *gone = next;
    next = gone->next;
    free(gone);
  }
  keep_block(arena);
}

// A new block with room for `size` bytes, linked so that it is freed with the arena.
static uint8_t *add_block(cw_arena *arena, size_t size) {
  size_t header = aligned(sizeof(block));
  if (size > SIZE_MAX - header) return NULL;
  block *added = malloc(header + size);
  if (added == NULL) return NULL;
  added->next = arena->blocks;
  arena->blocks = added;
  return (uint8_t *)added + header;
}

static void *refuse(cw_arena *arena) {
  arena->exhausted = true;
  return NULL;
}

void *cw_arena_allocate(cw_arena *arena, size_t size) {
  // No two allocations share an address.
  if (size == 0) size = 1;
  if (size > arena->budget) return refuse(arena);
  size_t rounded = aligned(size);
  size_t charged = rounded < arena->budget ? rounded : arena->budget;
  if ((size_t)(arena->end - arena->cursor) < rounded) {
    bool own_block = rounded > LARGEST_SHARED_BYTES;
    uint8_t *memory = add_block(arena, own_block ? rounded : NEXT_BLOCK_BYTES);
    if (memory == NULL) return refuse(arena);
    if (own_block) {
      arena->budget -= charged;
      return memory;
    }
    arena->cursor = memory;
    arena->end = memory + NEXT_BLOCK_BYTES;
  }
  void *result = arena->cursor;
  arena->cursor += rounded;
  arena->budget -= charged;
  return result;
}

char *cw_arena_copy_string(cw_arena *arena, const void *bytes, size_t size) {
  if (size == SIZE_MAX) return refuse(arena);
  char *copy = cw_arena_allocate(arena, size + 1);
  if (copy == NULL) return NULL;
  memcpy(copy, bytes, size);
  copy[size] = 0;
  return copy;
}

bool cw_arena_exhausted(const cw_arena *arena) { return arena->exhausted; }

ProtobufCAllocator *cw_arena_allocator(cw_arena *arena) { return &arena->allocator; }
