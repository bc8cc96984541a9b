import RPCCore

/// What casectl ends with.
enum ExitStatus {
  static let done: Int32 = 0
  /// The server could not be reached, or the connection was lost.
  static let notReached: Int32 = 1
  /// Arguments, files or requests that cannot be used.
  static let usage: Int32 = 2
  /// A push of which some items were rejected.
  static let rejected: Int32 = 3
  /// Added to the gRPC status code of a call that failed.
  static let callFailed: Int32 = 64

  /// The status of a call that failed.
  static func of(_ error: RPCError) -> Int32 {
    error.origin == .client && error.code == .unavailable ? notReached : callFailed + error.code.rawValue
  }
}
