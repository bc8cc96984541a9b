import ProtobufBridge

/// Why a call failed: the one error that crosses the wire. `ok` is no error.
public struct RPCError: Error, Sendable, Equatable {
  /// Never `.ok`.
  public let code: StatusCode
  /// For the developer who reads it: what was tried, on what, why it failed, what to do.
  public let message: String
  /// What a program can switch on; `google.rpc` messages as a rule.
  public var details: [Detail]

  /// A message with the name of its type.
  public struct Detail: Sendable, Equatable {
    /// `google.rpc.ErrorInfo`.
    public let typeName: String
    /// The message, encoded.
    public let value: [UInt8]

    public init(typeName: String, value: [UInt8]) {
      self.typeName = typeName
      self.value = value
    }
  }

  public init(_ code: StatusCode, _ message: String, details: [Detail] = []) {
    self.code = code == .ok ? .unknown : code
    self.message = message
    self.details = details
  }
}

extension RPCError: CustomStringConvertible {
  /// `NOT_FOUND: no case 7`.
  public var description: String { "\(code.name): \(message)" }
}
