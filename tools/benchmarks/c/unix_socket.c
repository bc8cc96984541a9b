#define _GNU_SOURCE
#include "unix_socket.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

void die(const char *format, ...) {
  int cause = errno;
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%s: ", program_invocation_short_name);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  if (cause != 0) fprintf(stderr, ": %s", strerror(cause));
  fputc('\n', stderr);
  exit(1);
}

uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static struct sockaddr_un address_of(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    die("cannot use the socket path '%s'", path);
  }
  strcpy(address.sun_path, path);
  return address;
}

static int unix_stream_socket(void) {
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) die("cannot make a Unix socket");
  return descriptor;
}

int connect_to(const char *path) {
  struct sockaddr_un address = address_of(path);
  int descriptor = unix_stream_socket();
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) die("cannot connect to '%s'", path);
  return descriptor;
}

int listen_at(const char *path) {
  struct sockaddr_un address = address_of(path);
  int descriptor = unix_stream_socket();
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) die("cannot bind '%s'", path);
  if (listen(descriptor, 64) != 0) die("cannot listen at '%s'", path);
  return descriptor;
}

int write_all(int descriptor, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = send(descriptor, bytes, count, MSG_NOSIGNAL);
    if (written >= 0) {
      bytes += written;
      count -= (size_t)written;
    } else if (errno == EAGAIN) {
      struct pollfd writable = {.fd = descriptor, .events = POLLOUT};
      poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      return -1;
    }
  }
  return 0;
}
