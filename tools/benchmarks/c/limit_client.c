// The client of limit_server.
#include <string.h>

#include "limit_frame.h"
#include "load.h"

enum { FIRST_ID = 20000, IDS = 1024 };

static size_t encode(uint8_t *request, uint32_t call) {
  // GetCaseRequest{id}: an ID of three varint bytes, as FIRST_ID + IDS < 2^21.
  uint32_t id = FIRST_ID + call % IDS;
  uint8_t payload[] = {0x08, (uint8_t)(id | 0x80), (uint8_t)(id >> 7 | 0x80), (uint8_t)(id >> 14)};
  struct limit_header header = {.length = sizeof payload, .call = call};
  memcpy(request, &header, sizeof header);
  memcpy(request + sizeof header, payload, sizeof payload);
  return sizeof header + sizeof payload;
}

static void decode(const uint8_t *bytes, uint32_t *length, uint32_t *call) {
  struct limit_header header;
  memcpy(&header, bytes, sizeof header);
  *length = header.length;
  *call = header.call;
}

int main(int count, char **arguments) {
  struct load load =
      parse_load(count, arguments, "limit_client SOCKET CONNECTIONS IN_FLIGHT CALLS WARM_UP [batch|nobatch|spin]");
  struct wire wire = {.header_bytes = sizeof(struct limit_header), .encode = encode, .decode = decode};
  return run_load(&load, &wire);
}
