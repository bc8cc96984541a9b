import CaseDomain
import CaseSchema
import CaseStore
import RPCCore
import Synchronization

/// One stream of pushes, from the arrival of its items to their answers (R33).
///
/// Two tasks share the work: one takes items in as they come, so that what is unanswered is known at every moment; the
/// other answers in order after the commits. Between them the store has up to two batches, so that the writer has the
/// next one when it is done with one. What comes meanwhile makes the batch after that.
final class PushPipeline: Sendable {
  /// The most items that go to the store together.
  static let maximumBatch = 1_000
  /// The most batches the store has at a time.
  static let maximumBatchesInStore = 2

  private struct State {
    /// Not with the store yet, in order; all but the last are full.
    var waiting: [PushBatch] = []
    var batchesInStore = 0
    var arrivedItems: Int64 = 0
    var unansweredItems: Int64 = 0
    var unansweredBytes: Int64 = 0
    /// The client sends no more.
    var isClosed = false
  }

  private typealias Commit = (batch: PushBatch, result: Result<[PushedCase.Outcome], any Error>)

  private let store: CaseStore
  private let grant: PushCredit.Grant
  private let actor: UserID?
  private let responses: ResponseStream<PushCasesResponse>
  private let context: ServerContext
  private let state = Mutex(State())
  // Holds no more than the batches in the store.
  private let commits: AsyncStream<Commit>
  private let committed: AsyncStream<Commit>.Continuation

  init(
    store: CaseStore, grant: PushCredit.Grant, responses: ResponseStream<PushCasesResponse>, context: ServerContext
  ) {
    self.store = store
    self.grant = grant
    self.responses = responses
    self.context = context
    actor = context.caller.userID
    (commits, committed) = AsyncStream.makeStream()
  }

  /// Takes in the items that follow the options, and returns when the last one is answered.
  func run(_ requests: RequestStream<PushCasesRequest>) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.failingTheCall { try await self.answer() } }
      try await failingTheCall { try await self.takeIn(requests) }
      try await group.next()
    }
  }

  /// A failure of one task ends the call at once: the other may be waiting for the client.
  private func failingTheCall(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch {
      committed.finish()
      let answer = refusal(of: error)
      context.cancel(RPCError(answering: answer), cause: answer)
      throw answer
    }
  }

  private func takeIn(_ requests: RequestStream<PushCasesRequest>) async throws {
    while true {
      let batch = try await requests.nextBatch()
      if batch.isEmpty { break }
      try accept(batch)
      submit()
    }
    let isDone = state.withLock { state in
      state.isClosed = true
      return state.unansweredItems == 0
    }
    if isDone { committed.finish() }
  }

  private func accept(_ requests: [PushCasesRequest]) throws {
    try state.withLock { state in
      for request in requests {
        guard case .item(let item)? = request.content else {
          throw RPCError(
            .invalidArgument, "request \(state.arrivedItems + 1) of PushCases has no Item; only the first has Options",
            reason: "ITEM_MISSING")
        }
        let bytes = item.leastEncodedBytes
        state.unansweredItems += 1
        state.unansweredBytes += Int64(bytes)
        try checkWindow(state.unansweredItems, state.unansweredBytes)
        if state.waiting.last.map({ $0.count >= PushPipeline.maximumBatch }) ?? true {
          state.waiting.append(PushBatch(firstIndex: state.arrivedItems))
        }
        state.waiting[state.waiting.count - 1].append(item, bytes: bytes)
        state.arrivedItems += 1
      }
    }
  }

  /// One item alone may be larger than the window: it could never be sent else.
  private func checkWindow(_ items: Int64, _ bytes: Int64) throws(RPCError) {
    let window = grant.window
    guard items <= window.items, bytes <= window.bytes || items == 1 else {
      throw RPCError(
        .resourceExhausted,
        "\(items) items of \(bytes) bytes are unanswered; the window is \(window.items) items and \(window.bytes) "
          + "bytes: wait for outcomes before you send more",
        reason: "WINDOW_EXCEEDED", metadata: ["items": "\(window.items)", "bytes": "\(window.bytes)"])
    }
  }

  /// Hands waiting batches to the store while it may have more.
  private func submit() {
    // Under the lock, so that two tasks cannot swap batches on their way.
    state.withLock { state in
      while state.batchesInStore < PushPipeline.maximumBatchesInStore, !state.waiting.isEmpty {
        let batch = state.waiting.removeFirst()
        state.batchesInStore += 1
        store.submit(in: .bulk, { [actor] in try $0.push(batch.cases, by: actor) }) { [committed, grant] result in
          // The batch is in memory until here, also where its client has gone.
          withExtendedLifetime(grant) { _ = committed.yield((batch, result)) }
        }
      }
    }
  }

  /// Answers each batch after its commit.
  private func answer() async throws {
    for await (batch, result) in commits {
      let answers = batch.answers(try result.get())
      // Before they are sent: the client may fill the window again the moment it reads them.
      let isDone = state.withLock { state in
        state.unansweredItems -= Int64(batch.count)
        state.unansweredBytes -= Int64(batch.bytes)
        return state.isClosed && state.unansweredItems == 0
      }
      if isDone { committed.finish() }
      try await responses.send(contentsOf: answers)
      state.withLock { $0.batchesInStore -= 1 }
      submit()
    }
  }
}
