#define _GNU_SOURCE
#include "casewire_socket.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int cw_notify(const char *address, const char *state) {
  struct sockaddr_un peer = {.sun_family = AF_UNIX};
  size_t length = strlen(address);
  if (length == 0 || length >= sizeof peer.sun_path) return -ENAMETOOLONG;
  memcpy(peer.sun_path, address, length);
  // An address of the abstract namespace is written with an @ and begins with a NUL.
  if (address[0] == '@') peer.sun_path[0] = '\0';
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  socklen_t size = offsetof(struct sockaddr_un, sun_path) + length;
  ssize_t sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&peer, size);
  int failure = sent < 0 ? -errno : 0;
  close(fd);
  return failure;
}
