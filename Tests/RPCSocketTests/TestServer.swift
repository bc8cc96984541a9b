import Glibc
import RPCCore
import RPCSocket
import Synchronization
import TestSchema
import Testing

/// A server of the test service on a socket of its own.
final class TestServer: Sendable {
  let path: String
  let server: RPCServer
  let service = TestService()
  private let folder: String

  init(
    interceptors: [any ServerInterceptor] = [], bounds: StreamBounds = .standard,
    configure: (inout RPCServer.Configuration) -> Void = { _ in }
  ) throws {
    folder = try temporaryFolder()
    path = folder + "/s"
    var router = Router(bounds: bounds)
    router.add(service)
    var configuration = RPCServer.Configuration()
    configure(&configuration)
    server = RPCServer(router: router, interceptors: interceptors, configuration: configuration)
    server.serve(try ListeningSocket.listen(at: path))
  }

  var client: TestServiceClient { TestServiceClient(channel: RPCClient(path: path)) }

  func stop() async {
    service.gate.open()
    await server.drain(grace: .milliseconds(10))
    rmdir(folder)
  }

  /// Runs the body with a server, and stops it.
  static func with(
    interceptors: [any ServerInterceptor] = [], bounds: StreamBounds = .standard,
    configure: (inout RPCServer.Configuration) -> Void = { _ in }, _ body: (TestServer) async throws -> Void
  ) async throws {
    let server = try TestServer(interceptors: interceptors, bounds: bounds, configure: configure)
    do {
      try await body(server)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }
}

func temporaryFolder() throws -> String {
  var template = Array("/tmp/casewire-test.XXXXXX".utf8CString)
  guard let folder = mkdtemp(&template) else { throw SocketError("mkdtemp", code: errno) }
  return String(cString: folder)
}

/// The test service, with a gate that some of its methods wait at.
final class TestService: TestServiceProtocol {
  let gate = Gate()
  let cancelled = Atomic<Int>(0)

  /// Answers what it was sent; `grow N` with that many bytes.
  func echo(_ request: EchoRequest, context: ServerContext) async throws -> EchoResponse {
    if request.text.hasPrefix("grow "), let count = Int(request.text.dropFirst(5)) {
      return EchoResponse(payload: [UInt8](repeating: 7, count: count))
    }
    return EchoResponse(
      text: request.text, payload: request.payload,
      metadata: context.metadata.pairs.filter { request.metadataKeys.contains($0.key) }.map {
        MetadataPair(key: $0.key, value: $0.value)
      })
  }

  func collect(_ requests: RequestStream<CollectRequest>, context: ServerContext) async throws -> CollectResponse {
    var response = CollectResponse()
    while let request = try await requests.next() {
      if request.text == "wait" { await gate.wait() }
      response.text += request.text
      response.count += 1
    }
    return response
  }

  func expand(
    _ request: ExpandRequest, responses: ResponseStream<ExpandResponse>, context: ServerContext
  ) async throws {
    let payload = [UInt8](repeating: 7, count: Int(request.payloadSize))
    do {
      for index in 0..<request.count {
        if index == request.failAfter { throw RPCError(.unavailable, "as asked") }
        try await responses.send(ExpandResponse(index: index, text: request.text, payload: payload))
      }
    } catch is CancellationError {
      cancelled.add(1, ordering: .relaxed)
      throw CancellationError()
    }
  }

  func converse(
    _ requests: RequestStream<ConverseRequest>, responses: ResponseStream<ConverseResponse>, context: ServerContext
  ) async throws {
    while true {
      let batch = try await requests.nextBatch()
      if batch.isEmpty { return }
      try await responses.send(
        contentsOf: batch.map { ConverseResponse(index: $0.index, text: $0.text, payload: $0.payload) })
    }
  }

  func fail(_ request: FailRequest, context: ServerContext) async throws -> FailResponse {
    throw RPCError(
      StatusCode(rawValue: request.code) ?? .unknown, request.message,
      info: request.reason.map { .init(reason: $0, domain: "test") })
  }

  /// Waits at the gate, whatever is asked for; tells whether it was cancelled.
  func sleep(_ request: SleepRequest, context: ServerContext) async throws -> SleepResponse {
    await withTaskCancellationHandler {
      await gate.wait()
    } onCancel: {
      cancelled.add(1, ordering: .relaxed)
      gate.open()
    }
    return SleepResponse(sleptMillis: request.millis)
  }
}

/// What tasks wait at until it opens.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    var arrived = 0
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  func wait() async {
    await withCheckedContinuation { continuation in
      let (isOpen, watchers) = state.withLock { state in
        state.arrived += 1
        let ready = state.watchers.filter { $0.count <= state.arrived }
        state.watchers.removeAll { $0.count <= state.arrived }
        if !state.isOpen { state.waiting.append(continuation) }
        return (state.isOpen, ready)
      }
      for watcher in watchers { watcher.continuation.resume() }
      if isOpen { continuation.resume() }
    }
  }

  /// Returns when so many have come to the gate.
  func arrivals(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if state.arrived < count { state.watchers.append((count, continuation)) }
        return state.arrived >= count
      }
      if isReady { continuation.resume() }
    }
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// `#expect` of equality as a function: its arguments may throw and wait.
func expectEqual<Value: Equatable>(
  _ actual: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual == expected, sourceLocation: sourceLocation)
}

/// Returns when the condition holds. Ends with the test where that takes too long.
func eventually(_ condition: () -> Bool) async throws {
  while !condition() {
    try Task.checkCancellation()
    await Task.yield()
  }
}
