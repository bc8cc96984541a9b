import Synchronization

/// One call on the server: what is known of it, and its end.
///
/// A call ends once: by its handler's answer, by its deadline, or because the client went. What comes later is dropped.
public final class ServerContext: @unchecked Sendable {
  public let method: MethodDescriptor
  public let metadata: Metadata
  public let peer: PeerCredentials
  public let startTime: MonotonicTime
  /// When the call is over whatever its handler does; nil where the client set none.
  public let deadline: MonotonicTime?

  // Written by interceptors before the handler starts, read afterwards: never at the same time.
  private(set) var storedIdentity: (any Sendable)?
  private let transport: any CallTransport
  private let stream: UInt32
  private let interceptors: InterceptorChain
  private let state = Mutex(State())

  private struct State {
    var isOver = false
    var task: Task<Void, Never>?
    var whenOver: (@Sendable (RPCError) -> Void)?
  }

  public init(
    method: MethodDescriptor, metadata: Metadata, peer: PeerCredentials, startTime: MonotonicTime,
    deadline: MonotonicTime?, transport: any CallTransport, stream: UInt32, interceptors: InterceptorChain
  ) {
    self.method = method
    self.metadata = metadata
    self.peer = peer
    self.startTime = startTime
    self.deadline = deadline
    self.transport = transport
    self.stream = stream
    self.interceptors = interceptors
  }

  /// Who is calling, as an interceptor found out; nil before that.
  public var identity: (any Sendable)? { storedIdentity }

  /// Says who is calling. For interceptors, before the handler starts.
  public func identify(as identity: any Sendable) { storedIdentity = identity }

  /// Whether the call has ended: answered, past its deadline, or given up by the client.
  public var isOver: Bool { state.withLock { $0.isOver } }
}

extension ServerContext {
  /// Asks the interceptors; where one refuses, the call has ended.
  func admit() -> Bool {
    do {
      try interceptors.began(self)
      return true
    } catch {
      finish(.failed(RPCError(answering: error)), cause: error)
      return false
    }
  }

  /// Runs the body at once on this thread, until it first suspends: for a call with one answer, which costs no change of
  /// thread then.
  func performHere(_ body: @escaping @Sendable () async throws -> CallOutcome) {
    keep(Task.immediate { [self] in await conclude(body) })
  }

  /// Runs the body elsewhere: a stream may go on for as long as it likes, and must not hold this thread.
  func performElsewhere(_ body: @escaping @Sendable () async throws -> CallOutcome) {
    keep(Task { [self] in await conclude(body) })
  }

  private func conclude(_ body: () async throws -> CallOutcome) async {
    do {
      finish(try await body())
    } catch {
      finish(.failed(RPCError(answering: error)), cause: error)
    }
  }

  private func keep(_ task: Task<Void, Never>) {
    let wasOver = state.withLock { state in
      if !state.isOver { state.task = task }
      return state.isOver
    }
    // Over before the task was known here: where it was answered this does nothing.
    if wasOver { task.cancel() }
  }

  /// Ends the call with its answer, once; `cause` is what the log tells of an unknown failure.
  func finish(_ outcome: CallOutcome, cause: (any Error)? = nil) {
    let isFirst = state.withLock { state in
      defer {
        state.isOver = true
        state.task = nil
        state.whenOver = nil
      }
      return !state.isOver
    }
    guard isFirst else { return }
    interceptors.ended(self, outcome: outcome, cause: cause)
    transport.finish(outcome, on: stream)
  }

  /// Ends the call from outside its handler: past the deadline, refused, or given up by the client. `cause` is what the
  /// log tells of an unknown failure.
  public func cancel(_ error: RPCError, cause: (any Error)? = nil) {
    let over: (task: Task<Void, Never>?, whenOver: (@Sendable (RPCError) -> Void)?)? = state.withLock { state in
      guard !state.isOver else { return nil }
      state.isOver = true
      defer {
        state.task = nil
        state.whenOver = nil
      }
      return (state.task, state.whenOver)
    }
    guard let over else { return }
    over.whenOver?(error)
    over.task?.cancel()
    interceptors.ended(self, outcome: .failed(error), cause: cause)
    transport.finish(.failed(error), on: stream)
  }

  /// Calls the closure if the call is cancelled before it ends; at once where it has been.
  func whenCancelled(_ body: @escaping @Sendable (RPCError) -> Void) {
    let wasOver = state.withLock { state in
      if !state.isOver { state.whenOver = body }
      return state.isOver
    }
    if wasOver { body(RPCError(.cancelled, "the call is over")) }
  }

  /// Sends messages of the stream of answers and waits while the peer does not read.
  func send(_ messages: [[UInt8]]) async throws {
    if isOver { throw CancellationError() }
    transport.send(messages, on: stream)
    if transport.isCongested {
      await transport.waitForRoom()
      if isOver { throw CancellationError() }
    }
  }
}
