import CLinuxSocket
import Glibc
import RPCCore
import RPCWire

/// The client's side of one connection: calls become frames, frames become answers.
///
/// The state machine and the calls are the owner's of the socket.
final class ClientConnection: SocketHandler, @unchecked Sendable {
  /// What waits for the answers of a call. Called by the owner.
  protocol Receiver: AnyObject, Sendable {
    /// A message of a stream of answers.
    func received(_ message: [UInt8])
    /// The call's end; with the answer where it has one alone.
    func ended(_ result: Result<[UInt8]?, RPCError>)
    /// Whether what arrives should stay in the socket for now.
    var isFull: Bool { get }
  }

  private struct Call {
    let receiver: any Receiver
    let deadline: MonotonicTime?
    let path: String
  }

  let socket: SocketConnection
  private let path: String
  private let time: TimeSource
  private let whenClosed: @Sendable (ClientConnection) -> Void

  // The owner's alone.
  private var decoder = FrameDecoder()
  private var machine = ClientStateMachine()
  private var calls: [UInt32: Call] = [:]
  private var timer: DeadlineTimer?
  private var isClosed = false

  init(
    socket: SocketConnection, path: String, time: TimeSource,
    whenClosed: @escaping @Sendable (ClientConnection) -> Void
  ) {
    self.socket = socket
    self.path = path
    self.time = time
    self.whenClosed = whenClosed
  }

  func start() { socket.start(self) }

  func received(_ input: inout ReceiveBuffer) throws -> Bool {
    while !isFull {
      guard let frame = try decoder.next(in: &input) else { return true }
      switch machine.receive(frame) {
      case .message(let stream, let payload, let isLast):
        calls[stream]?.receiver.received(Array(payload))
        if isLast { end(stream, .success(nil)) }
      case .response(let stream, let envelope):
        end(stream, Result { () throws(RPCError) in try ResponseEnvelope.payload(of: envelope) })
      case .end(let stream): end(stream, .success(nil))
      case .violation(let stream, let error): end(stream, .failure(error))
      case .nothing: break
      }
    }
    return false
  }

  var isFull: Bool { calls.contains { $0.value.receiver.isFull } }

  func closed(_ reason: SocketEnd) {
    isClosed = true
    timer?.cancel()
    let error = lost(reason)
    for call in calls.values { call.receiver.ended(.failure(error)) }
    calls = [:]
    whenClosed(self)
  }

  private func end(_ stream: UInt32, _ result: Result<[UInt8]?, RPCError>) {
    calls.removeValue(forKey: stream)?.receiver.ended(result)
  }

  private func lost(_ reason: SocketEnd) -> RPCError {
    let why =
      switch reason {
      case .peerClosed: "the server closed the connection"
      case .localClosed: "the connection was closed"
      case .stalled: "the server does not read"
      case .outOfBudget: "too much is waiting to be handled"
      case .malformed(let error): "the server sent what is no ttrpc frame (\(error))"
      case .failed(let error): "\(error)"
      }
    return RPCError(.unavailable, "lost the connection to \(path): \(why)", origin: .client)
  }
}

// MARK: - Calls, from any thread

extension ClientConnection {
  /// Opens a call. The receiver is told its stream, then its answers; where the call cannot be opened, its end.
  func open(
    _ method: MethodDescriptor, request: [UInt8]?, options: CallOptions, receiver: any Receiver,
    opened: @escaping @Sendable (UInt32) -> Void = { _ in }
  ) {
    let now = time.now()
    let timeout = options.timeout.map { max(0, Int64(clamping: $0.nanoseconds)) }
    let deadline = timeout.map { now.advanced(byNanoseconds: UInt64($0)) }
    socket.execute(byteCount: request?.count ?? 0) { [self] in
      guard !isClosed else { return receiver.ended(.failure(lost(.localClosed))) }
      do throws(RPCError) {
        let stream = try machine.open(
          method, payload: request, metadata: options.metadata, timeoutNanoseconds: timeout, to: &socket.output)
        calls[stream] = Call(receiver: receiver, deadline: deadline, path: method.path)
        opened(stream)
        if let deadline { wake(at: deadline) }
      } catch {
        receiver.ended(.failure(error))
      }
    } orElse: { [self] in
      receiver.ended(.failure(lost(.peerClosed)))
    }
  }

  /// Sends messages of a stream of requests.
  func send(_ messages: [[UInt8]], on stream: UInt32) {
    socket.execute(byteCount: messages.reduce(0) { $0 + $1.count }) { [self] in
      do throws(RPCError) {
        try machine.send(messages, on: stream, to: &socket.output)
      } catch {
        machine.forget(stream)
        end(stream, .failure(error))
      }
    }
  }

  /// Says that a stream has no more requests.
  func halfClose(_ stream: UInt32) {
    socket.execute { [self] in machine.halfClose(stream, to: &socket.output) }
  }

  /// Gives a call up: its receiver is told, and what still comes for it is dropped.
  func giveUp(_ stream: UInt32, _ error: RPCError) {
    socket.execute { [self] in
      machine.forget(stream)
      end(stream, .failure(error))
    }
  }

  private func wake(at deadline: MonotonicTime) {
    let timer = timer ?? DeadlineTimer { [weak self] in self?.socket.execute { [weak self] in self?.expire() } }
    self.timer = timer
    timer.wake(at: deadline, now: time.now())
  }

  private func expire() {
    let now = time.now()
    for (stream, call) in calls where call.deadline.map({ $0 <= now }) == true {
      machine.forget(stream)
      end(stream, .failure(RPCError(.deadlineExceeded, "\(call.path) was not answered in time", origin: .client)))
    }
    if let next = calls.values.compactMap(\.deadline).min() { timer?.wake(at: next, now: now) }
  }
}

extension Duration {
  /// Whole nanoseconds, clamped to what 64 bits hold.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return carried ? .max : sum
  }
}
