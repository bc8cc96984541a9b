public import ProtobufBridge

/// A method of a service: its name, its kind and the types of its messages.
public struct MethodDescriptor: Sendable {
  /// Which sides send a stream of messages rather than one.
  public enum Kind: Sendable {
    case unary
    case clientStreaming
    case serverStreaming
    case bidirectionalStreaming

    /// Whether the client sends any number of messages.
    public var clientStreams: Bool { self == .clientStreaming || self == .bidirectionalStreaming }
    /// Whether the server sends any number of messages.
    public var serverStreams: Bool { self == .serverStreaming || self == .bidirectionalStreaming }
  }

  /// `casewire.v1.CaseService`.
  public let service: String
  /// `CustomerCreateCase`.
  public let name: String
  public let kind: Kind
  public let input: MessageDescriptor
  public let output: MessageDescriptor

  public init(
    service: String, name: String, kind: Kind, input: MessageDescriptor, output: MessageDescriptor
  ) {
    self.service = service
    self.name = name
    self.kind = kind
    self.input = input
    self.output = output
  }

  /// `casewire.v1.CaseService/CustomerCreateCase`.
  public var path: String { "\(service)/\(name)" }
}

/// A service: its full name and its methods.
public struct ServiceDescriptor: Sendable {
  /// `casewire.v1.CaseService`.
  public let fullName: String
  /// In the order of the schema.
  public let methods: [MethodDescriptor]

  public init(fullName: String, methods: [MethodDescriptor]) {
    self.fullName = fullName
    self.methods = methods
  }
}
