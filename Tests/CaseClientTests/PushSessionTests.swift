import CaseClient
import CaseSchema
import RPCCore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PushSessionTests {
  /// Pushes that many cases in lots of `lot`, and gives the answers.
  private func push(
    _ count: Int, to server: ScriptedServer, lot: Int = 7, bounds: PushBounds = quickBounds,
    options: PushCasesOptions = PushCasesOptions(), timeout: Duration? = nil
  ) async throws -> (PushSession.Summary, [PushSession.Answer]) {
    let answers = Mutex<[PushSession.Answer]>([])
    let session = PushSession(
      channel: server, options: options, call: CallOptions(timeout: timeout), bounds: bounds
    ) { answer in answers.withLock { $0.append(answer) } }
    async let summary = session.run()
    for start in stride(from: 0, to: count, by: lot) {
      try await session.push(try (start..<min(count, start + lot)).map { try item("\($0)") })
    }
    session.finish()
    return (try await summary, answers.withLock { $0 })
  }

  private static var quickBounds: PushBounds {
    var bounds = PushBounds()
    bounds.firstReconnectDelay = .microseconds(100)
    bounds.maximumReconnectDelay = .milliseconds(1)
    return bounds
  }

  private func item(_ id: String, description: String = "") throws -> PushItem {
    var pushed = PushCaseRequest()
    pushed.backendID = id
    pushed.description = description
    return try PushItem(pushed)
  }

  @Test("R33 every item is answered in order", arguments: [0, 1, 8, 9, 500])
  func everyItemIsAnswered(_ count: Int) async throws {
    let server = ScriptedServer()
    let (summary, answers) = try await push(count, to: server)
    #expect(summary.created == count && summary.total == count)
    #expect(answers.map(\.index) == Array(0..<count))
    #expect(answers.map(\.outcome.backendID) == (0..<count).map(String.init))
  }

  @Test("R33 a second push of the same finds everything there")
  func secondPushExists() async throws {
    let server = ScriptedServer()
    _ = try await push(50, to: server)
    let (summary, _) = try await push(50, to: server)
    #expect(summary.existing == 50 && summary.total == 50)
    #expect(server.record.committed.count == 50)
  }

  @Test("R33 the window's items are filled and never exceeded", arguments: [(1, 1), (8, 8), (8, 3), (100, 64)])
  func windowOfItems(_ serverItems: Int, _ clientItems: Int) async throws {
    var script = ScriptedServer.Script()
    script.window.items = Int64(serverItems)
    // The server answers only when the window is full: a client that waits earlier would wait for ever.
    script.answersEvery = min(serverItems, clientItems)
    let server = ScriptedServer(script)
    var bounds = Self.quickBounds
    bounds.windowItems = clientItems
    let (summary, _) = try await push(300, to: server, bounds: bounds)
    #expect(summary.created == 300)
    #expect(server.record.largestUnanswered.items == min(serverItems, clientItems))
  }

  @Test("R33 the window's bytes are never exceeded, but by one item alone")
  func windowOfBytes() async throws {
    var script = ScriptedServer.Script()
    script.window = PushWindow(items: 1_000, bytes: 1_000)
    script.answersEvery = 3
    let server = ScriptedServer(script)
    let session = PushSession(channel: server, bounds: Self.quickBounds) { _ in }
    async let summary = session.run()
    // Three of 300 bytes fit, a fourth does not.
    try await session.push(try (0..<30).map { try item("\($0)", description: String(repeating: "x", count: 300)) })
    session.finish()
    #expect(try await summary.created == 30)
    #expect(server.record.largestUnanswered.bytes <= 1_000)

    script.answersEvery = 1
    let other = ScriptedServer(script)
    let large = PushSession(channel: other, bounds: Self.quickBounds) { _ in }
    async let largeSummary = large.run()
    try await large.push([try item("large", description: String(repeating: "x", count: 5_000))])
    large.finish()
    #expect(try await largeSummary.created == 1)
  }

  @Test(
    "R33 a lost connection is made anew, and nothing is doubled or left out", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func lostConnections(_ seed: UInt64) async throws {
    var random = SplitMix(state: seed)
    var script = ScriptedServer.Script()
    script.answersEvery = 3
    script.losses = (0..<5).map { _ in
      (items: Int.random(in: 1...60, using: &random), unanswered: Int.random(in: 0...3, using: &random))
    }
    script.refused = 2
    let server = ScriptedServer(script)
    let (summary, answers) = try await push(400, to: server)
    #expect(summary.total == 400 && summary.rejected == 0)
    #expect(answers.map(\.index) == Array(0..<400))
    #expect(answers.map(\.outcome.backendID) == (0..<400).map(String.init))
    #expect(server.record.committed == (0..<400).map(String.init))
    #expect(server.record.connections == 1 + 2 + 5)
  }

  @Test("R33 a server that never comes back ends the push with UNAVAILABLE, after a bounded number of tries")
  func serverNeverComesBack() async throws {
    var script = ScriptedServer.Script()
    script.losses = [(items: 10, unanswered: 2)]
    script.refused = 1_000
    let server = ScriptedServer(script)
    var bounds = Self.quickBounds
    bounds.reconnects = 3
    await expect(.unavailable) { try await push(20, to: server, bounds: bounds) }
    #expect(server.record.connections == 1 + 3)
  }

  @Test("a server that was never there is not tried again")
  func serverIsNotThere() async throws {
    var script = ScriptedServer.Script()
    script.isThere = false
    let server = ScriptedServer(script)
    await expect(.unavailable) { try await push(20, to: server) }
    #expect(server.record.connections == 1)
  }

  @Test(
    "R33 an atomic push and a dry run are not resumed",
    arguments: [PushCasesOptions(atomic: true), PushCasesOptions(dryRun: true)])
  func stagedIsNotResumed(_ options: PushCasesOptions) async throws {
    var script = ScriptedServer.Script()
    script.losses = [(items: 10, unanswered: 0)]
    let server = ScriptedServer(script)
    await expect(.unavailable) { try await push(20, to: server, options: options) }
    #expect(server.record.connections == 1)
    #expect(server.record.options == [options])
  }

  @Test("R33 staged items no longer fill the window")
  func stagedItems() async throws {
    var script = ScriptedServer.Script()
    script.stagesOnly = true
    let server = ScriptedServer(script)
    // All are sent through a window of 8; that none is answered in the end is the server's fault.
    await expect(.internal) { try await push(100, to: server, options: PushCasesOptions(atomic: true)) }
    #expect(server.record.committed.count == 100)
  }

  @Test("a server that answers nothing ends the push with DEADLINE_EXCEEDED")
  func noProgress() async throws {
    var script = ScriptedServer.Script()
    script.isSilent = true
    await expect(.deadlineExceeded) { try await push(20, to: ScriptedServer(script), timeout: .milliseconds(20)) }
  }

  @Test("answers out of order, or for what was not sent, end the push with INTERNAL", arguments: [1, -1, 7] as [Int64])
  func wrongIndex(_ offset: Int64) async throws {
    var script = ScriptedServer.Script()
    script.answer = { outcome in
      var wrong = outcome
      if outcome.index == 2 { wrong.index += offset }
      return PushCasesResponse(content: .outcome(wrong))
    }
    await expect(.internal) { try await push(20, to: ScriptedServer(script)) }
  }

  @Test("cancelling the task gives the push up, and frees who pushes")
  func cancellation() async throws {
    var script = ScriptedServer.Script()
    script.isSilent = true
    var bounds = Self.quickBounds
    bounds.backlogBytes = 1
    let session = PushSession(channel: ScriptedServer(script), bounds: bounds) { _ in }
    let running = Task { try await session.run() }
    let pushing = Task { [item = try item("1")] in
      while true { try await session.push([item]) }
    }
    running.cancel()
    await #expect(throws: RPCError.self) { try await running.value }
    await #expect(throws: RPCError.self) { try await pushing.value }
  }

  @Test("R33 a case over the largest message is refused before it is sent")
  func tooLargeItem() throws {
    #expect(throws: RPCError.self) { try item("1", description: String(repeating: "x", count: PushItem.maximumBytes)) }
  }

  private func expect(
    _ code: StatusCode, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
  ) async {
    await #expect(sourceLocation: sourceLocation) {
      _ = try await body()
    } throws: { error in
      (error as? RPCError)?.code == code
    }
  }
}

/// Random numbers that are the same each time.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
