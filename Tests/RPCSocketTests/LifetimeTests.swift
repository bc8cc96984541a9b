import RPCCore
import RPCSocket
import RPCWire
import Synchronization
import TestSchema
import Testing

@Suite("Deadlines, cancellation and the end", .timeLimit(.minutes(2)))
struct LifetimeTests {
  @Test("a call past its deadline ends on both sides, its handler is cancelled, and others go on")
  func deadline() async throws {
    try await TestServer.with { server in
      let client = server.client
      let error = await #expect(throws: RPCError.self) {
        _ = try await client.sleep(SleepRequest(millis: 1), options: CallOptions(timeout: .milliseconds(20)))
      }
      #expect(error?.code == .deadlineExceeded)
      await server.service.gate.wait()
      #expect(server.service.cancelled.load(ordering: .relaxed) == 1)
      try await expectEqual(client.echo(EchoRequest(text: "on")).text, "on")
    }
  }

  @Test("the server enforces a deadline by itself, and answers it")
  func deadlineOnTheServer() async throws {
    try await TestServer.with { server in
      let raw = try RawClient(server.path)
      try await raw.write(
        RawClient.request(
          TestServiceDefinition.sleep, SleepRequest(), stream: 1, timeoutNanoseconds: 5_000_000))
      let frame = try #require(try await raw.nextFrame())
      #expect(frame.header.type == .response && RawClient.code(frame.payload) == .deadlineExceeded)
    }
  }

  @Test("a stream past its deadline ends, too")
  func deadlineOfAStream() async throws {
    try await TestServer.with { server in
      let call = try await server.client.collect(options: CallOptions(timeout: .milliseconds(20)))
      let error = await #expect(throws: RPCError.self) {
        try await call.send(CollectRequest(text: "wait"))
        while true { _ = try await call.finish() }
      }
      #expect(error?.code == .deadlineExceeded)
    }
  }

  @Test("a client that goes away cancels its handlers")
  func clientGoes() async throws {
    try await TestServer.with { server in
      do {
        let raw = try RawClient(server.path)
        try await raw.write(RawClient.request(TestServiceDefinition.sleep, SleepRequest(), stream: 1))
        await server.service.gate.arrivals(1)
      }
      // The cancelled handler opens the gate.
      await server.service.gate.wait()
      #expect(server.service.cancelled.load(ordering: .relaxed) == 1)
    }
  }

  @Test("a stream that is given up is cancelled on the server")
  func cancelledStream() async throws {
    try await TestServer.with { server in
      let call = try await server.client.expand(ExpandRequest(count: .max, payloadSize: 10_000))
      _ = try await call.next()
      call.cancel()
      try await eventually { server.service.cancelled.load(ordering: .relaxed) > 0 }
      await #expect(throws: RPCError.self) { while try await call.next() != nil {} }
    }
  }

  @Test("a task that is cancelled gives its call up")
  func cancelledTask() async throws {
    try await TestServer.with { server in
      let client = server.client
      let task = Task { try await client.sleep(SleepRequest()) }
      await server.service.gate.arrivals(1)
      task.cancel()
      let error = await #expect(throws: RPCError.self) { _ = try await task.value }
      #expect(error?.code == .cancelled && error?.origin == .client)
    }
  }

  @Test("a draining server finishes what is under way and takes nothing new")
  func drain() async throws {
    let server = try TestServer()
    let client = server.client
    let call = Task { try await client.sleep(SleepRequest(millis: 5)) }
    await server.service.gate.arrivals(1)
    let drained = Task { await server.server.drain(grace: .seconds(60)) }
    // The path is free as soon as the server drains.
    var error: RPCError?
    while error == nil {
      do { _ = try await TestServiceClient(channel: RPCClient(path: server.path)).echo(EchoRequest()) } catch let
        refused as RPCError
      { error = refused }
    }
    #expect(error?.code == .unavailable)
    server.service.gate.open()
    try await expectEqual(call.value.sleptMillis, 5)
    await drained.value
    #expect(server.server.connectionCount == 0)
  }

  @Test("calls that outlast the grace period end with UNAVAILABLE")
  func grace() async throws {
    let server = try TestServer()
    let client = server.client
    let call = Task { try await client.collect().finishAfterWaiting() }
    await server.service.gate.arrivals(1)
    await server.server.drain(grace: .milliseconds(1))
    let error = await #expect(throws: RPCError.self) { _ = try await call.value }
    #expect(error?.code == .unavailable)
    server.service.gate.open()
  }

  @Test("a client connects again after its server was restarted")
  func reconnect() async throws {
    let first = try TestServer()
    let client = first.client
    _ = try await client.echo(EchoRequest())
    await first.server.drain(grace: .zero)
    let service = TestService()
    var router = Router()
    router.add(service)
    let second = RPCServer(router: router)
    second.serve(try ListeningSocket.listen(at: first.path))
    // The first call after the loss may still see it.
    let answer = try? await client.echo(EchoRequest(text: "again"))
    let text = try await client.echo(EchoRequest(text: "again")).text
    #expect(text == "again" && (answer == nil || answer?.text == "again"))
    await second.drain(grace: .zero)
  }

  @Test("every call is seen to begin and to end once")
  func interceptors() async throws {
    let seen = Seen()
    try await TestServer.with(interceptors: [seen]) { server in
      let client = server.client
      _ = try await client.echo(EchoRequest())
      _ = try? await client.fail(FailRequest(code: 5))
      _ = try await client.collect().finish()
      _ = try? await client.sleep(SleepRequest(), options: CallOptions(timeout: .milliseconds(5)))
      // The server's own timer cancels the handler, which opens the gate.
      await server.service.gate.wait()
    }
    let records = seen.records.withLock { $0 }
    #expect(records.began == 4)
    #expect(records.codes.sorted { $0.rawValue < $1.rawValue } == [.ok, .ok, .deadlineExceeded, .notFound])
  }

  @Test("an interceptor's refusal is the answer, and no handler runs")
  func refusingInterceptor() async throws {
    try await TestServer.with(interceptors: [Refusal()]) { server in
      for code in [
        await code { _ = try await server.client.echo(EchoRequest()) },
        await code { _ = try await server.client.collect().finish() },
        await code { _ = try await server.client.expand(ExpandRequest(count: 1)).next() },
      ] { #expect(code == .unauthenticated) }
    }
  }

  private func code(_ body: () async throws -> Void) async -> StatusCode? {
    do { try await body() } catch let error as RPCError { return error.code } catch {}
    return nil
  }
}

extension ClientStreamingCall<CollectRequest, CollectResponse> {
  fileprivate func finishAfterWaiting() async throws -> CollectResponse {
    try await send(CollectRequest(text: "wait"))
    return try await finish()
  }
}

private final class Seen: ServerInterceptor {
  let records = Mutex((began: 0, codes: [StatusCode]()))

  func began(_ context: ServerContext) throws { records.withLock { $0.began += 1 } }
  func ended(_ context: ServerContext, outcome: CallOutcome, cause: (any Error)?) {
    records.withLock { $0.codes.append(outcome.code) }
  }
}

private struct Refusal: ServerInterceptor {
  func began(_ context: ServerContext) throws { throw RPCError(.unauthenticated, "no") }
}
