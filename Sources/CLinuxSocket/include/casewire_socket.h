// Linux calls that Swift's Glibc module does not show, or shows awkwardly. All return -errno where they fail, and none
// blocks unless it says so.
#ifndef CASEWIRE_SOCKET_H
#define CASEWIRE_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Bytes of the longest path of a Unix socket; a NUL follows it.
#define CW_SOCKET_PATH_MAXIMUM 107

// A Unix stream socket, non-blocking and closed on exec.
int cw_socket_open(void);
// Binds to the path (at most CW_SOCKET_PATH_MAXIMUM bytes) so that the file has `mode`, whatever the umask,
// and is never wider.
int cw_socket_bind(int fd, const char *path, uint32_t mode);
int cw_socket_listen(int fd, int backlog);
// 0 where connected. -EAGAIN where the listener's backlog is full.
int cw_socket_connect(int fd, const char *path);
// A new connection, non-blocking and closed on exec.
int cw_socket_accept(int fd);
// Whether the descriptor is a listening Unix stream socket.
bool cw_socket_is_listener(int fd);
// As the kernel knew the peer when it connected.
int cw_socket_peer(int fd, uint32_t *user, uint32_t *group, int32_t *process);

// Bytes read, 0 at the end, -EAGAIN where there is nothing.
long cw_socket_receive(int fd, void *buffer, size_t size);
// Bytes written; never raises SIGPIPE. -EAGAIN where there is no room.
long cw_socket_send(int fd, const void *bytes, size_t size);

// Sends a datagram to a service manager's socket, as sd_notify(3) has it. May block while its queue is full.
int cw_notify(const char *address, const char *state);

// A set of descriptors to wait on for input.
int cw_poll_create(void);
// Watches the descriptor; `token` comes back with its events.
int cw_poll_add(int poll, int fd, uint64_t token);
int cw_poll_remove(int poll, int fd);
// Fills up to `capacity` tokens that are ready and returns how many. Waits up to `milliseconds`; 0 does not wait, -1
// waits as long as it takes.
int cw_poll_wait(int poll, uint64_t *tokens, int capacity, int milliseconds);

// A descriptor that wakes a waiting poll.
int cw_wakeup_create(void);
void cw_wakeup_raise(int fd);
void cw_wakeup_clear(int fd);

#endif
