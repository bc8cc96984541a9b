import Dispatch
import Synchronization

/// The connections that read, lent to the calling thread one at a time.
///
/// A connection keeps its transaction open between two reads while nothing is committed: to begin and end one costs
/// four locks on the file, more than the read of a case. What is idle lets its snapshot go before the writer begins and
/// before it commits, or the write-ahead log could never start over.
final class ReaderPool: Sendable {
  /// How long a read waits for a connection, in milliseconds: reads take microseconds, so this is a stall.
  static let maximumWait = 5_000

  private struct Reader {
    let connection: any EngineConnection
    /// How many commits there were before its open transaction began; nil where none is open.
    var snapshot: UInt64?
  }

  private struct Idle {
    var readers: [Reader] = []
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

  /// Lends a connection to `body`, in a transaction that sees at least the first `commits` commits.
  func withSnapshot<T>(after commits: UInt64, _ body: (any EngineConnection) throws -> T) throws -> T {
    guard free.wait(timeout: .now() + .milliseconds(ReaderPool.maximumWait)) == .success else {
      throw StoreError(.busy, attempted: "read", detail: "all connections are in use")
    }
    defer { free.signal() }
    var reader = try take()
    do {
      if reader.snapshot != commits {
        if reader.snapshot != nil { try reader.connection.commit() }
        reader.snapshot = nil
        try reader.connection.begin()
        reader.snapshot = commits
      }
      let result = try body(reader.connection)
      put(reader)
      return result
    } catch {
      // Whatever went wrong, the next read begins anew.
      if reader.connection.isInTransaction { try? reader.connection.commit() }
      reader.snapshot = nil
      put(reader)
      throw error
    }
  }

  /// Ends the transactions of the connections that nobody reads with. For the writer.
  func endIdleSnapshots() {
    idle.withLock { idle in
      for index in idle.readers.indices where idle.readers[index].snapshot != nil {
        try? idle.readers[index].connection.commit()
        idle.readers[index].snapshot = nil
      }
    }
  }

  private func take() throws(StoreError) -> Reader {
    let (kept, isClosed) = idle.withLock { ($0.readers.popLast(), $0.isClosed) }
    if isClosed { throw StoreError(.closed, attempted: "read", detail: "the store was closed") }
    if let kept { return kept }
    return Reader(connection: try engine.connectReader())
  }

  private func put(_ reader: Reader) {
    let isClosed = idle.withLock { idle in
      if !idle.isClosed { idle.readers.append(reader) }
      return idle.isClosed
    }
    if isClosed { ReaderPool.close(reader) }
  }

  private static func close(_ reader: Reader) {
    if reader.snapshot != nil { try? reader.connection.commit() }
    reader.connection.close()
  }

  /// Reads that run finish; later ones are refused.
  func close() {
    let readers = idle.withLock { idle in
      idle.isClosed = true
      defer { idle.readers.removeAll() }
      return idle.readers
    }
    for reader in readers { ReaderPool.close(reader) }
  }
}
