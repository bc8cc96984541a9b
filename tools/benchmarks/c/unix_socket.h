// Unix sockets, errors and the clock, for the benchmark's programs.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Prints what was tried and why it failed (from errno, where it is set), and exits with status 1.
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);

// Nanoseconds of the monotonic clock.
uint64_t now_ns(void);

// Connects to the socket at `path`, or dies.
int connect_to(const char *path);

// Binds a new socket to `path`, which must not exist, and listens, or dies.
int listen_at(const char *path);

// Writes all bytes, waiting where the socket is full. Returns 0, or -1 with errno set.
int write_all(int descriptor, const uint8_t *bytes, size_t count);
