import CaseSchema
import Foundation
import RPCCore
import RPCSchema
import RPCSocket
import Testing

/// What many connections may cost: threads, memory, descriptors.
@Suite("casewired under many connections", .timeLimit(.minutes(3)))
struct ServerLoadTests {
  private func clients(_ count: Int, of server: ServerProcess) -> [RPCClient] {
    (0..<count).map { _ in RPCClient(path: server.socket) }
  }

  private func check(_ client: RPCClient) async throws {
    let answer = try await Grpc_Health_V1_HealthClient(channel: client).check(.init())
    #expect(answer.status == .serving)
  }

  @Test("two hundred busy connections share a few threads")
  func threads() async throws {
    try await ServerProcess.with { server in
      let clients = clients(200, of: server)
      let most = try await withThrowingTaskGroup(of: Int.self) { group in
        for client in clients {
          group.addTask {
            for _ in 0..<30 { try await check(client) }
            return try server.status("Threads")
          }
        }
        return try await group.reduce(0, max)
      }
      // A private queue over the default ones would make one for each connection.
      #expect(most < 40, "\(most) threads")
    }
  }

  @Test("a thousand idle connections cost 12 KB each at most")
  func idleMemory() async throws {
    try await ServerProcess.with { server in
      let first = clients(50, of: server)
      for client in first { try await check(client) }
      let before = try server.status("VmRSS")
      let idle = clients(1_000, of: server)
      for client in idle { try await check(client) }
      let each = Double(try server.status("VmRSS") - before) / Double(idle.count)
      #expect(each <= 12, "\(each) KiB a connection")
      for client in first + idle { client.close() }
    }
  }

  @Test("more connections than descriptors are refused, and those that are in are served")
  func descriptorsRunOut() async throws {
    try await ServerProcess.with(descriptorLimit: 128) { server in
      let inside = clients(16, of: server)
      for client in inside { try await check(client) }
      var refused = 0
      let outside = clients(200, of: server)
      for client in outside {
        do {
          try await check(client)
        } catch let error as RPCError {
          #expect(error.code == .unavailable && error.origin == .client)
          refused += 1
        }
      }
      #expect(refused > 100, "\(refused) of 200 were refused")
      for client in inside { try await check(client) }
      for client in outside { client.close() }
      // Room again: a client that comes now gets in, when the server has seen the others go.
      let late = RPCClient(path: server.socket)
      while (try? await check(late)) == nil { try Task.checkCancellation() }
    }
  }

  @Test("a connection that falls quiet leaves the processor alone")
  func idleProcessor() async throws {
    try await ServerProcess.with { server in
      let settings = AdminServiceClient(channel: RPCClient(path: server.socket))
      let name = "PushCases:AutoCreateTopic"
      for round in 0..<100 {
        // Answered from another thread, while the connection's own waits for more.
        for _ in 0..<8 { _ = try await settings.setSetting(SetSettingRequest(name: name, value: "true")) }
        let before = try server.processorNanoseconds()
        await elapse(milliseconds: 30)
        let used = try server.processorNanoseconds() - before
        #expect(used < 20_000_000, "round \(round): \(used / 1_000_000) of 30 ms")
      }
    }
  }

  // Nothing is waited for here: it is the quiet itself that is measured.
  private func elapse(milliseconds: Int) async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { continuation.resume() }
    }
  }
}
