import CaseClient
import CaseSchema
import CSQLite
import Foundation
import RPCCore
import RPCSocket
import Synchronization
import Testing

@Suite("casectl push", .timeLimit(.minutes(5)))
struct CasectlPushTests {
  /// A push of the topic `Other`, which every database has.
  private func document(_ id: String, topic: String = "Other", gender: String = "F", more: String = "") -> String {
    """
    {"BackendSystemID":"tests","BackendID":"\(id)","Topic":"\(topic)","Title":"A pushed case",\
    "Description":"It was known before.","Customer":{"EmailAddress":"\(id)@example.com","Gender":"\(gender)"}\(more)}
    """
  }

  @Test("R33 a push is created, and the same push again exists")
  func twice() async throws {
    try await ServerProcess.with { server in
      let lines = (0..<2_500).map { document("\($0)") }.joined(separator: "\n")
      let first = try await server.casectl("push", input: lines)
      #expect(
        first.status == 0 && first.output == "{\"created\":2500,\"existing\":0,\"rejected\":0}\n", "\(first.errors)")
      #expect(first.errors.isEmpty)
      let second = try await server.casectl("push", "-", "--window", "10", input: lines)
      #expect(second.status == 0 && second.output == "{\"created\":0,\"existing\":2500,\"rejected\":0}\n")
    }
  }

  @Test("R24 R29 R33 broken lines are told with number, field and reason, and the others are taken")
  func brokenLines() async throws {
    try await ServerProcess.with { server in
      let file = server.folder.appendingPathComponent("broken.ndjson")
      let rejects = server.folder.path + "/rejects.ndjson"
      try brokenFile().write(to: file)
      let result = try await server.casectl("push", file.path, "--rejects", rejects)
      #expect(result.status == 3)
      #expect(result.output == "{\"created\":3,\"existing\":1,\"rejected\":9}\n")
      let told = result.errors.split(separator: "\n").map(String.init).sorted(by: byLineNumber)
      #expect(told.count == 9, "\(result.errors)")
      for (line, expected) in zip(told, Self.expectedRejections) {
        #expect(line.hasPrefix("line \(expected.line): \(expected.code): \(expected.field)"), "\(line)")
      }
      let written = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
      let numbers = try written.map { try #require(member("Line", of: $0) as? Int) }
      #expect(numbers.sorted() == Self.expectedRejections.map(\.line))
      #expect(try written.contains { try member("Document", of: $0) as? String == "no JSON" })
    }
  }

  private static let expectedRejections: [(line: Int, code: String, field: String)] = [
    (2, "INVALID_ARGUMENT", "Customer.Gender: "), (3, "INVALID_ARGUMENT", "Bogus: "),
    (5, "FAILED_PRECONDITION", "Topic: "), (6, "INVALID_ARGUMENT", "Title: "), (7, "RESOURCE_EXHAUSTED", ""),
    (8, "INVALID_ARGUMENT", ""), (10, "INVALID_ARGUMENT", "Title: "), (11, "INVALID_ARGUMENT", "CustomFields"),
    (12, "INVALID_ARGUMENT", "BackendID: "),
  ]

  private func brokenFile() -> Data {
    var data = Data()
    func add(_ line: some Sequence<UInt8>) {
      data.append(contentsOf: line)
      data.append(0x0a)
    }
    add(document("1").utf8)
    add(document("2", gender: "X").utf8)
    add(document("3", more: ",\"Bogus\":1").utf8)
    add(document("1").utf8)
    add(document("5", topic: "No such topic").utf8)
    add(
      Array("{\"BackendSystemID\":\"tests\",\"BackendID\":\"6\",\"Title\":\"".utf8) + [0xff, 0xfe] + Array("\"}".utf8))
    add(document("7", more: ",\"Summary\":\"\(String(repeating: "x", count: 5_000_000))\"").utf8)
    add("no JSON".utf8)
    add(" ".utf8)
    add("{\"BackendSystemID\":\"tests\",\"BackendID\":\"10\",\"Title\":\"a\\u0000b\"}".utf8)
    add(document("11", more: ",\"CustomFields\":{\"NoSuchField\":\"1\"}").utf8)
    add(document("").utf8)
    add(document("13").utf8)
    data.append(contentsOf: document("14").utf8)
    return data
  }

  private func byLineNumber(_ left: String, _ right: String) -> Bool {
    func number(_ line: String) -> Int { Int(line.dropFirst(5).prefix { $0.isNumber }) ?? 0 }
    return number(left) < number(right)
  }

  private func member(_ name: String, of line: Substring) throws -> Any? {
    try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])[name]
  }

  @Test("a push that the server does not serve is not told to go on", arguments: ["--dry-run", "--atomic"])
  func notServed(_ option: String) async throws {
    try await ServerProcess.with { server in
      let result = try await server.casectl("push", option, input: document("1") + "\n" + document("2"))
      #expect(result.status == 76 && result.errors.contains("UNIMPLEMENTED"), "\(result.errors)")
      #expect(!result.errors.contains("push the same again"))
      let help = try await server.casectl("push", "--help").output
      #expect(help.split(separator: "\n").contains { $0.contains(option) && help.contains("UNIMPLEMENTED") })
    }
  }

  @Test("R18 a caller without the permission is told which one is missing")
  func permission() async throws {
    try await ServerProcess.with { server in
      let (_, token) = try await server.customerToken("customer@example.com")
      let result = try await server.casectl("--token", token, "push", input: document("1"))
      #expect(result.status == 71 && result.output.isEmpty)
      #expect(result.errors.contains("PERMISSION_DENIED") && result.errors.contains("PushCases"))
    }
  }

  @Test("R33 a server killed five times in a push loses nothing it acknowledged and doubles nothing", arguments: [42])
  func kills(_ seed: UInt64) async throws {
    try await ServerProcess.with { server in
      var random = SeededRandom(state: seed)
      let count = 30_000
      let acknowledged = Acknowledged()
      let session = PushSession(channel: RPCClient(path: server.socket)) { acknowledged.add($0) }
      async let summary = session.run()
      let pushing = Task {
        for start in stride(from: 0, to: count, by: 500) {
          try await session.push(try (start..<(start + 500)).map { try PushItem(pushed($0)) })
        }
        session.finish()
      }
      for kill in 0..<5 {
        await acknowledged.wait(for: kill * 5_000 + Int.random(in: 1...4_000, using: &random))
        await server.end(SIGKILL)
        try await server.start()
      }
      try await pushing.value
      let result = try await summary
      #expect(result.total == count && result.rejected == 0)
      #expect(try rows(of: server) == acknowledged.ids)
    }
  }

  private func pushed(_ number: Int) -> PushCaseRequest {
    var pushed = PushCaseRequest()
    pushed.backendSystemID = "kills"
    pushed.backendID = "\(number)"
    pushed.topic = "Other"
    pushed.title = "Case \(number)"
    pushed.customer = PushedCustomer()
    pushed.customer?.emailAddress = "\(number % 100)@example.com"
    return pushed
  }

  /// All cases by backend ID. Fails where a pair is there twice.
  private func rows(of server: ServerProcess) throws -> [String: Int64] {
    var database: OpaquePointer?
    defer { sqlite3_close(database) }
    try #require(sqlite3_open(server.database, &database) == SQLITE_OK)
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    try #require(sqlite3_prepare_v2(database, "SELECT backend_id, id FROM cases", -1, &statement, nil) == SQLITE_OK)
    var rows: [String: Int64] = [:]
    while sqlite3_step(statement) == SQLITE_ROW {
      let id = String(cString: sqlite3_column_text(statement, 0))
      #expect(rows.updateValue(sqlite3_column_int64(statement, 1), forKey: id) == nil, "\(id) is there twice")
    }
    return rows
  }

  @Test(
    "R18 R19 R20 R26 R33 all tickets are created, then all exist; they read back as they were sent",
    .enabled(if: Tickets.path != nil, Tickets.howToGet))
  func tickets() async throws {
    try await ServerProcess.with { server in
      let pushes = try await Tickets.converted(into: server.folder)
      let count = try String(contentsOf: pushes, encoding: .utf8).split(separator: "\n").count
      for setting in ["PushCases:AutoCreateTopic", "PushCases:AutoCreateStatus"] {
        _ = try await server.answer("setting", "set", setting, "true")
      }
      let first = try await server.casectl("push", pushes.path)
      #expect(first.output == "{\"created\":\(count),\"existing\":0,\"rejected\":0}\n", "\(first.errors)")
      let second = try await server.casectl("push", pushes.path)
      #expect(second.output == "{\"created\":0,\"existing\":\(count),\"rejected\":0}\n")
      let ids = try rows(of: server)
      #expect(ids.count == count)
      try await TicketReadback(pushes).check(server, ids: ids)
    }
  }
}

/// The public data set of tickets, where it is at hand.
private enum Tickets {
  static let howToGet: Comment = "set CASEWIRE_TICKETS to the data set's tickets.csv (tools/tickets/README.md)"

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static var path: String? {
    let beside = root.deletingLastPathComponent().appendingPathComponent("shared/data/tickets.csv").path
    let path = ProcessInfo.processInfo.environment["CASEWIRE_TICKETS"] ?? beside
    return FileManager.default.isReadableFile(atPath: path) ? path : nil
  }

  static func converted(into folder: URL) async throws -> URL {
    let result = try await Programs.run(
      root.appendingPathComponent("tools/convert-tickets"), [try #require(path)])
    try #require(result.status == 0, "\(result.errors)")
    let file = folder.appendingPathComponent("tickets.ndjson")
    try Data(result.output.utf8).write(to: file)
    return file
  }
}

/// The IDs of cases that a server has acknowledged, and those who wait for so many.
private final class Acknowledged: Sendable {
  private struct State {
    var ids: [String: Int64] = [:]
    var waiter: (count: Int, continuation: CheckedContinuation<Void, Never>)?
  }

  private let state = Mutex(State())

  var ids: [String: Int64] { state.withLock { $0.ids } }

  func add(_ answer: PushSession.Answer) {
    let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.ids[answer.outcome.backendID] = answer.outcome.id
      guard let waiter = state.waiter, state.ids.count >= waiter.count else { return nil }
      state.waiter = nil
      return waiter.continuation
    }
    continuation?.resume()
  }

  func wait(for count: Int) async {
    await withCheckedContinuation { continuation in
      let isReached = state.withLock { state in
        if state.ids.count >= count { return true }
        state.waiter = (count, continuation)
        return false
      }
      if isReached { continuation.resume() }
    }
  }
}

private struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
