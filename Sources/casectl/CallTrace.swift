import RPCCore

/// Tells of a call on standard error: what is sent beside the request, how it ended, how long it took.
final class CallTrace: Sendable {
  private let start = TimeSource.monotonic.now()

  func begins(_ method: MethodDescriptor, _ options: CallOptions, socket: String) {
    var lines = ["> \(method.path) on \(socket)"]
    for pair in options.metadata.pairs {
      // A token must not end up in a log or a screenshot.
      lines.append("> \(pair.key): \(pair.key == "authorization" ? "…" : pair.value)")
    }
    if let timeout = options.timeout { lines.append("> timeout: \(timeout)") }
    tell(lines)
  }

  func ended(_ error: (any Error)?) {
    let code = error.map { ($0 as? RPCError)?.code ?? .unknown } ?? .ok
    let microseconds = TimeSource.monotonic.now().nanoseconds(since: start) / 1_000
    let fraction = String(1_000 + microseconds % 1_000).dropFirst()
    tell(["< \(code.name) (\(code.rawValue)) after \(microseconds / 1_000).\(fraction) ms"])
  }

  private func tell(_ lines: [String]) {
    Terminal.error.write(lines.map { Terminal.printable($0) + "\n" }.joined())
  }
}
