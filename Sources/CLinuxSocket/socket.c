#define _GNU_SOURCE
#include "casewire_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int result(int value) { return value < 0 ? -errno : value; }

static int fill(struct sockaddr_un *address, const char *path) {
  size_t length = strlen(path);
  if (length > CW_SOCKET_PATH_MAXIMUM) return -ENAMETOOLONG;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path, length);
  return 0;
}

int cw_socket_open(void) { return result(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

int cw_socket_bind(int fd, const char *path, uint32_t mode) {
  struct sockaddr_un address;
  int failure = fill(&address, path);
  if (failure) return failure;
  // bind() makes the file with the socket's own mode less the umask: set before, it is never wider than asked; set
  // again after, it is what was asked.
  if (fchmod(fd, mode) < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) return -errno;
  return result(chmod(path, mode));
}

int cw_socket_listen(int fd, int backlog) { return result(listen(fd, backlog)); }

int cw_socket_connect(int fd, const char *path) {
  struct sockaddr_un address;
  int failure = fill(&address, path);
  if (failure) return failure;
  return result(connect(fd, (struct sockaddr *)&address, sizeof address));
}

int cw_socket_accept(int fd) { return result(accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)); }

static bool has_option(int fd, int option, int expected) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 && value == expected;
}

bool cw_socket_is_listener(int fd) {
  return has_option(fd, SO_DOMAIN, AF_UNIX) && has_option(fd, SO_TYPE, SOCK_STREAM) && has_option(fd, SO_ACCEPTCONN, 1);
}

int cw_socket_peer(int fd, uint32_t *user, uint32_t *group, int32_t *process) {
  struct ucred credentials;
  socklen_t size = sizeof credentials;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) return -errno;
  *user = credentials.uid;
  *group = credentials.gid;
  *process = credentials.pid;
  return 0;
}

long cw_socket_receive(int fd, void *buffer, size_t size) {
  ssize_t count;
  do count = recv(fd, buffer, size, MSG_DONTWAIT);
  while (count < 0 && errno == EINTR);
  return count < 0 ? -errno : count;
}

long cw_socket_send(int fd, const void *bytes, size_t size) {
  ssize_t count;
  do count = send(fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (count < 0 && errno == EINTR);
  return count < 0 ? -errno : count;
}
