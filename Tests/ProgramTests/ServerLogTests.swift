import CaseSchema
import Foundation
import RPCCore
import RPCSocket
import Testing

@Suite("casewired's log", .timeLimit(.minutes(3)))
struct ServerLogTests {
  // Their records are some times what a pipe holds (64 KiB), and more than may wait.
  private static let calls = 6_000
  private static let clients = 8
  private static let arguments = ["--log-level", "trace", "--log-format", "json"]

  @Test("calls are answered and SIGTERM ends it while nobody reads its log")
  func nobodyReads() async throws {
    let log = Pipe()
    try await ServerProcess.with(arguments: Self.arguments, log: log) { server in
      try await makeRefusedCalls(server)
      #expect(await server.end(SIGTERM) == 0)
    }
    withExtendedLifetime(log) {}
  }

  @Test("what found no room in the log is counted there, and nothing else is missing")
  func dropped() async throws {
    let log = Pipe()
    let server = try await ServerProcess(arguments: Self.arguments, log: log)
    try await makeRefusedCalls(server)
    // The test's own end is closed, so that the log ends with the server.
    try log.fileHandleForWriting.close()
    async let text = log.allText()
    #expect(await server.end(SIGTERM) == 0)
    let records = try await text.split(separator: "\n").map(record)
    await server.discard()

    let dropped = records.filter { $0["event"] == "log records dropped" }
    let lost = dropped.compactMap { Int($0["count"] ?? "") }.reduce(0, +)
    #expect(lost > 0)
    // One a call, and those of the start and the stop, where it found room.
    #expect(records.count - dropped.count + lost == Self.calls + 2)
    #expect(records.contains { $0["event"] == "call" && $0["message"] == "ID is required" })
  }

  private func record(_ line: Substring) throws -> [String: String] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
  }

  private func makeRefusedCalls(_ server: ServerProcess) async throws {
    try await withThrowingTaskGroup { group in
      for _ in 0..<Self.clients {
        let client = CustomerServiceClient(channel: RPCClient(path: server.socket))
        group.addTask {
          for _ in 0..<Self.calls / Self.clients {
            await #expect(throws: RPCError.self) { try await client.getCustomer(.init()) }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
