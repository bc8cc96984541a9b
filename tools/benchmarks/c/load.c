#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "unix_socket.h"

enum {
  INPUT_BYTES = 256 << 10,
  // Calls of one connection that may be told apart; a power of two above MAX_IN_FLIGHT, as answers come out of order.
  SLOTS = 4096,
  EVENTS = 64,
};

struct connection {
  int descriptor;
  uint32_t next_call;
  size_t filled;
  // When each call in flight was sent, by its number; 0: none is.
  uint64_t sent_at[SLOTS];
  uint8_t input[INPUT_BYTES];
};

struct run {
  const struct load *load;
  const struct wire *wire;
  struct connection *connections;
  // Nanoseconds of each measured call.
  uint32_t *durations;
  long total;
  long sent;
  long answered;
  long short_answers;
  uint64_t started_at;
  uint64_t ended_at;
  uint8_t output[MAX_IN_FLIGHT * MAX_REQUEST_BYTES];
};

static long number_between(const char *text, long minimum, long maximum, const char *what) {
  char *end;
  errno = 0;
  long number = strtol(text, &end, 10);
  if (*text == '\0' || *end != '\0' || number < minimum || number > maximum) {
    errno = 0;
    die("%s is '%s', and must be a number from %ld to %ld", what, text, minimum, maximum);
  }
  return number;
}

struct load parse_load(int count, char **arguments, const char *usage) {
  errno = 0;
  if (count < 6) die("usage: %s", usage);
  struct load load = {
      .path = arguments[1],
      .connections = number_between(arguments[2], 1, MAX_CONNECTIONS, "CONNECTIONS"),
      .in_flight = number_between(arguments[3], 1, MAX_IN_FLIGHT, "IN_FLIGHT"),
      .calls = number_between(arguments[4], 1, MAX_CALLS / 2, "CALLS"),
      .warm_up = number_between(arguments[5], 0, MAX_CALLS / 2, "WARM_UP"),
      .mode = BATCH,
  };
  const char *mode = count > 6 ? arguments[6] : "batch";
  if (strcmp(mode, "nobatch") == 0) {
    load.mode = NO_BATCH;
  } else if (strcmp(mode, "spin") == 0) {
    load.mode = SPIN;
  } else if (strcmp(mode, "batch") != 0) {
    die("the mode is '%s', and must be batch, nobatch or spin", mode);
  }
  return load;
}

static void out_of_time(int signal) {
  (void)signal;
  static const char message[] = "load: broken off: the run took too long; is the server still answering?\n";
  if (write(STDERR_FILENO, message, sizeof message - 1) < 0) _exit(2);
  _exit(1);
}

// Encodes the connection's next call at `output` and notes when. Returns its length.
static size_t encode_call(struct run *run, struct connection *connection, uint8_t *output, uint64_t now) {
  uint32_t call = connection->next_call++;
  uint64_t *sent_at = &connection->sent_at[call % SLOTS];
  errno = 0;
  if (*sent_at != 0) die("call %u is not answered yet, %d calls later", call - SLOTS, SLOTS);
  *sent_at = now;
  run->sent++;
  return run->wire->encode(output, call);
}

static void send_bytes(struct run *run, struct connection *connection, size_t count) {
  if (count == 0) return;
  if (write_all(connection->descriptor, run->output, count) != 0) die("cannot write to '%s'", run->load->path);
}

// Reads what is there. Returns 0 where a descriptor that does not block has nothing.
static size_t receive_bytes(struct run *run, struct connection *connection) {
  ssize_t count =
      read(connection->descriptor, connection->input + connection->filled, INPUT_BYTES - connection->filled);
  if (count > 0) {
    connection->filled += (size_t)count;
    return (size_t)count;
  }
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  if (count == 0) errno = 0;
  die("the server closed the connection after %ld answers", run->answered);
}

// Books one answer.
static void note_answer(struct run *run, struct connection *connection, uint32_t length, uint32_t call, uint64_t now) {
  uint64_t *sent_at = &connection->sent_at[call % SLOTS];
  errno = 0;
  if (*sent_at == 0) die("an answer to call %u came, which waits for none", call);
  uint64_t duration = now - *sent_at;
  *sent_at = 0;
  if (length < MIN_CASE_BYTES) run->short_answers++;
  if (run->answered >= run->load->warm_up) {
    run->durations[run->answered - run->load->warm_up] = duration > UINT32_MAX ? UINT32_MAX : (uint32_t)duration;
  }
  run->answered++;
  if (run->answered == run->load->warm_up) run->started_at = now_ns();
}

// Takes the whole answers out of the input; where `refill` is set, each makes room for the next call.
static void take_answers(struct run *run, struct connection *connection, int refill) {
  const size_t header_bytes = run->wire->header_bytes;
  size_t taken = 0, output = 0;
  uint64_t now = now_ns();
  while (connection->filled - taken >= header_bytes) {
    uint32_t length, call;
    run->wire->decode(connection->input + taken, &length, &call);
    errno = 0;
    if (length > INPUT_BYTES - header_bytes) die("an answer says it has %u bytes", length);
    if (connection->filled - taken < header_bytes + length) break;
    taken += header_bytes + length;
    note_answer(run, connection, length, call, now);
    if (!refill || run->sent == run->total) continue;
    output += encode_call(run, connection, run->output + output, now);
    if (run->load->mode != BATCH || output > sizeof run->output - MAX_REQUEST_BYTES) {
      send_bytes(run, connection, output);
      output = 0;
    }
  }
  if (taken > 0) memmove(connection->input, connection->input + taken, connection->filled - taken);
  connection->filled -= taken;
  send_bytes(run, connection, output);
}

// One connection, one call in flight: no event loop between the call and its answer.
static void run_one_at_a_time(struct run *run) {
  struct connection *connection = run->connections;
  while (run->answered < run->total) {
    send_bytes(run, connection, encode_call(run, connection, run->output, now_ns()));
    while (run->answered < run->sent) {
      if (receive_bytes(run, connection) > 0) take_answers(run, connection, 0);
    }
  }
}

static void fill_connections(struct run *run) {
  for (long i = 0; i < run->load->connections; i++) {
    size_t output = 0;
    for (long j = 0; j < run->load->in_flight && run->sent < run->total; j++) {
      output += encode_call(run, &run->connections[i], run->output + output, now_ns());
    }
    send_bytes(run, &run->connections[i], output);
  }
}

static int watch_connections(struct run *run) {
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) die("cannot make an epoll");
  for (long i = 0; i < run->load->connections; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &run->connections[i]};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, run->connections[i].descriptor, &event) != 0) die("cannot watch a connection");
  }
  return epoll;
}

static void run_many_in_flight(struct run *run) {
  fill_connections(run);
  if (run->load->connections == 1) {
    while (run->answered < run->total) {
      if (receive_bytes(run, run->connections) > 0) take_answers(run, run->connections, 1);
    }
    return;
  }
  int epoll = watch_connections(run);
  struct epoll_event events[EVENTS];
  while (run->answered < run->total) {
    int count = epoll_wait(epoll, events, EVENTS, -1);
    if (count < 0 && errno != EINTR) die("cannot wait for answers");
    for (int i = 0; i < count; i++) {
      struct connection *connection = events[i].data.ptr;
      if (receive_bytes(run, connection) > 0) take_answers(run, connection, 1);
    }
  }
  close(epoll);
}

static void open_connections(struct run *run) {
  const struct load *load = run->load;
  run->connections = calloc((size_t)load->connections, sizeof *run->connections);
  if (run->connections == NULL) die("cannot allocate %ld connections", load->connections);
  int nonblocking = load->mode == SPIN || load->connections > 1;
  for (long i = 0; i < load->connections; i++) {
    int descriptor = connect_to(load->path);
    if (nonblocking && fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0) die("cannot set a connection not to block");
    run->connections[i].descriptor = descriptor;
  }
}

static int by_duration(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static double cpu_microseconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void report(struct run *run) {
  long calls = run->load->calls;
  double cpu = cpu_microseconds() / (double)run->total;
  qsort(run->durations, (size_t)calls, sizeof *run->durations, by_duration);
  printf(
      "{\"n\":%ld,\"p50\":%.2f,\"p99\":%.2f,\"rps\":%.0f,\"client_cpu\":%.2f,\"short_answers\":%ld}\n", calls,
      run->durations[calls / 2] / 1e3, run->durations[calls * 99 / 100] / 1e3,
      (double)calls * 1e9 / (double)(run->ended_at - run->started_at), cpu, run->short_answers);
}

int run_load(const struct load *load, const struct wire *wire) {
  signal(SIGALRM, out_of_time);
  alarm(MAX_SECONDS);
  struct run *run = calloc(1, sizeof *run);
  if (run == NULL) die("cannot allocate the run");
  run->load = load;
  run->wire = wire;
  run->total = load->calls + load->warm_up;
  run->durations = malloc((size_t)load->calls * sizeof *run->durations);
  if (run->durations == NULL) die("cannot allocate the times of %ld calls", load->calls);
  open_connections(run);
  run->started_at = now_ns();
  if (load->connections == 1 && load->in_flight == 1) {
    run_one_at_a_time(run);
  } else {
    run_many_in_flight(run);
  }
  run->ended_at = now_ns();
  report(run);
  errno = 0;
  if (run->short_answers > 0) die("void: %ld answers are shorter than a case, errors mostly", run->short_answers);
  return 0;
}
