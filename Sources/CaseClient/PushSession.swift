public import CaseSchema
import ProtobufBridge
public import RPCCore
import Synchronization

/// A bulk push (R33): any number of cases over one stream, an answer for each, in order, after its commit.
///
/// It keeps to the server's window, and goes on by itself where the connection is lost: it connects again and sends
/// what was not answered. Nothing is doubled, but a case that was committed while its answer was lost comes back as one
/// that exists. An atomic push and a dry run are not resumed, since what was staged went with the connection.
///
///     let session = PushSession(channel: client) { print($0.index, $0.outcome.kind) }
///     async let summary = session.run()
///     for batch in batches { try await session.push(batch) }
///     session.finish()
///     print(try await summary)
///
/// `run` drives it and is called once; cancelling its task gives the push up. One task at a time calls `push`.
public final class PushSession: Sendable {
  /// What became of one item.
  public struct Answer: Sendable {
    /// The item's place among all that were pushed; the first is 0.
    public let index: Int
    /// The server's answer. Its own index counts from the last connection.
    public let outcome: PushOutcome
  }

  /// What became of all items.
  public struct Summary: Sendable, Equatable {
    public var created = 0
    /// Cases that were there before, those included whose first answer was lost with a connection.
    public var existing = 0
    public var rejected = 0

    public init() {}

    /// Items that were answered.
    public var total: Int { created + existing + rejected }
  }

  struct State {
    var queue: PushQueue
    var summary = Summary()
    /// What ended the session, for those who still push.
    var end: RPCError?
    var isInputClosed = false
    /// Whether a server has opened its window once: from then on a lost connection is made anew.
    var hasBegun = false
    var isStreaming = false
    var isHalfClosed = false
    var lastProgress: MonotonicTime
    var sender: CheckedContinuation<Void, Never>?
    var producers: [CheckedContinuation<Void, Never>] = []
  }

  let channel: any RPCChannel
  let options: PushCasesOptions
  let call: CallOptions
  let bounds: PushBounds
  let time: TimeSource
  let answered: @Sendable (Answer) -> Void
  let state: Mutex<State>

  /// - Parameters:
  ///   - channel: the server.
  ///   - options: how the server applies the items.
  ///   - call: metadata; its timeout is the time without progress after which the push fails with DEADLINE_EXCEEDED,
  ///     not counted while nothing is asked of the server and while it applies an atomic push or a dry run.
  ///   - bounds: memory and patience.
  ///   - time: the clock of the timeout.
  ///   - answered: told of each item, in order, from one task at a time.
  public init(
    channel: any RPCChannel, options: PushCasesOptions = PushCasesOptions(), call: CallOptions = CallOptions(),
    bounds: PushBounds = PushBounds(), time: TimeSource = .monotonic,
    answered: @escaping @Sendable (Answer) -> Void
  ) {
    self.channel = channel
    self.options = options
    self.call = call
    self.bounds = bounds
    self.time = time
    self.answered = answered
    state = Mutex(State(queue: PushQueue(bounds: bounds), lastProgress: time.now()))
  }

  /// What was answered so far.
  public var summary: Summary { state.withLock { $0.summary } }

  /// Hands items over; waits while `PushBounds.backlogBytes` wait to be sent.
  ///
  /// - Throws: the `RPCError` that ended the session.
  public func push(_ items: [PushItem]) async throws {
    let sender = try state.withLock { state in
      if let end = state.end { throw end }
      precondition(!state.isInputClosed, "nothing is pushed after finish()")
      state.queue.append(items)
      return state.queue.isWorthSending ? state.takeSender() : nil
    }
    sender?.resume()
    await waitForRoom()
  }

  /// Says that there are no more items: `run` returns when all are answered.
  public func finish() {
    let sender = state.withLock { state in
      state.isInputClosed = true
      return state.takeSender()
    }
    sender?.resume()
  }

  /// Pushes until all items are answered, or the push fails.
  ///
  /// - Throws: `RPCError`: the server's; UNAVAILABLE where it cannot be reached, or not again; DEADLINE_EXCEEDED where
  ///   nothing went on for the timeout. `summary` tells how far the push came.
  public func run() async throws -> Summary {
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await self.drive() }
        if let timeout = call.timeout { group.addTask { try await self.watch(timeout) } }
        defer { group.cancelAll() }
        try await group.next()
      }
      end(RPCError(.cancelled, "the push is over", origin: .client))
      return summary
    } catch {
      let failure =
        error as? RPCError ?? RPCError(.cancelled, "the push was given up", origin: .client)
      end(failure)
      throw failure
    }
  }

  private func waitForRoom() async {
    await withCheckedContinuation { continuation in
      let hasRoom = state.withLock { state in
        if state.end != nil || !state.queue.isFull { return true }
        state.producers.append(continuation)
        return false
      }
      if hasRoom { continuation.resume() }
    }
  }

  private func end(_ error: RPCError) {
    let producers = state.withLock { state in
      state.end = error
      return state.takeProducers()
    }
    for producer in producers { producer.resume() }
  }
}

extension PushSession.State {
  mutating func takeSender() -> CheckedContinuation<Void, Never>? {
    defer { sender = nil }
    return sender
  }

  mutating func takeProducers() -> [CheckedContinuation<Void, Never>] {
    defer { producers = [] }
    return producers
  }
}
