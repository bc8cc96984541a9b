import CaseDomain
import CaseSchema
import CaseStore
import Dispatch
import RPCCore
import RPCSchema
import Testing

@Suite(.timeLimit(.minutes(2))) struct PushStreamTests {
  @Test("R33 the first response is the window; each item is answered in order, the unfit ones with code, field, reason")
  func outcomesInOrder() async throws {
    let server = try TestServer()
    let existing = try await server.push(.sample("exists"))
    let (call, window) = try await StreamCall.opened(server, as: .operator)
    #expect(window.items >= 1)
    #expect(window.bytes >= 4 << 20)
    var noTopic = PushCaseRequest.sample("notopic")
    noTopic.topic = "Bicycles"
    var noTime = PushCaseRequest.sample("notime")
    noTime.reportingTime = Google_Protobuf_Timestamp(seconds: 0, nanos: 1)
    var noPair = PushCaseRequest.sample("")
    noPair.backendID = ""
    for item in [.sample("a"), .sample("exists"), noTopic, noTime, noPair, .sample("a"), .sample("b")] {
      try call.send(.item(item))
    }
    call.halfClose()
    let outcomes = try await call.remainingOutcomes()
    #expect(outcomes.map(\.index) == Array(0..<7))
    #expect(outcomes.map(\.kind) == [.created, .exists, .rejected, .rejected, .rejected, .exists, .created])
    #expect(outcomes.map(\.backendID) == ["a", "exists", "notopic", "notime", "", "a", "b"])
    #expect(outcomes.allSatisfy { $0.backendSystemID == "Sys123" })
    #expect(outcomes[1].id == existing)
    #expect(outcomes[5].id == outcomes[0].id)
    #expect(outcomes.map(\.code) == [nil, nil, 9, 3, 3, nil, nil])
    #expect(outcomes.map(\.field) == [nil, nil, "Topic", "ReportingTime", "BackendID", nil, nil])
    #expect(outcomes[2].reason?.contains("Bicycles") == true)
    #expect(outcomes[2].id == nil)
  }

  @Test("R33 an item is answered while the stream is open, after its commit")
  func answeredAfterCommit() async throws {
    let server = try TestServer()
    let (call, _) = try await StreamCall.opened(server, as: .operator)
    for number in 0..<20 {
      try call.send(.item(.sample("\(number)")))
      let outcome = try #require(try await call.nextOutcome())
      #expect(outcome.index == Int64(number))
      #expect(try await server.staffCase(try #require(outcome.id)).backendID == "\(number)")
    }
    call.halfClose()
    #expect(try await call.next() == nil)
  }

  @Test("R33 more items than a batch are answered in order, and sending them again creates none")
  func manyBatches() async throws {
    let server = try TestServer()
    for round in 0..<2 {
      let (call, window) = try await StreamCall.opened(server, as: .operator)
      var answered: [PushOutcome] = []
      let count = 3 * Int(window.items) + 7
      var sent = 0
      while answered.count < count {
        while sent < count, sent - answered.count < Int(window.items) {
          try call.send(.item(.sample("\(sent)")))
          sent += 1
        }
        if sent == count { call.halfClose() }
        answered.append(try #require(try await call.nextOutcome()))
      }
      #expect(answered.map(\.index) == (0..<Int64(count)).map(\.self))
      #expect(answered.allSatisfy { $0.kind == (round == 0 ? .created : .exists) })
      #expect(try await call.next() == nil)
    }
  }

  /// Keeps the writer busy until it is let go, so that nothing is answered meanwhile.
  private func blockWriter(_ server: TestServer) -> DispatchSemaphore {
    let gate = DispatchSemaphore(value: 0)
    server.store.submit({ _ in gate.wait() }, completion: { _ in })
    return gate
  }

  @Test(
    "R33 one item more unanswered than the window fails the stream with RESOURCE_EXHAUSTED",
    .timeLimit(.minutes(1)))
  func tooManyItems() async throws {
    let server = try TestServer()
    let (call, window) = try await StreamCall.opened(server, as: .operator)
    let gate = blockWriter(server)
    for number in 0...window.items { try call.send(.item(.sample("\(number)"))) }
    let error = try #require(await call.failure())
    gate.signal()
    #expect(error.code == .resourceExhausted)
    #expect(error.info?.reason == "WINDOW_EXCEEDED")
    #expect(error.info?.metadata["items"] == "\(window.items)")
  }

  @Test("R33 a full window is no violation")
  func fullWindow() async throws {
    let server = try TestServer()
    let (call, window) = try await StreamCall.opened(server, as: .operator)
    let gate = blockWriter(server)
    for number in 0..<window.items { try call.send(.item(.sample("\(number)"))) }
    call.halfClose()
    gate.signal()
    #expect(try await call.remainingOutcomes().count == Int(window.items))
  }

  @Test("R33 more bytes unanswered than the window fail the stream", .timeLimit(.minutes(1)))
  func tooManyBytes() async throws {
    let server = try TestServer()
    let (call, window) = try await StreamCall.opened(server, as: .operator)
    let gate = blockWriter(server)
    var item = PushCaseRequest.sample()
    item.description = String(repeating: "x", count: 65_536)
    item.solution = item.description
    for number in 0...(window.bytes / 131_072) {
      item.backendID = "\(number)"
      try call.send(.item(item))
    }
    let error = try #require(await call.failure())
    gate.signal()
    #expect(error.code == .resourceExhausted)
    #expect(error.info?.reason == "WINDOW_EXCEEDED")
  }

  @Test("R33 an item larger than the window's rest is counted with its customer's texts", .timeLimit(.minutes(1)))
  func customersBytesCount() async throws {
    let server = try TestServer()
    let (call, window) = try await StreamCall.opened(server, as: .operator)
    let gate = blockWriter(server)
    var item = PushCaseRequest.sample()
    item.customer?.shippingAddress = Address(address1: String(repeating: "x", count: 1 << 20))
    for _ in 0..<(window.bytes >> 20) + 1 { try call.send(.item(item)) }
    let error = try #require(await call.failure())
    gate.signal()
    #expect(error.info?.reason == "WINDOW_EXCEEDED")
  }

  @Test("R33 many streams at once get smaller windows, and all of them go on")
  func manyStreams() async throws {
    let server = try TestServer()
    var calls: [(call: StreamCall, window: PushWindow)] = []
    for _ in 0..<24 { calls.append(try await StreamCall.opened(server, as: .operator)) }
    let gate = blockWriter(server)
    #expect(calls.map(\.window.items) == calls.map(\.window.items).sorted(by: >))
    #expect(calls.map(\.window.items).reduce(0, +) <= 24_000)
    for (number, (call, window)) in calls.enumerated() {
      for item in 0..<min(window.items, 40) { try call.send(.item(.sample("\(number)-\(item)"))) }
      call.halfClose()
    }
    gate.signal()
    for (call, window) in calls {
      #expect(try await call.remainingOutcomes().count { $0.kind == .created } == min(window.items, 40))
    }
  }

  @Test("R33 one item alone may be larger than the window")
  func largeItemAlone() async throws {
    let server = try TestServer()
    var last = try await StreamCall.opened(server, as: .operator)
    var others = [last.0]
    while last.1.bytes > 65_536 {
      last = try await StreamCall.opened(server, as: .operator)
      others.append(last.0)
    }
    var item = PushCaseRequest.sample()
    item.description = String(repeating: "x", count: 65_536)
    try last.0.send(.item(item))
    #expect(try await last.0.nextOutcome()?.kind == .created)
    for call in others { call.halfClose() }
  }

  @Test("R33 what a client leaves behind is off the windows when the store is done with it", .timeLimit(.minutes(1)))
  func windowComesBack() async throws {
    let server = try TestServer()
    let (call, first) = try await StreamCall.opened(server, as: .operator)
    // Nobody is told of a commit until the gate opens.
    let gate = DispatchSemaphore(value: 0)
    server.store.submit({ _ in }, completion: { _ in gate.wait() })
    try call.send(.item(.sample()))
    while try server.store.read({ try $0.cases(where: CaseFilter()).rows.isEmpty }) { await Task.yield() }
    call.cancel()
    _ = await call.failure()
    let (second, window) = try await StreamCall.opened(server, as: .operator)
    #expect(window.items < first.items)
    second.halfClose()
    gate.signal()
    var latest = window
    while latest != first {
      let (next, window) = try await StreamCall.opened(server, as: .operator)
      latest = window
      next.halfClose()
      _ = try await next.remainingOutcomes()
    }
  }

  static let broken: [(StatusCode, [PushCasesRequest.Content?])] = [
    (.invalidArgument, [nil]),
    (.invalidArgument, [.item(.sample())]),
    (.invalidArgument, [.options(PushCasesOptions()), .options(PushCasesOptions())]),
    (.invalidArgument, [.options(PushCasesOptions()), nil]),
    (.unimplemented, [.options(PushCasesOptions(atomic: true))]),
    (.unimplemented, [.options(PushCasesOptions(dryRun: true))]),
  ]

  @Test("R33 options come first and only first; atomic and dry run are not there yet", arguments: broken.indices)
  func optionsComeFirst(row: Int) async throws {
    let server = try TestServer()
    let (code, contents) = PushStreamTests.broken[row]
    let call = StreamCall(server, as: .operator)
    for content in contents { try call.send(content) }
    let error = try #require(await call.failure())
    #expect(error.code == code)
    #expect(error.info != nil)
  }

  @Test("R33 a stream without items or requests ends")
  func emptyStreams() async throws {
    let server = try TestServer()
    let (call, _) = try await StreamCall.opened(server, as: .operator)
    call.halfClose()
    #expect(try await call.remainingOutcomes().isEmpty)
    let silent = StreamCall(server, as: .operator)
    silent.halfClose()
    #expect(await silent.failure()?.code == .invalidArgument)
  }

  @Test("R18 the stream needs the permission")
  func streamNeedsPermission() async throws {
    let server = try TestServer()
    let identity = try await server.makeAPIUser()
    let error = try #require(await StreamCall(server, as: identity).failure())
    #expect(error.code == .permissionDenied)
    #expect(error.message.contains("PushCases"))
  }

  @Test("R33 a client that goes leaves what was committed, and continues by sending the same items again")
  func interruptedStream() async throws {
    let server = try TestServer()
    let (call, _) = try await StreamCall.opened(server, as: .operator)
    for number in 0..<50 { try call.send(.item(.sample("\(number)"))) }
    let first = try #require(try await call.nextOutcome())
    call.cancel()
    _ = await call.failure()
    let (again, _) = try await StreamCall.opened(server, as: .operator)
    for number in 0..<50 { try again.send(.item(.sample("\(number)"))) }
    again.halfClose()
    let outcomes = try await again.remainingOutcomes()
    #expect(outcomes.count == 50)
    #expect(outcomes.first?.kind == .exists)
    #expect(outcomes.first?.id == first.id)
    #expect(Set(outcomes.compactMap(\.id)).count == 50)
  }

  @Test("R33 a store that takes nothing more ends the stream at once")
  func closedStore() async throws {
    let server = try TestServer()
    let (call, _) = try await StreamCall.opened(server, as: .operator)
    server.store.close()
    try call.send(.item(.sample()))
    #expect(await call.failure()?.code == .unavailable)
  }
}
