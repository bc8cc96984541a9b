// A lean load on one server: a number of connections, a number of calls in flight on each, and the times they took.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum {
  MAX_CONNECTIONS = 256,
  // On one connection.
  MAX_IN_FLIGHT = 512,
  // Of one encoded request, with its header.
  MAX_REQUEST_BYTES = 2048,
  // Of all calls of a run, the warm-up included.
  MAX_CALLS = 50000000,
  // A run that takes longer is broken off.
  MAX_SECONDS = 120,
  // A shorter answer is no case.
  MIN_CASE_BYTES = 64,
};

// How calls look on the wire.
struct wire {
  size_t header_bytes;
  // Encodes the request with this number on its connection (0, 1, …) and returns its length.
  size_t (*encode)(uint8_t *request, uint32_t call);
  // Reads an answer's header: the length of what follows, and the call's number.
  void (*decode)(const uint8_t *header, uint32_t *length, uint32_t *call);
};

// What to do, from the command line: SOCKET CONNECTIONS IN_FLIGHT CALLS WARM_UP [batch|nobatch|spin].
struct load {
  const char *path;
  long connections;
  // On each connection.
  long in_flight;
  long calls;
  // Calls before the first that is measured.
  long warm_up;
  // batch: what arrived together is answered by one write; nobatch: a write a call; spin: the same, never sleeping.
  enum { BATCH, NO_BATCH, SPIN } mode;
};

// Reads the first arguments of a command line, or dies. `usage` is what the program prints then.
struct load parse_load(int count, char **arguments, const char *usage);

// Runs the load and prints one JSON line: n, p50 and p99 in µs, rps, client CPU in µs a call, and how many answers
// were short. Returns the program's exit status: 1 where any was short.
int run_load(const struct load *load, const struct wire *wire);
