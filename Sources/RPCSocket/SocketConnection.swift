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
  private enum Owner {
    case queue
    case loop(HotLoop)
    case nobody
  }

  // What others want the owner to do.
  private struct Task {
    let byteCount: Int
    let body: @Sendable () -> Void
    let orElse: @Sendable () -> Void
  }

  private struct Mailbox {
    var owner = Owner.queue
    var tasks: [Task] = []
    // Whether somebody is on the way to run the tasks.
    var isScheduled = false
    var waitingForRoom: [CheckedContinuation<Void, Never>] = []
  }

  let descriptor: Int32
  let limits: SocketLimits
  private let queue: DispatchQueue
  private let loops: HotLoopGroup
  private let budget: ByteBudget
  private let time: TimeSource
  private let mailbox = Mutex(Mailbox())
  // pthread_self of the owner while it is at work; 0 otherwise.
  private let worker = Atomic<UInt>(0)
  // Bytes that wait to be written: in `output`, and in tasks on their way to it.
  private let outputBytes = Atomic<Int>(0)
  private let enqueuedBytes = Atomic<Int>(0)
  private let openSources = Atomic<Int>(0)

  // The owner's alone.
  private var handler: (any SocketHandler)?
  private var input = ReceiveBuffer()
  /// What is to be written; flushed at the end of every turn.
  var output: [UInt8] = []
  private var written = 0
  private var chargedBytes = 0
  private var readSource: (any DispatchSourceRead)?
  private var writeSource: (any DispatchSourceWrite)?
  private var isReadSuspended = false
  private var isWriteSuspended = true
  private var isPaused = false
  private var isHot = false
  private var hasInputEnded = false
  private var isClosing = false
  private var hasStallCheck = false
  private var lastTurn = MonotonicTime(nanoseconds: 0)

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
    let task = Task(byteCount: byteCount, body: body, orElse: orElse)
    let (owner, isScheduled) = mailbox.withLock { mailbox in
      if case .nobody = mailbox.owner { return (Owner.nobody, false) }
      mailbox.tasks.append(task)
      defer { mailbox.isScheduled = true }
      return (mailbox.owner, mailbox.isScheduled)
    }
    switch owner {
    case .queue where !isScheduled: queue.async { [self] in runTasksOnQueue() }
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
  private func work(_ body: () -> Void) {
    assert(worker.load(ordering: .relaxed) == 0, "a connection has one owner")
    worker.store(currentThread(), ordering: .relaxed)
    body()
    flush()
    worker.store(0, ordering: .relaxed)
  }

  private func readable() {
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
  private func readTurn() -> Bool {
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
  private func offer() -> Bool {
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

  private var shouldPause: Bool { isOutputFull || hasInputEnded || handler?.isFull == true }

  // A peer that has written its last may still read: what is answered already is its own.
  private func endOfInput() {
    hasInputEnded = true
    isPaused = true
    flush()
    guard handler != nil else { return }
    if outputBytes.load(ordering: .relaxed) == 0 { end(.peerClosed) } else { isClosing = true }
  }

  // What a connection holds beyond one chunk comes out of the budget of all.
  private func charge() -> Bool {
    let due = max(0, input.allocatedByteCount - 2 * limits.readChunk)
    if due > chargedBytes {
      guard budget.take(due - chargedBytes) else { return false }
    } else {
      budget.give(chargedBytes - due)
    }
    chargedBytes = due
    return true
  }

  private func releaseInput() {
    input.releaseIfEmpty()
    _ = charge()
    if output.isEmpty, output.capacity > 0 { output = [] }
  }

  /// Writes as much as the peer takes.
  private func flush() {
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

  private func relieve() {
    let relieved = mailbox.withLock { mailbox in
      defer { mailbox.waitingForRoom = [] }
      return mailbox.waitingForRoom
    }
    for continuation in relieved { continuation.resume() }
  }

  /// Runs what others put in the mailbox.
  private func runTasks() {
    let tasks = mailbox.withLock { mailbox in
      defer { mailbox.tasks = [] }
      mailbox.isScheduled = false
      return mailbox.tasks
    }
    for task in tasks {
      if task.byteCount > 0 { enqueuedBytes.subtract(task.byteCount, ordering: .relaxed) }
      // A task before it may have ended the connection.
      if handler == nil { task.orElse() } else { task.body() }
    }
  }

  private func runTasksOnQueue() {
    let owner = mailbox.withLock { $0.owner }
    switch owner {
    case .queue:
      work { runTasks() }
      continueIfPaused()
    case .loop(let loop): loop.wake(self)
    case .nobody: break
    }
  }
}

// MARK: - Dispatch's side

extension SocketConnection {
  // While output waits, the write source watches; while it waits so much that reading is paused, the read source rests.
  private func watchForRoom(_ isWaiting: Bool) {
    if isWaiting {
      if writeSource == nil {
        let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { [self] in writable() }
        source.setCancelHandler { [self] in sourceCancelled() }
        openSources.add(1, ordering: .relaxed)
        writeSource = source
      }
      resumeWriting()
      checkForStall()
    } else {
      suspendWriting()
    }
    if isPaused { suspendReading() }
  }

  private func writable() {
    guard handler != nil else { return }
    work {}
    continueIfPaused()
  }

  private func continueIfPaused() {
    guard handler != nil, isPaused, !shouldPause else { return }
    // Read once more before the resume: what came meanwhile may raise no event.
    work { _ = readTurn() }
    if !isPaused { resumeReading() }
  }

  private func suspendReading() {
    guard let readSource, !isReadSuspended else { return }
    isReadSuspended = true
    readSource.suspend()
  }

  private func resumeReading() {
    guard let readSource, isReadSuspended else { return }
    isReadSuspended = false
    readSource.resume()
  }

  private func suspendWriting() {
    guard let writeSource, !isWriteSuspended else { return }
    isWriteSuspended = true
    writeSource.suspend()
  }

  private func resumeWriting() {
    guard let writeSource, isWriteSuspended else { return }
    isWriteSuspended = false
    writeSource.resume()
  }

  private func checkForStall() {
    guard !hasStallCheck else { return }
    hasStallCheck = true
    let seen = outputBytes.load(ordering: .relaxed)
    queue.asyncAfter(deadline: .now() + .nanoseconds(Int(limits.stallNanoseconds))) { [weak self] in
      self?.execute { [weak self] in self?.stallCheckDue(seen: seen) }
    }
  }

  private func stallCheckDue(seen: Int) {
    hasStallCheck = false
    let waiting = output.count - written
    guard handler != nil, waiting > 0 else { return }
    if waiting >= seen { end(.stalled) } else { checkForStall() }
  }

  /// Ends the connection: its handler is told, its sources are cancelled, and the last of them closes the descriptor.
  private func end(_ reason: SocketEnd) {
    guard let handler else { return }
    self.handler = nil
    let (owner, tasks) = mailbox.withLock { mailbox in
      defer {
        mailbox.owner = .nobody
        mailbox.tasks = []
      }
      return (mailbox.owner, mailbox.tasks)
    }
    if case .loop(let loop) = owner { loop.forget(self) }
    outputBytes.store(0, ordering: .relaxed)
    budget.give(chargedBytes)
    chargedBytes = 0
    output = []
    written = 0
    relieve()
    handler.closed(reason)
    for task in tasks { task.orElse() }
    // Cancelled before they are resumed: a resumed source would call its handler on the queue, while this thread is
    // still at work in the hot loop. And resumed, for a suspended source that is let go traps.
    readSource?.cancel()
    writeSource?.cancel()
    resumeReading()
    resumeWriting()
  }

  private func sourceCancelled() {
    if openSources.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { Glibc.close(descriptor) }
  }
}

// MARK: - The hot loop's side

extension SocketConnection {
  /// What came of a turn in the hot loop.
  enum LoopTurn {
    case busy
    case quiet
    /// Reading rests, or output waits for room, which is the write source's to watch: back to the queue.
    case congested
    case ended
  }

  // On the queue, in the read source's handler: no other event of the source can be under way.
  private func handOver() {
    guard outputBytes.load(ordering: .relaxed) == 0, let loop = loops.reserve() else { return releaseInput() }
    suspendReading()
    isHot = true
    mailbox.withLock { $0.owner = .loop(loop) }
    loop.adopt(self)
  }

  /// Reads and writes what there is. For the loop's thread.
  func loopTurn() -> LoopTurn {
    var gotBytes = false
    work { gotBytes = readTurn() }
    return verdict(gotBytes)
  }

  /// Runs what others have asked for. For the loop's thread.
  func loopTasks() -> LoopTurn {
    work { runTasks() }
    return verdict(true)
  }

  private func verdict(_ gotBytes: Bool) -> LoopTurn {
    if handler == nil { return .ended }
    if isPaused || outputBytes.load(ordering: .relaxed) > 0 { return .congested }
    return gotBytes ? .busy : .quiet
  }

  /// Goes back to the queue. For the loop's thread, which must not touch the connection afterwards.
  func giveBack() {
    isHot = false
    let isOpen = mailbox.withLock { mailbox in
      guard case .loop = mailbox.owner else { return false }
      mailbox.owner = .queue
      mailbox.isScheduled = true
      return true
    }
    guard isOpen else { return }
    queue.async { [self] in
      work { runTasks() }
      // Read once more after the resume: what came meanwhile may raise no event.
      if isPaused { return continueIfPaused() }
      resumeReading()
      readable()
    }
  }
}

/// The thread that runs this.
private func currentThread() -> UInt { UInt(pthread_self()) }
