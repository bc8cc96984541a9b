import Dispatch
import RPCCore
import RPCWire

/// The server's side of one connection: frames become calls, outcomes become frames.
///
/// The state machine and the calls are the owner's of the socket; answers come in from any thread.
final class ServerConnection: SocketHandler, CallTransport, @unchecked Sendable {
  private static let maximumShownBytes = 200

  private struct Call {
    let context: ServerContext
    let receiver: (any RequestReceiver)?
  }

  let socket: SocketConnection
  private let peer: PeerCredentials
  private let router: Router
  private let interceptors: InterceptorChain
  private let time: TimeSource
  private let whenClosed: @Sendable (ServerConnection) -> Void

  // The owner's alone.
  private var decoder = FrameDecoder()
  private var machine = ServerStateMachine()
  private var calls: [UInt32: Call] = [:]
  private var timer: DeadlineTimer?

  init(
    socket: SocketConnection, peer: PeerCredentials, router: Router, interceptors: InterceptorChain, time: TimeSource,
    whenClosed: @escaping @Sendable (ServerConnection) -> Void
  ) {
    self.socket = socket
    self.peer = peer
    self.router = router
    self.interceptors = interceptors
    self.time = time
    self.whenClosed = whenClosed
  }

  func start() { socket.start(self) }

  func received(_ input: inout ReceiveBuffer) throws -> Bool {
    while !socket.isOutputFull {
      guard let frame = try decoder.next(in: &input) else { return true }
      switch machine.receive(frame) {
      case .request(let stream, let flags, let envelope): begin(stream, flags, envelope)
      case .message(let stream, let payload, let isLast): deliver(payload, isLast, to: stream)
      case .halfClose(let stream): calls[stream]?.receiver?.close()
      case .violation(let stream, let error): fail(stream, error)
      case .refusal(let stream, let error): machine.refuse(error, on: stream, to: &socket.output)
      case .nothing: break
      }
    }
    return false
  }

  // A stream that is not handled fails alone; it never stalls its connection.
  var isFull: Bool { false }

  func closed(_ reason: SocketEnd) {
    timer?.cancel()
    let gone = RPCError(.cancelled, "the client closed the connection before the call was answered")
    for call in calls.values { call.context.cancel(gone) }
    calls = [:]
    whenClosed(self)
  }
}

// MARK: - Requests

extension ServerConnection {
  private func begin(_ stream: UInt32, _ flags: FrameHeader.Flags, _ bytes: UnsafeRawBufferPointer) {
    do {
      let envelope = try RequestEnvelope(bytes)
      guard let method = router.method(service: envelope.service, name: envelope.method) else {
        throw unknown(envelope)
      }
      try machine.open(stream, flags: flags, kind: method.descriptor.kind)
      let now = time.now()
      let deadline = envelope.timeoutNanoseconds.map { now.advanced(byNanoseconds: $0) }
      let context = ServerContext(
        method: method.descriptor, metadata: envelope.metadata, peer: peer, startTime: now, deadline: deadline,
        transport: self, stream: stream, interceptors: interceptors)
      start(method, context, stream, flags, envelope.payload)
    } catch {
      machine.refuse(RPCError(answering: error), on: stream, to: &socket.output)
    }
  }

  private func start(
    _ method: RegisteredMethod, _ context: ServerContext, _ stream: UInt32, _ flags: FrameHeader.Flags,
    _ payload: UnsafeRawBufferPointer
  ) {
    switch method.start {
    case .single(let start):
      start(payload, context)
      // Most calls are answered by now, and cost no entry.
      if !context.isOver { keep(Call(context: context, receiver: nil), stream) }
    case .streaming(let start):
      let receiver = start(context)
      keep(Call(context: context, receiver: receiver), stream)
      // ttrpc lets the opening request carry the first message; without bytes there is none.
      if !payload.isEmpty { deliver(payload, false, to: stream) }
      if flags.contains(.remoteClosed) { receiver.close() }
    }
  }

  private func keep(_ call: Call, _ stream: UInt32) {
    if call.context.isOver { return }
    calls[stream] = call
    guard let deadline = call.context.deadline else { return }
    let timer = timer ?? DeadlineTimer { [weak self] in self?.socket.execute { [weak self] in self?.expire() } }
    self.timer = timer
    timer.wake(at: deadline, now: time.now())
  }

  private func deliver(_ payload: UnsafeRawBufferPointer, _ isLast: Bool, to stream: UInt32) {
    guard let receiver = calls[stream]?.receiver else { return }
    do {
      try receiver.receive(payload)
      if isLast { receiver.close() }
    } catch {
      fail(stream, RPCError(answering: error))
    }
  }

  /// Ends a live call with an error found outside its handler.
  private func fail(_ stream: UInt32, _ error: RPCError) {
    if let call = calls[stream] {
      call.context.cancel(error)
    } else {
      machine.finish(.failed(error), on: stream, to: &socket.output)
    }
  }

  private func expire() {
    let now = time.now()
    var next: MonotonicTime?
    for (_, call) in calls {
      guard let deadline = call.context.deadline else { continue }
      if deadline <= now {
        call.context.cancel(
          RPCError(.deadlineExceeded, "\(call.context.method.path) was not answered before its deadline"))
      } else {
        next = min(next ?? deadline, deadline)
      }
    }
    if let next { timer?.wake(at: next, now: now) }
  }

  // A name as an error tells it: a peer may send megabytes.
  private static func shown(_ name: UnsafeRawBufferPointer) -> String {
    String(decoding: name.prefix(maximumShownBytes), as: UTF8.self)
  }

  private func unknown(_ envelope: RequestEnvelope) -> RPCError {
    let service = Self.shown(envelope.service)
    let method = Self.shown(envelope.method)
    return router.serves(service: service)
      ? RPCError(.unimplemented, "service \(service) has no method \(method)")
      : RPCError(.unimplemented, "no service \(service) is served here")
  }
}

// MARK: - Answers, from any thread

extension ServerConnection {
  func send(_ messages: [[UInt8]], on stream: UInt32) {
    onOwner(byteCount: messages.reduce(0) { $0 + $1.count + FrameHeader.byteCount }) { [self] in
      machine.send(messages, on: stream, to: &socket.output)
    }
  }

  func finish(_ outcome: CallOutcome, on stream: UInt32) {
    let byteCount = if case .message(let payload) = outcome { payload.count } else { 0 }
    onOwner(byteCount: byteCount) { [self] in
      calls[stream] = nil
      machine.finish(outcome, on: stream, to: &socket.output)
      closeIfDrained()
    }
  }

  private func onOwner(byteCount: Int, _ body: @escaping @Sendable () -> Void) {
    // A handler that did not suspend answers on the thread that read its request.
    if socket.isCurrent { body() } else { socket.execute(byteCount: byteCount, body) }
  }

  var isCongested: Bool { socket.isCongested }

  func waitForRoom() async { await socket.waitForRoom() }
}

// MARK: - The end

extension ServerConnection {
  /// Refuses new calls, and closes the connection when the last one has ended.
  func drain() {
    socket.execute { [self] in
      machine.isDraining = true
      closeIfDrained()
    }
  }

  /// Ends every call and closes the connection, whether or not the client reads.
  func abort() {
    socket.execute { [self] in
      let error = RPCError(.unavailable, "the server stops and has waited long enough for the call")
      for call in calls.values { call.context.cancel(error) }
      machine.isDraining = true
    }
    socket.abandon()
  }

  private func closeIfDrained() {
    if machine.isDraining, machine.activeStreams == 0 { socket.close() }
  }
}
