import CLinuxSocket
import Dispatch
import Glibc
import RPCCore
import Synchronization

// A quiet connection: Dispatch's sources wait for it, and close its descriptor at the end.
extension SocketConnection {
  // While output waits, the write source watches; while it waits so much that reading is paused, the read source rests.
  func watchForRoom(_ isWaiting: Bool) {
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

  func writable() {
    guard handler != nil else { return }
    work {}
    continueIfPaused()
  }

  func continueIfPaused() {
    guard handler != nil, isPaused, !shouldPause else { return }
    // Read once more before the resume: what came meanwhile may raise no event.
    work { _ = readTurn() }
    if !isPaused { resumeReading() }
  }

  func suspendReading() {
    guard let readSource, !isReadSuspended else { return }
    isReadSuspended = true
    readSource.suspend()
  }

  func resumeReading() {
    guard let readSource, isReadSuspended else { return }
    isReadSuspended = false
    readSource.resume()
  }

  func suspendWriting() {
    guard let writeSource, !isWriteSuspended else { return }
    isWriteSuspended = true
    writeSource.suspend()
  }

  func resumeWriting() {
    guard let writeSource, isWriteSuspended else { return }
    isWriteSuspended = false
    writeSource.resume()
  }

  func checkForStall() {
    guard !hasStallCheck else { return }
    hasStallCheck = true
    let seen = outputBytes.load(ordering: .relaxed)
    queue.asyncAfter(deadline: .now() + .nanoseconds(Int(limits.stallNanoseconds))) { [weak self] in
      self?.execute { [weak self] in self?.stallCheckDue(seen: seen) }
    }
  }

  func stallCheckDue(seen: Int) {
    hasStallCheck = false
    let waiting = output.count - written
    guard handler != nil, waiting > 0 else { return }
    if waiting >= seen { end(.stalled) } else { checkForStall() }
  }

  /// Ends the connection: its handler is told, its sources are cancelled, and the last of them closes the descriptor.
  func end(_ reason: SocketEnd) {
    guard let handler else { return }
    self.handler = nil
    let (owner, jobs) = mailbox.withLock { mailbox in
      defer {
        mailbox.owner = .nobody
        mailbox.jobs = []
      }
      return (mailbox.owner, mailbox.jobs)
    }
    if case .loop(let loop) = owner { loop.forget(self) }
    outputBytes.store(0, ordering: .relaxed)
    budget.give(chargedBytes)
    chargedBytes = 0
    output = []
    written = 0
    relieve()
    handler.closed(reason)
    for job in jobs { job.orElse() }
    // Cancelled before they are resumed: a resumed source would call its handler on the queue, while this thread is
    // still at work in the hot loop. And resumed, for a suspended source that is let go traps.
    readSource?.cancel()
    writeSource?.cancel()
    resumeReading()
    resumeWriting()
  }

  func sourceCancelled() {
    if openSources.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { Glibc.close(descriptor) }
  }
}
