import CLinuxSocket
import Glibc
import RPCCore
import Synchronization

/// A thread that serves busy connections together.
///
/// Dispatch costs eleven system calls and a change of thread for each event of a source. While a connection is busy,
/// this thread waits for it in epoll, for at most a millisecond, and gives it back when it falls quiet. Where one
/// connection alone is busy, it reads again for a few microseconds before it waits: the answer to a call is then often
/// the next call, and no wake-up lies between.
final class HotLoop: @unchecked Sendable {
  /// A connection without bytes for so long goes back to its queue.
  static let quietNanoseconds: UInt64 = 1_000_000
  /// How long a lone connection is read again before the thread waits.
  static let spinNanoseconds: UInt64 = 20_000
  /// Connections the thread serves at a time; the rest stay with Dispatch.
  static let capacity = 64

  private struct Inbox {
    var adopted: [SocketConnection] = []
    var woken: [SocketConnection] = []
    var isStarted = false
  }

  private struct Entry {
    let connection: SocketConnection
    var lastActivity: MonotonicTime
  }

  private let time: TimeSource
  private let group: HotLoopGroup
  private let reserved = Atomic<Int>(0)
  private let hasMail = Atomic<Bool>(false)
  private let inbox = Mutex(Inbox())

  // The thread's alone, once it has started.
  private var poll: Int32 = -1
  private(set) var wakeup: Int32 = -1
  private var entries: [Int32: Entry] = [:]

  init(time: TimeSource, group: HotLoopGroup) {
    self.time = time
    self.group = group
  }
}

// MARK: - From any thread

extension HotLoop {
  /// Connections that have a place.
  var occupied: Int { reserved.load(ordering: .relaxed) }

  /// Takes one of the loop's places, for `adopt`. False where there is none.
  func reserve() -> Bool {
    guard reserved.add(1, ordering: .relaxed).newValue <= Self.capacity, start() else {
      reserved.subtract(1, ordering: .relaxed)
      return false
    }
    return true
  }

  /// Becomes the owner of the connection, whose place was reserved.
  func adopt(_ connection: SocketConnection) {
    inbox.withLock { $0.adopted.append(connection) }
    raise()
  }

  /// Has the connection's jobs run.
  func wake(_ connection: SocketConnection) {
    inbox.withLock { $0.woken.append(connection) }
    raise()
  }

  private func raise() {
    if !hasMail.exchange(true, ordering: .acquiringAndReleasing) { cw_wakeup_raise(wakeup) }
  }

  // Starts the thread at the first use: a client that makes one call never needs it.
  private func start() -> Bool {
    inbox.withLock { inbox in
      if inbox.isStarted { return true }
      poll = cw_poll_create()
      wakeup = cw_wakeup_create()
      guard poll >= 0, wakeup >= 0, cw_poll_add(poll, wakeup, UInt64(UInt32(bitPattern: wakeup))) == 0 else {
        closeDescriptors()
        return false
      }
      var thread = pthread_t()
      let context = Unmanaged.passRetained(self)
      let failure = pthread_create(
        &thread, nil, { Unmanaged<HotLoop>.fromOpaque($0!).takeRetainedValue().run() }, context.toOpaque())
      guard failure == 0 else {
        context.release()
        closeDescriptors()
        return false
      }
      pthread_detach(thread)
      inbox.isStarted = true
      return true
    }
  }

  private func closeDescriptors() {
    if poll >= 0 { close(poll) }
    if wakeup >= 0 { close(wakeup) }
    poll = -1
    wakeup = -1
  }
}

// MARK: - The thread

extension HotLoop {
  private func run() -> UnsafeMutableRawPointer? {
    while true {
      takeMail()
      if entries.count == 1, group.canSpin, let entry = entries.first { spin(on: entry.key) }
      wait()
      retireQuiet()
    }
  }

  private func takeMail() {
    guard hasMail.load(ordering: .acquiring) else { return }
    cw_wakeup_clear(wakeup)
    hasMail.store(false, ordering: .sequentiallyConsistent)
    let mail = inbox.withLock { inbox in
      defer {
        inbox.adopted = []
        inbox.woken = []
      }
      return (adopted: inbox.adopted, woken: inbox.woken)
    }
    for connection in mail.adopted {
      guard cw_poll_add(poll, connection.descriptor, UInt64(UInt32(bitPattern: connection.descriptor))) == 0 else {
        leave(connection)
        continue
      }
      entries[connection.descriptor] = Entry(connection: connection, lastActivity: time.now())
      // What was asked for on the way here has woken nobody.
      if settle(connection, connection.loopJobs()) { turn(connection.descriptor) }
    }
    // One that has left meanwhile has had its jobs run on its queue.
    for connection in mail.woken where entries[connection.descriptor]?.connection === connection {
      settle(connection, connection.loopJobs())
    }
  }

  private func spin(on descriptor: Int32) {
    var end = time.now().advanced(byNanoseconds: Self.spinNanoseconds)
    while !hasMail.load(ordering: .relaxed), entries[descriptor] != nil {
      let wasBusy = turn(descriptor)
      let now = time.now()
      if wasBusy {
        end = now.advanced(byNanoseconds: Self.spinNanoseconds)
      } else if now >= end {
        return
      }
    }
  }

  private func wait() {
    let milliseconds: Int32 = hasMail.load(ordering: .acquiring) ? 0 : entries.isEmpty ? -1 : 1
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.capacity) { tokens in
      let count = cw_poll_wait(poll, tokens.baseAddress!, Int32(Self.capacity), milliseconds)
      guard count > 0 else { return }
      for token in tokens[0..<Int(count)] {
        let descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: token))
        // Raised after its mail was taken: left raised, it would end every wait at once.
        if descriptor == wakeup { cw_wakeup_clear(wakeup) } else { turn(descriptor) }
      }
    }
  }

  @discardableResult
  private func turn(_ descriptor: Int32) -> Bool {
    guard let connection = entries[descriptor]?.connection else { return false }
    return settle(connection, connection.loopTurn())
  }

  @discardableResult
  private func settle(_ connection: SocketConnection, _ turn: SocketConnection.LoopTurn) -> Bool {
    switch turn {
    case .busy:
      entries[connection.descriptor]?.lastActivity = time.now()
      return true
    case .quiet:
      return false
    case .congested:
      remove(connection)
      leave(connection)
      return false
    case .ended:
      return false
    }
  }

  private func retireQuiet() {
    guard !entries.isEmpty else { return }
    let now = time.now()
    for entry in entries.values where now.nanoseconds(since: entry.lastActivity) >= Self.quietNanoseconds {
      remove(entry.connection)
      leave(entry.connection)
    }
  }

  private func leave(_ connection: SocketConnection) {
    reserved.subtract(1, ordering: .relaxed)
    connection.giveBack()
  }

  /// The connection has ended, in one of this thread's turns.
  func forget(_ connection: SocketConnection) {
    remove(connection)
    reserved.subtract(1, ordering: .relaxed)
  }

  private func remove(_ connection: SocketConnection) {
    guard entries.removeValue(forKey: connection.descriptor) != nil else { return }
    _ = cw_poll_remove(poll, connection.descriptor)
  }
}
