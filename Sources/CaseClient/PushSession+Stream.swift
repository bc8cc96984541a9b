import CaseSchema
import ProtobufBridge
import RPCCore
import Synchronization

extension PushSession {
  private var isStaging: Bool { options.atomic || options.dryRun }

  /// Opens streams until one has brought all answers.
  func drive() async throws {
    var tries = 0
    var delay = bounds.firstReconnectDelay
    while true {
      let answeredBefore = summary.total
      do {
        return try await runStream()
      } catch let error as RPCError where mayResume(after: error) {
        if summary.total > answeredBefore {
          tries = 0
          delay = bounds.firstReconnectDelay
        }
        if isComplete { return }
        tries += 1
        guard tries <= bounds.reconnects else { throw error }
        try await Task.sleep(for: delay)
        delay = min(delay * 2, bounds.maximumReconnectDelay)
      }
    }
  }

  /// A server that goes away, or says that it is going, may come back. What it never had is not tried again.
  private func mayResume(after error: RPCError) -> Bool {
    error.code == .unavailable && !isStaging && state.withLock { $0.hasBegun }
  }

  private var isComplete: Bool { state.withLock { $0.isInputClosed && $0.queue.unanswered == 0 } }

  private func runStream() async throws {
    let stream = try await channel.open(
      CaseServiceDefinition.pushCases, request: nil, options: CallOptions(metadata: call.metadata))
    defer { stream.cancel() }
    try? await stream.send([try PushCasesRequest(content: .options(options)).serialized()])
    let window = try await receiveWindow(stream)
    state.withLock { state in
      state.queue.beginStream(window)
      state.hasBegun = true
      state.isStreaming = true
      state.isHalfClosed = false
      state.lastProgress = time.now()
    }
    async let answers: Void = receiveAnswers(stream)
    await sendItems(stream)
    try await answers
  }

  // MARK: - Sending

  /// Sends until there is nothing more to send, or the stream is over. Why it is over, its answers tell.
  private func sendItems(_ stream: any ClientStream) async {
    do {
      while let batch = await nextBatch() { try await stream.send(batch) }
      let isAllSent = state.withLock { state in
        state.isHalfClosed = state.isStreaming
        return state.isHalfClosed
      }
      if isAllSent { try await stream.halfClose() }
    } catch {
      // The stream failed, and gives its error to who receives.
    }
  }

  /// The next requests; nil where all were sent, or the stream is over.
  private func nextBatch() async -> [[UInt8]]? {
    while true {
      let (step, producers) = state.withLock { state in
        let step = state.nextStep(now: time)
        return (step, state.queue.isFull ? [] : state.takeProducers())
      }
      for producer in producers { producer.resume() }
      switch step {
      case .send(let batch): return batch
      case .stop: return nil
      case .wait: await waitToSend()
      }
    }
  }

  private func waitToSend() async {
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if state.isSenderDue { return true }
        state.sender = continuation
        return false
      }
      if isReady { continuation.resume() }
    }
  }

  // MARK: - Receiving

  private func receiveWindow(_ stream: any ClientStream) async throws -> PushWindow {
    guard case .window(let window) = try await next(stream)?.content else {
      throw RPCError(.internal, "the server did not begin the push with its window", origin: .client)
    }
    return window
  }

  private func receiveAnswers(_ stream: any ClientStream) async throws {
    defer {
      let sender = state.withLock { state in
        state.isStreaming = false
        return state.takeSender()
      }
      sender?.resume()
    }
    while let response = try await next(stream) { try receive(response) }
    let unanswered = state.withLock { $0.isHalfClosed ? $0.queue.unanswered : max(1, $0.queue.unanswered) }
    guard unanswered == 0 else {
      throw RPCError(.internal, "the server ended the push with items unanswered", origin: .client)
    }
  }

  private func next(_ stream: any ClientStream) async throws -> PushCasesResponse? {
    guard let bytes = try await stream.next() else { return nil }
    do throws(DecodingError) {
      return try PushCasesResponse(serialized: bytes)
    } catch {
      throw RPCError(.internal, "the server's answer cannot be read: \(error.description)", origin: .client)
    }
  }

  private func receive(_ response: PushCasesResponse) throws {
    let (answer, sender) = try state.withLock { state -> (Answer?, CheckedContinuation<Void, Never>?) in
      var answer: Answer?
      switch response.content {
      case .outcome(let outcome):
        answer = Answer(index: try state.queue.answer(outcome.index), outcome: outcome)
        state.summary.count(outcome.kind)
      case .staged(let staged): try state.queue.stage(through: staged.index)
      case .window, nil:
        throw RPCError(.internal, "the server answered an item with neither outcome nor staging", origin: .client)
      }
      state.lastProgress = time.now()
      return (answer, state.queue.isWorthSending ? state.takeSender() : nil)
    }
    if let answer { answered(answer) }
    sender?.resume()
  }

  // MARK: - Progress

  /// Throws when nothing has gone on for so long.
  func watch(_ timeout: Duration) async throws {
    let limit =
      UInt64(clamping: timeout.components.seconds) * 1_000_000_000
      + UInt64(clamping: timeout.components.attoseconds / 1_000_000_000)
    while true {
      let now = time.now()
      let (isAwaited, lastProgress) = state.withLock { ($0.isAwaited(isStaging: isStaging), $0.lastProgress) }
      let due = isAwaited ? lastProgress.advanced(byNanoseconds: limit) : now.advanced(byNanoseconds: limit)
      guard now < due else {
        throw RPCError(.deadlineExceeded, "the push made no progress for \(timeout)", origin: .client)
      }
      try await Task.sleep(for: .nanoseconds(Int64(clamping: due.nanoseconds(since: now))))
    }
  }
}

extension PushSession.State {
  enum Step {
    case send([[UInt8]])
    case wait
    case stop
  }

  fileprivate var isAllSent: Bool { isInputClosed && queue.waiting == 0 }

  fileprivate var isSenderDue: Bool { !isStreaming || isAllSent || queue.isWorthSending }

  fileprivate mutating func nextStep(now time: TimeSource) -> Step {
    guard isStreaming else { return .stop }
    let wasIdle = queue.inFlight == 0
    let batch = queue.takeBatch()
    if batch.isEmpty { return isAllSent ? .stop : .wait }
    // Until now nothing was asked of the server.
    if wasIdle { lastProgress = time.now() }
    return .send(batch)
  }

  /// Whether the server has something to do.
  fileprivate func isAwaited(isStaging: Bool) -> Bool {
    if !isStreaming { return true }
    return isHalfClosed ? !isStaging : queue.inFlight > 0
  }
}

extension PushSession.Summary {
  fileprivate mutating func count(_ kind: PushOutcome.Kind) {
    switch kind {
    case .created: created += 1
    case .exists: existing += 1
    default: rejected += 1
    }
  }
}
