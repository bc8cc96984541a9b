import CLinuxSocket
import Glibc
public import RPCCore
import Synchronization

/// A client of a server on a Unix socket.
///
/// Unary calls share a connection, made when it is first needed and made anew after it was lost. Each streaming call
/// has a connection of its own: ttrpc cannot cancel one call, and closing the connection does; and a stream that is not
/// read holds up nothing else.
public final class RPCClient: RPCChannel {
  /// How long a server may take to accept a connection while others wait. A server that is not there fails at once.
  public static let connectTimeout = Duration.seconds(5)
  private static let connectRetry = Duration.milliseconds(5)

  /// The server's socket.
  public let path: String
  private let time: TimeSource
  private let limits: SocketLimits
  private let budget = ByteBudget(limit: ByteBudget.standardLimit)
  private let shared = Mutex<ClientConnection?>(nil)

  /// - Parameters:
  ///   - path: the server's socket, at most 107 bytes.
  ///   - time: the clock of deadlines.
  public init(path: String, time: TimeSource = .monotonic) {
    self.path = path
    self.time = time
    limits = .standard
  }

  /// Closes the shared connection. Calls under way fail; a later call connects again.
  public func close() {
    let connection = shared.withLock { connection in
      defer { connection = nil }
      return connection
    }
    connection?.socket.close()
  }

  deinit { close() }

  public func unary(_ method: MethodDescriptor, request: [UInt8], options: CallOptions) async throws -> [UInt8] {
    let connection = try await sharedConnection()
    let call = UnaryCall()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        call.wait(continuation)
        connection.open(method, request: request, options: options, receiver: call) { call.opened($0, connection) }
      }
    } onCancel: {
      call.giveUp(RPCError(.cancelled, "\(method.path) was given up", origin: .client))
    }
  }

  public func open(
    _ method: MethodDescriptor, request: [UInt8]?, options: CallOptions
  ) async throws -> any ClientStream {
    let stream = SocketClientStream(connection: try await connect { _ in })
    stream.open(method, request: request, options: options)
    return stream
  }

  private func sharedConnection() async throws -> ClientConnection {
    if let connection = shared.withLock({ $0 }) { return connection }
    let made = try await connect { [weak self] closed in
      self?.shared.withLock { connection in
        if connection === closed { connection = nil }
      }
    }
    // Another call may have connected meanwhile: one is enough.
    let winner = shared.withLock { connection in
      if connection == nil { connection = made }
      return connection!
    }
    if winner !== made { made.socket.close() }
    return winner
  }

  private func connect(whenClosed: @escaping @Sendable (ClientConnection) -> Void) async throws -> ClientConnection {
    let descriptor = try await connectedDescriptor()
    let socket = SocketConnection(
      descriptor: descriptor, label: "casewire.client.connection", limits: limits, loops: .shared, budget: budget,
      time: time)
    let connection = ClientConnection(socket: socket, path: path, time: time, whenClosed: whenClosed)
    connection.start()
    return connection
  }

  private func connectedDescriptor() async throws -> Int32 {
    let end = time.now().advanced(byNanoseconds: UInt64(Self.connectTimeout.nanoseconds))
    while true {
      let descriptor = cw_socket_open()
      guard descriptor >= 0 else { throw unreachable(-descriptor) }
      let failure = cw_socket_connect(descriptor, path)
      if failure == 0 { return descriptor }
      Glibc.close(descriptor)
      // The backlog is full: the server is there and busy.
      guard failure == -EAGAIN, time.now() < end else { throw unreachable(-failure) }
      try await Task.sleep(for: Self.connectRetry)
    }
  }

  private func unreachable(_ code: Int32) -> RPCError {
    let hint =
      switch code {
      case ENOENT: "; no socket is there: start casewired, or name its socket"
      case ECONNREFUSED: "; nobody listens there: start the server, or name its socket"
      case EACCES: "; its permissions do not let you in"
      case ENAMETOOLONG: "; a socket's path has at most \(ListeningSocket.maximumPathLength) bytes"
      default: ""
      }
    return RPCError(
      .unavailable, "cannot connect to \(path): \(String(cString: strerror(code)))\(hint)", origin: .client)
  }
}

/// A call with one answer, and the task that waits for it.
private final class UnaryCall: ClientConnection.Receiver {
  private struct State {
    var continuation: CheckedContinuation<[UInt8], any Error>?
    var opened: (stream: UInt32, connection: ClientConnection)?
    var givenUp: RPCError?
  }

  private let state = Mutex(State())

  func wait(_ continuation: CheckedContinuation<[UInt8], any Error>) {
    state.withLock { $0.continuation = continuation }
  }

  func opened(_ stream: UInt32, _ connection: ClientConnection) {
    let error = state.withLock { state in
      state.opened = (stream, connection)
      return state.givenUp
    }
    if let error { connection.giveUp(stream, error) }
  }

  func giveUp(_ error: RPCError) {
    let opened = state.withLock { state in
      state.givenUp = error
      return state.opened
    }
    opened.map { $0.connection.giveUp($0.stream, error) }
  }

  var isFull: Bool { false }

  func received(_ message: [UInt8]) {}

  func ended(_ result: Result<[UInt8]?, RPCError>) {
    let continuation = state.withLock { state in
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(with: result.map { $0 ?? [] }.mapError { $0 })
  }
}
