/// Why a call failed: the one error that crosses the wire. `ok` is no error.
///
/// `info` and `violations` travel as `google.rpc.ErrorInfo` and `google.rpc.BadRequest`, as gRPC's libraries expect.
public struct RPCError: Error, Sendable, Equatable {
  /// Never `.ok`.
  public let code: StatusCode
  /// For the developer who reads it: what was tried, on what, why it failed, what to do.
  public let message: String
  /// A reason that a program can compare.
  public var info: Info?
  /// Which fields of the request were refused.
  public var violations: [FieldViolation]
  /// Other details the peer sent, undecoded.
  public var details: [Detail]
  /// Which side found the failure.
  public var origin: Origin

  /// A reason that a program can compare: `VERSION_MISMATCH` with `["current": "4"]`.
  public struct Info: Sendable, Equatable {
    /// UPPER_SNAKE_CASE, constant.
    public let reason: String
    /// Who gave the reason.
    public let domain: String
    /// What the reason speaks of.
    public let metadata: [String: String]

    public init(reason: String, domain: String, metadata: [String: String] = [:]) {
      self.reason = reason
      self.domain = domain
      self.metadata = metadata
    }
  }

  /// A field of the request and why it was refused.
  public struct FieldViolation: Sendable, Equatable {
    /// The path in JSON spelling: `Customer.EmailAddress`.
    public let field: String
    public let description: String

    public init(field: String, description: String) {
      self.field = field
      self.description = description
    }
  }

  /// A message of a type this library does not decode.
  public struct Detail: Sendable, Equatable {
    /// `google.rpc.RetryInfo`.
    public let typeName: String
    /// The message, encoded.
    public let value: [UInt8]

    public init(typeName: String, value: [UInt8]) {
      self.typeName = typeName
      self.value = value
    }
  }

  /// Which side found the failure.
  public enum Origin: Sendable, Equatable {
    /// The server answered it.
    case server
    /// The client found it: no connection, a deadline passed, a broken answer.
    case client
  }

  public init(
    _ code: StatusCode, _ message: String, info: Info? = nil, violations: [FieldViolation] = [],
    details: [Detail] = [], origin: Origin = .server
  ) {
    self.code = code == .ok ? .unknown : code
    self.message = message
    self.info = info
    self.violations = violations
    self.details = details
    self.origin = origin
  }
}

extension RPCError: CustomStringConvertible {
  /// `NOT_FOUND: no case 7`.
  public var description: String { "\(code.name): \(message)" }
}

extension RPCError {
  /// What a server answers for a method it knows by its schema and does not serve.
  public static func unimplemented(_ method: MethodDescriptor) -> RPCError {
    RPCError(.unimplemented, "\(method.path) is not implemented by this server")
  }

  /// The error of any failure of a handler. An unknown cause never leaks its text to the peer; it is logged instead.
  public init(answering error: any Error) {
    switch error {
    case let error as RPCError: self = error
    case is CancellationError: self.init(.cancelled, "the call was cancelled")
    default: self.init(.internal, "the server failed to carry out the call; its log tells why")
    }
  }
}
