import CaseSchema
import ProtobufBridge
import RPCCore

/// A call of PushCases, as a client makes it.
struct StreamCall {
  private let transport = RecordingTransport()
  private let context: ServerContext
  private let receiver: any RequestReceiver

  init(_ server: TestServer, as identity: TestServer.Identity) {
    let method = CaseServiceDefinition.pushCases
    context = server.context(method, identity, transport)
    guard case .streaming(let start) = server.registered(method).start else {
      preconditionFailure("PushCases is a stream")
    }
    receiver = start(context)
  }

  /// A stream that has sent its options and read the window.
  static func opened(_ server: TestServer, as identity: TestServer.Identity) async throws -> (StreamCall, PushWindow) {
    let call = StreamCall(server, as: identity)
    try call.send(.options(PushCasesOptions()))
    guard case .window(let window)? = try await call.next()?.content else {
      throw RPCError(.internal, "the first response is no window")
    }
    return (call, window)
  }

  func send(_ content: PushCasesRequest.Content?) throws {
    let bytes = try PushCasesRequest(content: content).serialized()
    do {
      try bytes.withUnsafeBytes { try receiver.receive($0) }
    } catch let error as RPCError {
      context.cancel(error)
    }
  }

  func halfClose() { receiver.close() }

  func cancel() { context.cancel(RPCError(.cancelled, "the client went")) }

  func next() async throws -> PushCasesResponse? {
    try await transport.next().map { try PushCasesResponse(serialized: $0) }
  }

  /// The outcome that comes next.
  func nextOutcome() async throws -> PushOutcome? {
    guard let response = try await next() else { return nil }
    guard case .outcome(let outcome)? = response.content else {
      throw RPCError(.internal, "the response is no outcome")
    }
    return outcome
  }

  /// All outcomes until the stream ends.
  func remainingOutcomes() async throws -> [PushOutcome] {
    var outcomes: [PushOutcome] = []
    while let outcome = try await nextOutcome() { outcomes.append(outcome) }
    return outcomes
  }

  /// The error the stream ends with.
  func failure() async -> RPCError? {
    do {
      while try await next() != nil {}
      return nil
    } catch {
      return error as? RPCError
    }
  }
}
