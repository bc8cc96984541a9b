#include "casewire_socket.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

// Events one wait takes from the kernel at most.
enum { EVENTS_A_WAIT = 64 };

int cw_poll_create(void) {
  int fd = epoll_create1(EPOLL_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

int cw_poll_add(int poll, int fd, uint64_t token) {
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = token};
  return epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

int cw_poll_remove(int poll, int fd) {
  struct epoll_event event = {0};
  return epoll_ctl(poll, EPOLL_CTL_DEL, fd, &event) < 0 ? -errno : 0;
}

int cw_poll_wait(int poll, uint64_t *tokens, int capacity, int milliseconds) {
  struct epoll_event events[EVENTS_A_WAIT];
  int count = epoll_wait(poll, events, capacity < EVENTS_A_WAIT ? capacity : EVENTS_A_WAIT, milliseconds);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  for (int i = 0; i < count; i++) tokens[i] = events[i].data.u64;
  return count;
}

int cw_wakeup_create(void) {
  int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

void cw_wakeup_raise(int fd) {
  uint64_t one = 1;
  // A full counter is a raised one.
  ssize_t ignored = write(fd, &one, sizeof one);
  (void)ignored;
}

void cw_wakeup_clear(int fd) {
  uint64_t count;
  ssize_t ignored = read(fd, &count, sizeof count);
  (void)ignored;
}
