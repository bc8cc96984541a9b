import CaseClient
import CaseSchema
import ProtobufBridge
import RPCCore
import Synchronization

/// A server of pushes in memory: keeps what was committed, and loses connections where the script says so.
final class ScriptedServer: RPCChannel {
  struct Script: Sendable {
    var window = PushWindow(items: 8, bytes: 1 << 20)
    /// Answers are held back until so many items are unanswered, or the client has no more.
    var answersEvery = 1
    /// For each connection in turn: after how many items it is lost, and how many of their answers with it.
    var losses: [(items: Int, unanswered: Int)] = []
    /// Connections that are refused, after the first.
    var refused = 0
    var isThere = true
    /// Sent in place of outcomes.
    var answer: (@Sendable (PushOutcome) -> PushCasesResponse)?
    var isSilent = false
    var stagesOnly = false
  }

  struct Record: Sendable {
    var committed: [String] = []
    var connections = 0
    var largestUnanswered = (items: 0, bytes: 0)
    var options: [PushCasesOptions] = []
  }

  private let script: Script
  private let state = Mutex(Record())

  init(_ script: Script = Script()) {
    self.script = script
  }

  var record: Record { state.withLock { $0 } }

  func unary(_ method: MethodDescriptor, request: [UInt8], options: CallOptions) async throws -> [UInt8] {
    throw RPCError.unimplemented(method)
  }

  func open(_ method: MethodDescriptor, request: [UInt8]?, options: CallOptions) async throws -> any ClientStream {
    let number = state.withLock { record in
      record.connections += 1
      return record.connections
    }
    guard script.isThere, number == 1 || number > 1 + script.refused else {
      throw RPCError(.unavailable, "cannot connect", origin: .client)
    }
    let losses = script.losses
    let attempt = number == 1 ? 0 : number - 1 - script.refused
    return ScriptedStream(self, script, loss: attempt < losses.count ? losses[attempt] : nil)
  }

  fileprivate func note(_ body: (inout Record) -> Void) { state.withLock { body(&$0) } }

  /// Commits an item, or finds that it is there.
  fileprivate func commit(_ item: PushCaseRequest, index: Int64) -> PushOutcome {
    state.withLock { record in
      var outcome = PushOutcome(index: index, backendID: item.backendID)
      if let place = record.committed.firstIndex(of: item.backendID) {
        outcome.kind = .exists
        outcome.id = Int64(place)
      } else {
        record.committed.append(item.backendID)
        outcome.kind = .created
        outcome.id = Int64(record.committed.count - 1)
      }
      return outcome
    }
  }
}

/// One connection.
private final class ScriptedStream: ClientStream {
  private struct State {
    var index: Int64 = 0
    var held: [PushCasesResponse] = []
    var unansweredBytes = 0
    var isLost = false
    var iterator: AsyncThrowingStream<[UInt8], any Error>.Iterator?
  }

  private let server: ScriptedServer
  private let script: ScriptedServer.Script
  private let loss: (items: Int, unanswered: Int)?
  private let answers: AsyncThrowingStream<[UInt8], any Error>
  private let feed: AsyncThrowingStream<[UInt8], any Error>.Continuation
  private let state = Mutex(State())

  init(_ server: ScriptedServer, _ script: ScriptedServer.Script, loss: (items: Int, unanswered: Int)?) {
    self.server = server
    self.script = script
    self.loss = loss
    (answers, feed) = AsyncThrowingStream.makeStream()
  }

  func send(_ messages: [[UInt8]]) async throws {
    for message in messages {
      switch try PushCasesRequest(serialized: message).content {
      case .options(let options):
        server.note { $0.options.append(options) }
        try answer(PushCasesResponse(content: .window(script.window)))
      case .item(let item): try take(item, byteCount: message.count)
      case nil: throw RPCError(.invalidArgument, "an empty request")
      }
    }
  }

  private func take(_ item: PushCaseRequest, byteCount: Int) throws {
    try state.withLock { state in
      guard !state.isLost else { throw Self.lost }
      let outcome = server.commit(item, index: state.index)
      state.index += 1
      state.unansweredBytes += byteCount
      if script.stagesOnly {
        state.held.append(PushCasesResponse(content: .staged(PushStaged(index: outcome.index))))
      } else {
        state.held.append(script.answer?(outcome) ?? PushCasesResponse(content: .outcome(outcome)))
      }
      let unanswered = (state.held.count, state.unansweredBytes)
      server.note { record in
        record.largestUnanswered.items = max(record.largestUnanswered.items, unanswered.0)
        record.largestUnanswered.bytes = max(record.largestUnanswered.bytes, unanswered.1)
      }
      if let loss, Int(state.index) >= loss.items {
        state.held.removeLast(min(loss.unanswered, state.held.count))
        state.isLost = true
        try release(&state)
        feed.finish(throwing: Self.lost)
      } else if state.held.count >= script.answersEvery {
        try release(&state)
      }
    }
  }

  private func release(_ state: inout State) throws {
    if script.isSilent { return }
    for response in state.held { try answer(response) }
    state.held = []
    state.unansweredBytes = 0
  }

  private func answer(_ response: PushCasesResponse) throws { feed.yield(try response.serialized()) }

  func halfClose() async throws {
    try state.withLock { try release(&$0) }
    if !script.isSilent { feed.finish() }
  }

  func next() async throws -> [UInt8]? {
    var iterator = answers.makeAsyncIterator()
    let message = try await iterator.next()
    try Task.checkCancellation()
    return message
  }

  func cancel() { feed.finish() }

  private static let lost = RPCError(.unavailable, "lost the connection", origin: .client)
}
