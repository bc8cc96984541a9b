public import Logging
public import RPCCore

/// Writes one record a call: method, peer, caller, code, how long it took.
///
/// A call that went well is a `debug` record, one that the caller got wrong `info`, one that the server got wrong
/// `error` with its cause, which the caller is not told.
public struct CallLog: ServerInterceptor {
  private let logger: Logger
  private let time: TimeSource

  public init(logger: Logger, time: TimeSource = .monotonic) {
    self.logger = logger
    self.time = time
  }

  public func ended(_ context: ServerContext, outcome: CallOutcome, cause: (any Error)?) {
    let level = Self.level(of: outcome.code)
    guard level >= logger.logLevel else { return }
    var metadata: Logger.Metadata = [
      "method": "\(context.method.path)",
      "code": "\(outcome.code.name)",
      "microseconds": "\(time.now().nanoseconds(since: context.startTime) / 1_000)",
      "peer_uid": "\(context.peer.userID)",
      "peer_pid": "\(context.peer.processID)",
    ]
    if let identity = context.identity { metadata["caller"] = "\(identity)" }
    if case .failed(let error) = outcome { metadata["message"] = "\(error.message)" }
    if outcome.code == .internal, let cause { metadata["cause"] = "\(cause)" }
    logger.log(level: level, "call", metadata: metadata)
  }

  private static func level(of code: StatusCode) -> Logger.Level {
    switch code {
    case .ok: .debug
    case .internal, .unknown, .dataLoss: .error
    default: .info
    }
  }
}
