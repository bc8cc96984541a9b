// A lean ttrpc client: it costs next to nothing, so that what is measured is the server.
// The request is {int64 id = 1}; the IDs go round from FIRST_ID to FIRST_ID + IDS - 1.
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"
#include "unix_socket.h"

// ttrpc's frame: length and stream ID, big-endian, then type and flags.
enum { HEADER_BYTES = 10, TYPE_REQUEST = 1 };

// Tags of ttrpc's Request and KeyValue.
enum { SERVICE = 0x0a, METHOD = 0x12, PAYLOAD = 0x1a, METADATA = 0x2a, KEY = 0x0a, VALUE = 0x12, ID = 0x08 };

// What every request has but its ID.
static uint8_t service_and_method[MAX_REQUEST_BYTES];
static size_t service_and_method_bytes;
static uint8_t metadata[MAX_REQUEST_BYTES];
static size_t metadata_bytes;
static uint64_t first_id = 20000;
static uint64_t ids = 1024;

static uint8_t *put_varint(uint8_t *output, uint64_t value) {
  for (; value > 0x7f; value >>= 7) *output++ = (uint8_t)(value | 0x80);
  *output++ = (uint8_t)value;
  return output;
}

static uint8_t *put_bytes(uint8_t *output, uint8_t tag, const void *bytes, size_t count) {
  *output++ = tag;
  output = put_varint(output, count);
  memcpy(output, bytes, count);
  return output + count;
}

static size_t encode(uint8_t *request, uint32_t call) {
  uint8_t *end = request + HEADER_BYTES;
  memcpy(end, service_and_method, service_and_method_bytes);
  end += service_and_method_bytes;
  uint8_t payload[16];
  payload[0] = ID;
  uint8_t *payload_end = put_varint(payload + 1, first_id + call % ids);
  end = put_bytes(end, PAYLOAD, payload, (size_t)(payload_end - payload));
  memcpy(end, metadata, metadata_bytes);
  end += metadata_bytes;

  // A client's streams are odd.
  uint32_t header[] = {htonl((uint32_t)(end - request - HEADER_BYTES)), htonl(call * 2 + 1)};
  memcpy(request, header, sizeof header);
  request[8] = TYPE_REQUEST;
  request[9] = 0;
  return (size_t)(end - request);
}

static void decode(const uint8_t *header, uint32_t *length, uint32_t *call) {
  uint32_t fields[2];
  memcpy(fields, header, sizeof fields);
  *length = ntohl(fields[0]);
  *call = ntohl(fields[1]) / 2;
}

static void prepare_request(const char *service, const char *method, const char *token) {
  errno = 0;
  if (strlen(service) + strlen(method) + strlen(token) > MAX_REQUEST_BYTES / 2) {
    die("SERVICE, METHOD and TOKEN have more than %d bytes", MAX_REQUEST_BYTES / 2);
  }
  uint8_t *end = put_bytes(service_and_method, SERVICE, service, strlen(service));
  end = put_bytes(end, METHOD, method, strlen(method));
  service_and_method_bytes = (size_t)(end - service_and_method);
  if (*token == '\0') return;

  char bearer[MAX_REQUEST_BYTES] = "Bearer ";
  strcat(bearer, token);
  uint8_t pair[MAX_REQUEST_BYTES];
  end = put_bytes(pair, KEY, "authorization", strlen("authorization"));
  end = put_bytes(end, VALUE, bearer, strlen(bearer));
  metadata_bytes = (size_t)(put_bytes(metadata, METADATA, pair, (size_t)(end - pair)) - metadata);
}

int main(int count, char **arguments) {
  static const char usage[] =
      "ttrpc_client SOCKET CONNECTIONS IN_FLIGHT CALLS WARM_UP batch|nobatch|spin SERVICE METHOD "
      "[TOKEN [FIRST_ID IDS]]";
  struct load load = parse_load(count, arguments, usage);
  errno = 0;
  if (count < 9 || count == 11 || count > 12) die("usage: %s", usage);
  prepare_request(arguments[7], arguments[8], count > 9 ? arguments[9] : "");
  if (count == 12) {
    first_id = strtoull(arguments[10], NULL, 10);
    ids = strtoull(arguments[11], NULL, 10);
    if (ids == 0) die("IDS is '%s', and must be a number above 0", arguments[11]);
  }
  struct wire wire = {.header_bytes = HEADER_BYTES, .encode = encode, .decode = decode};
  return run_load(&load, &wire);
}
