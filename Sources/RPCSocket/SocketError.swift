import Glibc

/// A system call on a socket that failed: what was tried, on what, and why.
public struct SocketError: Error, Sendable, Equatable, CustomStringConvertible {
  /// `bind /run/casewire/casewire.sock`.
  public let operation: String
  /// The errno.
  public let code: Int32
  /// What to do about it; empty where nobody can say.
  public let hint: String

  public init(_ operation: String, code: Int32, hint: String = "") {
    self.operation = operation
    self.code = code
    self.hint = hint
  }

  public var description: String {
    let reason = String(cString: strerror(code))
    return hint.isEmpty ? "\(operation): \(reason)" : "\(operation): \(reason); \(hint)"
  }
}
