import RPCCore

/// Why a command failed, as people are told on standard error.
struct FailureReport {
  let lines: [String]
  let status: Int32

  init(_ error: any Error) {
    switch error {
    case let error as RPCError:
      lines = FailureReport.lines(of: error)
      status = ExitStatus.of(error)
    case let failure as Failure:
      lines = [failure.message]
      status = failure.status
    default:
      lines = ["\(error)"]
      status = ExitStatus.usage
    }
  }

  /// Prints the report and gives the exit status.
  func tell() -> Int32 {
    let text = lines.map(Terminal.printable).joined(separator: "\n")
    Terminal.error.write("\(Terminal.error.red("casectl:")) \(text)\n")
    return status
  }

  private static func lines(of error: RPCError) -> [String] {
    var lines = [error.description]
    // What the message or the code says already is not said again.
    lines += error.violations.filter { !isToldAlready($0, error) }.map { "  \($0.field): \($0.description)" }
    if let info = error.info {
      let pairs = info.metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      let words = (info.reason == error.code.name ? [] : [info.reason]) + pairs
      if !words.isEmpty { lines.append("  " + words.joined(separator: " ")) }
    }
    if let hint = hint(for: error) { lines.append("  \(hint)") }
    return lines
  }

  /// Whether the message is about this one field.
  private static func isToldAlready(_ violation: RPCError.FieldViolation, _ error: RPCError) -> Bool {
    error.violations.count == 1 && error.message.contains(violation.field)
      && error.message.contains(violation.description)
  }

  private static func hint(for error: RPCError) -> String? {
    switch (error.code, error.origin) {
    case (.unauthenticated, .server): "a token goes into --token-file FILE, CASEWIRE_TOKEN or --token TOKEN"
    case (.deadlineExceeded, .client): "--timeout gives the server more time"
    default: nil
    }
  }
}
