# The benchmark's table, from its samples: a line each of round, row, figure and value, separated by tabs.
# A figure is the median of the rounds, a ratio the median of the rounds' ratios.
BEGIN { FS = "\t" }

{
  value[$2, $3, $1] = $4
  if ($1 > rounds) rounds = $1
  have[$2] = 1
}

function median(list, n,    i, j, swap) {
  for (i = 1; i < n; i++) {
    for (j = i + 1; j <= n; j++) {
      if (list[j] < list[i]) { swap = list[i]; list[i] = list[j]; list[j] = swap }
    }
  }
  return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

function figure(row, name,    i, list) {
  for (i = 1; i <= rounds; i++) list[i] = value[row, name, i]
  return median(list, rounds)
}

function ratio(row, base, name,    i, list) {
  for (i = 1; i <= rounds; i++) list[i] = value[row, name, i] / value[base, name, i]
  return median(list, rounds)
}

# The same as text, where both were measured.
function ratio_text(row, base, name) {
  return have[base] ? sprintf("%.2f", ratio(row, base, name)) : "-"
}

function grouped(number,    digits, result) {
  digits = sprintf("%.0f", number)
  while (length(digits) > 3) {
    result = "," substr(digits, length(digits) - 2) result
    digits = substr(digits, 1, length(digits) - 3)
  }
  return digits result
}

function calls_line(row, label) {
  if (!have[row]) return
  printf "%-33s %9.1f %8s %8s %13s %13s %12.0f\n", label, figure(row, "p50"), ratio_text(row, "limit", "p50"),
    ratio_text(row, "ttrpc-go", "p50"), grouped(figure(row, "one_by_64")), grouped(figure(row, "eight_by_8")),
    figure(row, "eight_by_8_p99")
}

function calls_table() {
  printf "\n%-33s %9s %8s %8s %13s %13s %12s\n", "", "p50, us", "/ limit", "/ go", "calls/s 1x64", "calls/s 8x8",
    "p99 8x8, us"
  calls_line("limit", "limit: C, blocking thread")
  calls_line("ttrpc-go", "ttrpc-go, from memory")
  calls_line("echo", "echo: casewire, from memory")
  calls_line("get", "get: casewire, token and SQLite")
}

function push_table() {
  printf "\n%-33s %9s %8s\n", "", "cases/s", "/ loop"
  printf "%-33s %9s %8.2f\n", "bare SQLite loop, FULL", grouped(figure("loop", "cases")), 1
  printf "%-33s %9s %8.2f\n", "push: casectl and casewired, FULL", grouped(figure("push", "cases")),
    ratio("push", "loop", "cases")
}

# Says whether a ratio reaches its aim; beyond `fault` (0: there is none) the design is at fault.
function verdict(label, found, at_most, aim, fault,    word) {
  word = (at_most ? found <= aim : found >= aim) ? "reached" : "not reached"
  if (fault && (at_most ? found > fault : found < fault)) word = "a FAULT of design, beyond " fault
  printf "%-24s %5.2f   aim: at %s %.2f   %s\n", label, found, (at_most ? "most" : "least"), aim, word
}

END {
  if (have["limit"] || have["ttrpc-go"] || have["echo"] || have["get"]) calls_table()
  if (have["push"]) push_table()
  print ""
  if (have["echo"] && have["limit"]) verdict("echo p50 / limit", ratio("echo", "limit", "p50"), 1, 1.3, 2.5)
  if (have["get"] && have["ttrpc-go"]) {
    verdict("get p50 / ttrpc-go", ratio("get", "ttrpc-go", "p50"), 1, 0.75, 0)
    verdict("get calls/s / ttrpc-go", ratio("get", "ttrpc-go", "one_by_64"), 0, 2, 0)
  }
  if (have["push"]) verdict("push / bare loop", ratio("push", "loop", "cases"), 0, 0.75, 0.4)
}
