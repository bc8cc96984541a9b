// The frame of the C limit: as little as a request and its answer need to find each other.
#pragma once
#include <stdint.h>

struct limit_header {
  // Of what follows the header, in bytes.
  uint32_t length;
  // The call's number on its connection; the answer repeats it.
  uint32_t call;
  // Keeps the header as long as those of real protocols.
  uint64_t reserved;
};
