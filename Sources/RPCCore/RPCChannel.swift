public import ProtobufBridge

/// What calls go through: a connection, or something that makes one when it is needed.
///
/// Messages are bytes here, so that a program can call a method it knows by descriptor alone; generated clients use the
/// typed forms below. All throw `RPCError`.
public protocol RPCChannel: Sendable {
  /// One request, one answer.
  func unary(_ method: MethodDescriptor, request: [UInt8], options: CallOptions) async throws -> [UInt8]
  /// Opens a call of which one side streams. `request` is the one request where the client does not.
  func open(_ method: MethodDescriptor, request: [UInt8]?, options: CallOptions) async throws -> any ClientStream
}

/// A call on the client of which at least one side streams. One task sends, one receives.
public protocol ClientStream: Sendable {
  /// Sends a request; waits while the connection takes no more.
  func send(_ messages: [[UInt8]]) async throws
  /// Says that there are no more requests.
  func halfClose() async throws
  /// The next answer, or nil at the end of a call that went well; throws the call's error.
  func next() async throws -> [UInt8]?
  /// Gives the call up. Nothing where it has ended.
  func cancel()
}

extension RPCChannel {
  /// One request, one answer.
  public func unary<Input: Message, Output: Message>(
    _ method: MethodDescriptor, _ request: Input, options: CallOptions
  ) async throws -> Output {
    try decode(try await unary(method, request: request.serialized(), options: options))
  }

  /// A stream of requests, one answer.
  public func clientStreaming<Input: Message, Output: Message>(
    _ method: MethodDescriptor, options: CallOptions
  ) async throws -> ClientStreamingCall<Input, Output> {
    ClientStreamingCall(stream: try await open(method, request: nil, options: options))
  }

  /// One request, a stream of answers.
  public func serverStreaming<Input: Message, Output: Message>(
    _ method: MethodDescriptor, _ request: Input, options: CallOptions
  ) async throws -> ServerStreamingCall<Output> {
    ServerStreamingCall(stream: try await open(method, request: request.serialized(), options: options))
  }

  /// Both sides stream.
  public func bidirectionalStreaming<Input: Message, Output: Message>(
    _ method: MethodDescriptor, options: CallOptions
  ) async throws -> BidirectionalStreamingCall<Input, Output> {
    BidirectionalStreamingCall(stream: try await open(method, request: nil, options: options))
  }
}

private func decode<Output: Message>(_ bytes: [UInt8]) throws -> Output {
  do {
    return try Output(serialized: bytes)
  } catch {
    throw RPCError(
      .internal, "the server's answer is no \(Output.descriptor.fullName): \(error.description)", origin: .client)
  }
}

/// A call with a stream of requests and one answer.
public struct ClientStreamingCall<Input: Message, Output: Message>: Sendable {
  private let stream: any ClientStream

  init(stream: any ClientStream) {
    self.stream = stream
  }

  /// Sends a request; waits while the connection takes no more.
  public func send(_ request: Input) async throws { try await stream.send([request.serialized()]) }

  /// Says that there are no more requests, and waits for the answer.
  public func finish() async throws -> Output {
    try await stream.halfClose()
    guard let answer = try await stream.next() else {
      throw RPCError(.internal, "the server ended the call without an answer", origin: .client)
    }
    return try decode(answer)
  }

  /// Gives the call up.
  public func cancel() { stream.cancel() }
}

/// A call with one request and a stream of answers.
public struct ServerStreamingCall<Output: Message>: Sendable {
  private let stream: any ClientStream

  init(stream: any ClientStream) {
    self.stream = stream
  }

  /// The next answer, or nil at the end; throws the call's error.
  public func next() async throws -> Output? { try await stream.next().map { try decode($0) } }

  /// Gives the call up.
  public func cancel() { stream.cancel() }
}

/// A call with a stream of requests and a stream of answers. One task sends, one receives.
public struct BidirectionalStreamingCall<Input: Message, Output: Message>: Sendable {
  private let stream: any ClientStream

  init(stream: any ClientStream) {
    self.stream = stream
  }

  /// Sends a request; waits while the connection takes no more.
  public func send(_ request: Input) async throws { try await stream.send([request.serialized()]) }

  /// Sends requests together, with one write where they fit.
  public func send(contentsOf requests: [Input]) async throws {
    try await stream.send(requests.map { try $0.serialized() })
  }

  /// Says that there are no more requests.
  public func halfClose() async throws { try await stream.halfClose() }

  /// The next answer, or nil at the end; throws the call's error.
  public func next() async throws -> Output? { try await stream.next().map { try decode($0) } }

  /// Gives the call up.
  public func cancel() { stream.cancel() }
}
