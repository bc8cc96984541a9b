import CaseDomain
import CaseSchema
import CaseService
import CaseStore
import Glibc
import ProtobufBridge
import RPCCore
import Testing

/// The services on a database of their own, called through the router as a connection would.
final class TestServer: Sendable {
  /// Whom a call is made as.
  enum Identity: Sendable {
    case peer(uid: UInt32)
    case token(String)
    case metadata(Metadata)

    static let `operator` = Identity.peer(uid: geteuid())
    static let anonymous = Identity.peer(uid: 4_000_000)
    /// Whom the configuration maps to the API user `importer`.
    static let mapped = Identity.peer(uid: 4_000_001)
  }

  let store: CaseStore
  let router: Router
  let clock = TestClock()
  private let interceptors: InterceptorChain
  private let folder: String

  init() throws {
    folder = try TestServer.temporaryFolder()
    let clock = clock
    let randomness = TestRandomness(seed: 7)
    store = try CaseStore.open(
      CaseStore.Configuration(
        path: folder + "/cases.sqlite", clock: { clock.now }, randomBytes: { randomness.bytes($0) }))
    let services = CasewireServices(
      store: store, clock: { clock.now }, randomness: { randomness.bytes($0) },
      configuration: .init(principals: [4_000_001: "importer"]))
    var router = Router()
    services.add(to: &router)
    self.router = router
    interceptors = InterceptorChain([services.interceptor])
  }

  deinit {
    store.close()
    for name in ["cases.sqlite", "cases.sqlite-wal", "cases.sqlite-shm", "cases.sqlite.lock", "cases.sqlite-lock"] {
      unlink("\(folder)/\(name)")
    }
    rmdir(folder)
  }

  private static func temporaryFolder() throws -> String {
    var template = Array("/tmp/casewire-service-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw RPCError(.internal, "mkdtemp failed with errno \(errno)") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Calls a method with one request and one answer.
  func call<Input: Message, Output: Message>(
    _ method: MethodDescriptor, _ request: Input, as identity: Identity, _ answer: Output.Type = Output.self
  ) async throws -> Output {
    switch await outcome(of: method, try request.serialized(), as: identity) {
    case .message(let bytes): return try Output(serialized: bytes)
    case .failed(let error): throw error
    case .completed: throw RPCError(.internal, "\(method.path) ended without an answer")
    }
  }

  /// The error a method answers; a test failure where it answers none.
  func refusal(
    of method: MethodDescriptor, _ request: some Message, as identity: Identity,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> RPCError {
    let outcome = await outcome(of: method, try request.serialized(), as: identity)
    guard case .failed(let error) = outcome else {
      Issue.record("\(method.path) was not refused", sourceLocation: sourceLocation)
      throw RPCError(.unknown, "not refused")
    }
    return error
  }

  /// How a call of any kind ends that sends one request, encoded.
  func outcome(of method: MethodDescriptor, _ request: [UInt8], as identity: Identity) async -> CallOutcome {
    let transport = RecordingTransport()
    let context = context(method, identity, transport)
    switch registered(method).start {
    case .single(let start): request.withUnsafeBytes { start($0, context) }
    case .streaming(let start):
      let receiver = start(context)
      do {
        try request.withUnsafeBytes { try receiver.receive($0) }
      } catch {
        context.cancel(RPCError(answering: error))
      }
      receiver.close()
    }
    return await transport.outcome()
  }

  /// Whether a call has been answered well by the time its start returns.
  func answersAtOnce(_ method: MethodDescriptor, _ request: [UInt8], as identity: Identity) -> Bool {
    let transport = RecordingTransport()
    let context = context(method, identity, transport)
    guard case .single(let start) = registered(method).start else { return false }
    request.withUnsafeBytes { start($0, context) }
    guard case .message = transport.outcomeByNow else { return false }
    return true
  }

  func context(_ method: MethodDescriptor, _ identity: Identity, _ transport: RecordingTransport) -> ServerContext {
    var uid: UInt32 = 4_000_000
    var metadata = Metadata()
    switch identity {
    case .peer(let peer): uid = peer
    // With the operator's uid: a token that is refused must not fall back to it.
    case .token(let token): (uid, metadata) = (geteuid(), ["authorization": "Bearer \(token)"])
    case .metadata(let pairs): (uid, metadata) = (geteuid(), pairs)
    }
    return ServerContext(
      method: method, metadata: metadata, peer: PeerCredentials(userID: uid, groupID: uid, processID: 1),
      startTime: TimeSource.monotonic.now(), deadline: nil, transport: transport, stream: 1,
      interceptors: interceptors)
  }

  func registered(_ method: MethodDescriptor) -> RegisteredMethod {
    let found = Array(method.service.utf8).withUnsafeBytes { service in
      Array(method.name.utf8).withUnsafeBytes { name in router.method(service: service, name: name) }
    }
    guard let found else { preconditionFailure("\(method.path) is not on the router") }
    return found
  }
}
