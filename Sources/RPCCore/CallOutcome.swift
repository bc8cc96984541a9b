/// How a call ended on the server.
public enum CallOutcome: Sendable {
  /// With the one message of the answer, encoded.
  case message([UInt8])
  /// With the end of the stream of answers.
  case completed
  case failed(RPCError)

  /// `.ok` unless it failed.
  public var code: StatusCode {
    if case .failed(let error) = self { error.code } else { .ok }
  }
}
