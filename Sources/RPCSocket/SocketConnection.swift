import CLinuxSocket
import Dispatch
import Glibc
import RPCCore
import RPCWire
import Synchronization

/// One connected Unix socket: bytes in, bytes out, and the one thread at a time that may touch them.
///
/// A quiet connection waits in a Dispatch source and is served on its queue. A busy one is taken over by the hot loop,
/// whose thread waits for several of them without Dispatch's cost for each message, and gives them back when they fall
/// quiet. Whoever has it is its *owner*; `input`, `output` and the handler's state are the owner's alone. Others come
/// in through `execute`.
final class SocketConnection: @unchecked Sendable {
  enum Owner {
    case queue
    case loop(HotLoop)
    case nobody
  }

  // What others want the owner to do.
  struct Job {
    let byteCount: Int
    let body: @Sendable () -> Void
    let orElse: @Sendable () -> Void
  }

  struct Mailbox {
    var owner = Owner.queue
    var jobs: [Job] = []
    // Whether somebody is on the way to run the jobs.
    var isScheduled = false
    var waitingForRoom: [CheckedContinuation<Void, Never>] = []
  }

  let descriptor: Int32
  let limits: SocketLimits
  let queue: DispatchQueue
  let loops: HotLoopGroup
  let budget: ByteBudget
  let time: TimeSource
  let mailbox = Mutex(Mailbox())
  // pthread_self of the owner while it is at work; 0 otherwise.
  let worker = Atomic<UInt>(0)
  // Bytes that wait to be written: in `output`, and in jobs on their way to it.
  let outputBytes = Atomic<Int>(0)
  let enqueuedBytes = Atomic<Int>(0)
  let openSources = Atomic<Int>(0)

  // The owner's alone.
  var handler: (any SocketHandler)?
  var input = ReceiveBuffer()
  /// What is to be written; flushed at the end of every turn.
  var output: [UInt8] = []
  var written = 0
  var chargedBytes = 0
  var readSource: (any DispatchSourceRead)?
  var writeSource: (any DispatchSourceWrite)?
  var isReadSuspended = false
  var isWriteSuspended = true
  var isPaused = false
  var isHot = false
  var hasInputEnded = false
  var isClosing = false
  var hasStallCheck = false
  var lastTurn = MonotonicTime(nanoseconds: 0)

  /// Takes a connected, non-blocking descriptor over.
  init(
    descriptor: Int32, label: String, limits: SocketLimits, loops: HotLoopGroup, budget: ByteBudget, time: TimeSource
  ) {
    self.descriptor = descriptor
    self.limits = limits
    self.loops = loops
    self.budget = budget
    self.time = time
    // A private queue over the shared pool: one over the default queues costs a thread for each busy connection.
    queue = DispatchQueue(label: label, target: .global())
  }

  /// Starts to read. Called once.
  func start(_ handler: any SocketHandler) {
    queue.async { [self] in
      self.handler = handler
      let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
      source.setEventHandler { [self] in readable() }
      source.setCancelHandler { [self] in sourceCancelled() }
      openSources.add(1, ordering: .relaxed)
      readSource = source
      source.activate()
    }
  }
}

// MARK: - From any thread

extension SocketConnection {
  /// Whether this thread is the owner, at work.
  var isCurrent: Bool { worker.load(ordering: .relaxed) == currentThread() }

  /// Has the owner run the body, soon, and flush what it wrote; the other one, at once, where the connection has ended
  /// or ends before. `byteCount` is what the body will add to the output.
  func execute(
    byteCount: Int = 0, _ body: @escaping @Sendable () -> Void, orElse: @escaping @Sendable () -> Void = {}
  ) {
    if byteCount > 0 { enqueuedBytes.add(byteCount, ordering: .relaxed) }
    let job = Job(byteCount: byteCount, body: body, orElse: orElse)
    let (owner, isScheduled) = mailbox.withLock { mailbox in
      if case .nobody = mailbox.owner { return (Owner.nobody, false) }
      mailbox.jobs.append(job)
      defer { mailbox.isScheduled = true }
      return (mailbox.owner, mailbox.isScheduled)
    }
    switch owner {
    case .queue where !isScheduled: queue.async { [self] in runJobsOnQueue() }
    case .loop(let loop) where !isScheduled: loop.wake(self)
    case .queue, .loop: break
    case .nobody: orElse()
    }
  }

  /// Whether no more requests should be handled until the peer reads. For the owner.
  var isOutputFull: Bool { output.count - written > limits.congestion }

  /// Whether so much waits to be read by the peer that streams should pause.
  var isCongested: Bool {
    outputBytes.load(ordering: .relaxed) + enqueuedBytes.load(ordering: .relaxed) > limits.congestion
  }

  /// Returns once less waits, or the connection has ended.
  func waitForRoom() async {
    await withCheckedContinuation { continuation in
      let waits = mailbox.withLock { mailbox in
        if case .nobody = mailbox.owner { return false }
        guard isCongested else { return false }
        mailbox.waitingForRoom.append(continuation)
        return true
      }
      if !waits { continuation.resume() }
    }
  }

  /// Closes the connection, after what is written already where the peer reads it.
  func close() {
    execute { [self] in isClosing = true }
  }

  /// Closes the connection now: what the peer has not read by this time it never will.
  func abandon() {
    execute { [self] in
      flush()
      end(.localClosed)
    }
  }
}

// MARK: - The owner's work

extension SocketConnection {
  /// Runs the body as the owner and flushes what it wrote.
  func work(_ body: () -> Void) {
    assert(worker.load(ordering: .relaxed) == 0, "a connection has one owner")
    worker.store(currentThread(), ordering: .relaxed)
    body()
    flush()
    worker.store(0, ordering: .relaxed)
  }

  func readable() {
    guard readSource != nil else { return }
    var gotBytes = false
    work { gotBytes = readTurn() }
    guard gotBytes, handler != nil, !isPaused else { return }
    let now = time.now()
    let isBusy = now.nanoseconds(since: lastTurn) < HotLoop.quietNanoseconds
    lastTurn = now
    if isBusy { handOver() } else { releaseInput() }
  }

  /// Reads until there is nothing, or others should have their turn. True where bytes came.
  func readTurn() -> Bool {
    var total = 0
    if isPaused {
      guard !shouldPause else { return false }
      isPaused = false
      guard offer() else { return false }
    }
    while total < limits.bytesATurn, !isPaused, handler != nil {
      let space = input.writable(atLeast: min(limits.readChunk, max(4_096, limits.readChunk - input.count)))
      guard charge() else {
        end(.outOfBudget)
        return false
      }
      let count = cw_socket_receive(descriptor, space.baseAddress, space.count)
      if count == -Int(EAGAIN) { break }
      guard count > 0 else {
        if count == 0 { endOfInput() } else { end(.failed(SocketError("read", code: Int32(-count)))) }
        return false
      }
      input.produced(count)
      total += count
      guard offer() else { return false }
    }
    return total > 0
  }

  /// Gives the handler what has arrived. False where the connection has ended.
  func offer() -> Bool {
    // The handler stops early where it or the output is full. Room that is made meanwhile raises no event, so it is
    // asked again for as long as it stops and need not.
    repeat {
      guard let handler else { return false }
      do {
        isPaused = try !handler.received(&input)
      } catch {
        end(.malformed(error))
        return false
      }
      if isOutputFull { flush() }
    } while isPaused && !shouldPause && handler != nil
    if shouldPause { isPaused = true }
    return handler != nil
  }

  var shouldPause: Bool { isOutputFull || hasInputEnded || handler?.isFull == true }

  // A peer that has written its last may still read: what is answered already is its own.
  func endOfInput() {
    hasInputEnded = true
    isPaused = true
    flush()
    guard handler != nil else { return }
    if outputBytes.load(ordering: .relaxed) == 0 { end(.peerClosed) } else { isClosing = true }
  }

  // What a connection holds beyond one chunk comes out of the budget of all.
  func charge() -> Bool {
    let due = max(0, input.allocatedByteCount - 2 * limits.readChunk)
    if due > chargedBytes {
      guard budget.take(due - chargedBytes) else { return false }
    } else {
      budget.give(chargedBytes - due)
    }
    chargedBytes = due
    return true
  }

  func releaseInput() {
    input.releaseIfEmpty()
    _ = charge()
    if output.isEmpty, output.capacity > 0 { output = [] }
  }

  /// Writes as much as the peer takes.
  func flush() {
    guard handler != nil else { return }
    while written < output.count {
      let count = output.withUnsafeBytes { cw_socket_send(descriptor, $0.baseAddress! + written, $0.count - written) }
      if count == -Int(EAGAIN) { break }
      guard count > 0 else { return end(.failed(SocketError("write", code: Int32(-count)))) }
      written += count
    }
    if written == output.count {
      output.removeAll(keepingCapacity: output.capacity <= limits.readChunk)
      written = 0
    } else if written > limits.congestion {
      output.removeFirst(written)
      written = 0
    }
    let waiting = output.count - written
    outputBytes.store(waiting, ordering: .relaxed)
    if waiting < limits.relief { relieve() }
    if waiting == 0, isClosing { return end(.localClosed) }
    // In the loop the write source would wake the wrong thread: the loop gives the connection back first.
    if !isHot { watchForRoom(waiting > 0) }
  }

  func relieve() {
    let relieved = mailbox.withLock { mailbox in
      defer { mailbox.waitingForRoom = [] }
      return mailbox.waitingForRoom
    }
    for continuation in relieved { continuation.resume() }
  }

  /// Runs what others put in the mailbox.
  func runJobs() {
    let jobs = mailbox.withLock { mailbox in
      defer { mailbox.jobs = [] }
      mailbox.isScheduled = false
      return mailbox.jobs
    }
    for job in jobs {
      if job.byteCount > 0 { enqueuedBytes.subtract(job.byteCount, ordering: .relaxed) }
      // A job before it may have ended the connection.
      if handler == nil { job.orElse() } else { job.body() }
    }
  }

  func runJobsOnQueue() {
    let owner = mailbox.withLock { $0.owner }
    switch owner {
    case .queue:
      work { runJobs() }
      continueIfPaused()
    case .loop(let loop): loop.wake(self)
    case .nobody: break
    }
  }
}

/// The thread that runs this.
private func currentThread() -> UInt { UInt(pthread_self()) }
