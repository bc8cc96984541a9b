// The limit: a blocking thread a connection, read and write and nothing between them but protobuf-c.
// usage: limit_server SOCKET
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench_case.h"
#include "limit_frame.h"
#include "unix_socket.h"

enum { INPUT_BYTES = 64 << 10, OUTPUT_BYTES = 256 << 10, STACK_BYTES = 128 << 10 };

struct connection {
  int descriptor;
  size_t filled;
  uint8_t input[INPUT_BYTES];
  uint8_t output[OUTPUT_BYTES];
};

// Answers the whole frames of the input that fit the output, and keeps the rest. Returns the bytes to write, or -1
// where a request cannot be decoded or never fits.
static ssize_t answer_frames(struct connection *connection) {
  size_t read = 0, written = 0;
  struct limit_header header;
  while (connection->filled - read >= sizeof header) {
    memcpy(&header, connection->input + read, sizeof header);
    if (header.length > INPUT_BYTES - sizeof header) return -1;
    if (connection->filled - read < sizeof header + header.length) break;
    if (written + sizeof header + MAX_ANSWER_BYTES > OUTPUT_BYTES) break;
    uint8_t *answer = connection->output + written;
    size_t length =
        answer_case(connection->input + read + sizeof header, header.length, answer + sizeof header);
    if (length == 0) return -1;
    read += sizeof header + header.length;
    header.length = (uint32_t)length;
    memcpy(answer, &header, sizeof header);
    written += sizeof header + length;
  }
  if (read > 0) memmove(connection->input, connection->input + read, connection->filled - read);
  connection->filled -= read;
  return (ssize_t)written;
}

static void *serve(void *argument) {
  struct connection *connection = argument;
  for (;;) {
    ssize_t count =
        read(connection->descriptor, connection->input + connection->filled, INPUT_BYTES - connection->filled);
    if (count <= 0) break;
    connection->filled += (size_t)count;
    ssize_t answers;
    while ((answers = answer_frames(connection)) > 0) {
      if (write_all(connection->descriptor, connection->output, (size_t)answers) != 0) break;
    }
    if (answers != 0) break;
  }
  close(connection->descriptor);
  free(connection);
  return NULL;
}

int main(int count, char **arguments) {
  errno = 0;
  if (count != 2) die("usage: limit_server SOCKET");
  int listener = listen_at(arguments[1]);
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&detached, STACK_BYTES);
  for (;;) {
    struct connection *connection = malloc(sizeof *connection);
    if (connection == NULL) die("cannot allocate a connection");
    connection->filled = 0;
    connection->descriptor = accept(listener, NULL, NULL);
    if (connection->descriptor < 0) die("cannot accept a connection");
    pthread_t thread;
    errno = pthread_create(&thread, &detached, serve, connection);
    if (errno != 0) die("cannot start a thread");
  }
}
