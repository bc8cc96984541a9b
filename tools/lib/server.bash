# Starting and stopping servers, and reading casectl's JSON; sourced by the tools that need it.
# shellcheck shell=bash

# How long a server may take until it accepts calls, in tenths of a second.
readonly SERVER_START_TENTHS=300

# The process IDs of the servers that were started and not stopped yet.
SERVERS=()

# wait_for_socket PID SOCKET LOG: waits until the server accepts calls; fails with its log where it ended or never does.
wait_for_socket() {
  local process=$1 socket=$2 log=$3 tenth
  for ((tenth = 0; tenth < SERVER_START_TENTHS; tenth++)); do
    # Only a socket that exists; casewired prints its line when it accepts calls, which is after that.
    [[ -S $socket ]] && { [[ $log == - ]] || grep -qF "$socket" "$log"; } && return 0
    kill -0 "$process" 2>/dev/null || break
    sleep 0.1
  done
  echo "the server (process $process) does not accept calls on $socket" >&2
  [[ $log == - ]] || tail -n 20 "$log" >&2
  return 1
}

# start_casewired PROGRAM SOCKET DATABASE LOG: starts a server that ends with stop_servers, and waits for it.
start_casewired() {
  local program=$1 socket=$2 database=$3 log=$4
  "$program" --socket "$socket" --database "sqlite:$database" --log-level warning >"$log" 2>&1 &
  SERVERS+=($!)
  wait_for_socket $! "$socket" "$log"
}

# Stops the servers that this process started, by their IDs, and waits for their end.
stop_servers() {
  local process
  for process in "${SERVERS[@]}"; do
    kill -TERM "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  SERVERS=()
}

# json_number NAME and json_string NAME: the last member of this name in the JSON on stdin; fails where there is none.
json_number() {
  tr -d '\n' | sed -nE "s/.*\"$1\" *: *(-?[0-9.]+).*/\1/p" | grep .
}
json_string() {
  tr -d '\n' | sed -nE "s/.*\"$1\" *: *\"([^\"]*)\".*/\1/p" | grep .
}
