import CLinuxSocket
import Dispatch
import Glibc
public import RPCCore
import Synchronization

/// A server: listens on Unix sockets and serves a router's methods to who connects.
public final class RPCServer: Sendable {
  /// What a server is made with.
  public struct Configuration: Sendable {
    /// Connections at a time; at most what the limit on open files leaves.
    public var maximumConnections = 4_096
    /// Descriptors left to everything else: the store, logs, the listener.
    public var reservedDescriptors = 96
    /// The bounds of each connection.
    public var limits = SocketLimits.standard
    /// Memory for what all peers have sent and nobody has handled.
    public var budget = ByteBudget(limit: ByteBudget.standardLimit)

    public init() {}
  }

  private struct State {
    var listeners: [Listener] = []
    var connections: [ObjectIdentifier: ServerConnection] = [:]
    var isDraining = false
    var whenEmpty: [CheckedContinuation<Void, Never>] = []
  }

  private let router: Router
  private let interceptors: InterceptorChain
  private let configuration: Configuration
  private let time: TimeSource
  private let maximumConnections: Int
  private let state = Mutex(State())
  private let refused = Atomic<Int>(0)

  /// - Parameters:
  ///   - interceptors: see every call, in this order.
  ///   - time: the clock of deadlines.
  public init(
    router: Router, interceptors: [any ServerInterceptor] = [], configuration: Configuration = Configuration(),
    time: TimeSource = .monotonic
  ) {
    self.router = router
    self.interceptors = InterceptorChain(interceptors)
    self.configuration = configuration
    self.time = time
    // libdispatch traps where descriptors run out: stay well below.
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let descriptors = Int(clamping: limit.rlim_cur) - configuration.reservedDescriptors
    maximumConnections = max(1, min(configuration.maximumConnections, descriptors))
  }

  /// Connections there are now.
  public var connectionCount: Int { state.withLock { $0.connections.count } }

  /// Connections that were refused because there were too many.
  public var refusedConnections: Int { refused.load(ordering: .relaxed) }

  /// The most connections there may be.
  public var connectionLimit: Int { maximumConnections }

  /// Accepts connections from the socket until the server drains.
  public func serve(_ socket: ListeningSocket) {
    let listener = Listener(socket) { [weak self] in self?.accepted($0) }
    let isDraining = state.withLock { state in
      if !state.isDraining { state.listeners.append(listener) }
      return state.isDraining
    }
    if isDraining { listener.stop() } else { listener.start() }
  }

  private func accepted(_ descriptor: Int32) {
    var user: UInt32 = 0
    var group: UInt32 = 0
    var process: Int32 = 0
    guard cw_socket_peer(descriptor, &user, &group, &process) == 0 else {
      close(descriptor)
      return
    }
    let socket = SocketConnection(
      descriptor: descriptor, label: "casewire.server.connection", limits: configuration.limits, loops: .shared,
      budget: configuration.budget, time: time)
    let connection = ServerConnection(
      socket: socket, peer: PeerCredentials(userID: user, groupID: group, processID: process), router: router,
      interceptors: interceptors, time: time
    ) { [weak self] in self?.closed($0) }
    let isWelcome = state.withLock { state in
      guard !state.isDraining, state.connections.count < maximumConnections else { return false }
      state.connections[ObjectIdentifier(connection)] = connection
      return true
    }
    guard isWelcome else {
      refused.add(1, ordering: .relaxed)
      close(descriptor)
      return
    }
    connection.start()
    // One that began to drain before the connection had started has not reached it.
    if state.withLock({ $0.isDraining }) { connection.drain() }
  }

  private func closed(_ connection: ServerConnection) {
    let waiting = state.withLock { state in
      state.connections[ObjectIdentifier(connection)] = nil
      guard state.connections.isEmpty else { return [CheckedContinuation<Void, Never>]() }
      defer { state.whenEmpty = [] }
      return state.whenEmpty
    }
    for continuation in waiting { continuation.resume() }
  }
}

extension RPCServer {
  /// Stops: no new connections and calls; the calls under way may finish within the grace period, then they end with
  /// UNAVAILABLE. Returns when every connection is closed.
  public func drain(grace: Duration) async {
    let (listeners, connections) = state.withLock { state in
      state.isDraining = true
      defer { state.listeners = [] }
      return (state.listeners, Array(state.connections.values))
    }
    for listener in listeners { listener.stop() }
    for connection in connections { connection.drain() }
    let deadline = Task {
      try await Task.sleep(for: grace)
      for connection in state.withLock({ Array($0.connections.values) }) { connection.abort() }
    }
    await allClosed()
    deadline.cancel()
  }

  private func allClosed() async {
    await withCheckedContinuation { continuation in
      let isEmpty = state.withLock { state in
        if !state.connections.isEmpty { state.whenEmpty.append(continuation) }
        return state.connections.isEmpty
      }
      if isEmpty { continuation.resume() }
    }
  }
}
