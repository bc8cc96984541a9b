import Dispatch
import RPCCore
import Synchronization

// A busy connection: a hot loop's thread waits for it.
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
  func handOver() {
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
  func loopJobs() -> LoopTurn {
    work { runJobs() }
    return verdict(true)
  }

  func verdict(_ gotBytes: Bool) -> LoopTurn {
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
      work { runJobs() }
      // Read once more after the resume: what came meanwhile may raise no event.
      if isPaused { return continueIfPaused() }
      resumeReading()
      readable()
    }
  }
}
