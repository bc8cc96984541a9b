import Dispatch
import Synchronization

/// The connections that read, lent to the calling thread one at a time.
final class ReaderPool: Sendable {
  /// How long a read waits for a connection, in milliseconds: reads take microseconds, so this is a stall.
  static let maximumWait = 5_000

  private struct Idle {
    var connections: [any EngineConnection] = []
    var isClosed = false
  }

  private let engine: any Engine
  private let free: DispatchSemaphore
  private let idle = Mutex(Idle())

  /// Connections are opened when they are first needed, up to `limit`.
  init(_ engine: any Engine, limit: Int) {
    self.engine = engine
    free = DispatchSemaphore(value: limit)
  }

  /// Lends a connection to `body` for the time of the call.
  func withConnection<T>(_ body: (any EngineConnection) throws -> T) throws -> T {
    guard free.wait(timeout: .now() + .milliseconds(ReaderPool.maximumWait)) == .success else {
      throw StoreError(.busy, attempted: "read", detail: "all connections are in use")
    }
    defer { free.signal() }
    let connection = try take()
    defer { put(connection) }
    return try body(connection)
  }

  private func take() throws(StoreError) -> any EngineConnection {
    let (kept, isClosed) = idle.withLock { ($0.connections.popLast(), $0.isClosed) }
    if isClosed { throw StoreError(.closed, attempted: "read", detail: "the store was closed") }
    if let kept { return kept }
    return try engine.connectReader()
  }

  private func put(_ connection: any EngineConnection) {
    let isClosed = idle.withLock { idle in
      if !idle.isClosed { idle.connections.append(connection) }
      return idle.isClosed
    }
    if isClosed { connection.close() }
  }

  /// Reads that run finish; later ones are refused.
  func close() {
    let connections = idle.withLock { idle in
      idle.isClosed = true
      defer { idle.connections.removeAll() }
      return idle.connections
    }
    for connection in connections { connection.close() }
  }
}
