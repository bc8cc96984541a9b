import RPCCore
import RPCSocket
import TestSchema
import Testing

@Suite("Calls over a socket", .timeLimit(.minutes(2)))
struct CallTests {
  @Test("a unary call, with metadata in order")
  func unary() async throws {
    try await TestServer.with { server in
      let answer = try await server.client.echo(
        EchoRequest(text: "hello", payload: [0, 255], metadataKeys: ["k"]),
        options: CallOptions(metadata: ["k": "1", "other": "x", "K": "2"]))
      #expect(answer.text == "hello" && answer.payload == [0, 255])
      #expect(answer.metadata.map(\.value) == ["1", "2"])
    }
  }

  @Test("calls side by side on one connection each get their own answer")
  func concurrentUnary() async throws {
    try await TestServer.with { server in
      let client = server.client
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<500 {
          group.addTask {
            let text = String(repeating: "\(index) ", count: index)
            try await expectEqual(client.echo(EchoRequest(text: text)).text, text)
          }
        }
        try await group.waitForAll()
      }
      #expect(server.server.connectionCount == 1)
    }
  }

  @Test("an error comes with its code, message and details")
  func failure() async throws {
    try await TestServer.with { server in
      let error = await #expect(throws: RPCError.self) {
        _ = try await server.client.fail(FailRequest(code: 9, message: "not now", reason: "WHY"))
      }
      #expect(error?.code == .failedPrecondition && error?.message == "not now")
      #expect(error?.info == .init(reason: "WHY", domain: "test") && error?.origin == .server)
    }
  }

  @Test("a client stream")
  func clientStream() async throws {
    try await TestServer.with { server in
      let call = try await server.client.collect()
      for text in ["a", "", "b"] { try await call.send(CollectRequest(text: text)) }
      let answer = try await call.finish()
      #expect(answer.text == "ab" && answer.count == 3)
    }
  }

  @Test("a client stream without messages")
  func emptyClientStream() async throws {
    try await TestServer.with { server in
      try await expectEqual(server.client.collect().finish().count, 0)
    }
  }

  @Test("a server stream, whole and in order", arguments: [0, 1, 5_000] as [Int64])
  func serverStream(count: Int64) async throws {
    try await TestServer.with { server in
      let call = try await server.client.expand(ExpandRequest(text: "x", count: count, payloadSize: 100))
      var index: Int64 = 0
      while let answer = try await call.next() {
        #expect(answer.index == index)
        index += 1
      }
      #expect(index == count)
    }
  }

  @Test("a server stream that fails gives what came before, then the error")
  func failingServerStream() async throws {
    try await TestServer.with { server in
      let call = try await server.client.expand(ExpandRequest(count: 10, failAfter: 3))
      for index in 0..<3 { #expect(try await call.next()?.index == Int64(index)) }
      let error = await #expect(throws: RPCError.self) { _ = try await call.next() }
      #expect(error?.code == .unavailable && error?.origin == .server)
    }
  }

  @Test("both sides stream")
  func bidirectionalStream() async throws {
    try await TestServer.with { server in
      let call = try await server.client.converse()
      for index in 0..<100 {
        try await call.send(ConverseRequest(index: Int64(index)))
        try await expectEqual(call.next()?.index, Int64(index))
      }
      try await call.send(contentsOf: (0..<1_000).map { ConverseRequest(index: $0) })
      for index in 0..<1_000 { #expect(try await call.next()?.index == Int64(index)) }
      try await call.halfClose()
      try await expectEqual(call.next(), nil)
    }
  }

  @Test("an unknown method and an unknown service are UNIMPLEMENTED")
  func unknownMethods() async throws {
    try await TestServer.with { server in
      let channel = RPCClient(path: server.path)
      for (service, name) in [("casewire.testing.v1.TestService", "Nothing"), ("no.Service", "Echo")] {
        let method = MethodDescriptor(
          service: service, name: name, kind: .unary, input: EchoRequest.descriptor, output: EchoResponse.descriptor)
        let error = await #expect(throws: RPCError.self) {
          _ = try await channel.unary(method, request: [], options: CallOptions())
        }
        #expect(error?.code == .unimplemented)
      }
    }
  }

  @Test("a request that is no message of its type is INVALID_ARGUMENT with the field")
  func brokenRequest() async throws {
    try await TestServer.with { server in
      let channel = RPCClient(path: server.path)
      let error = await #expect(throws: RPCError.self) {
        _ = try await channel.unary(
          TestServiceDefinition.echo, request: [0x0a, 0x01, 0xff], options: CallOptions())
      }
      #expect(error?.code == .invalidArgument && error?.violations.first?.field == "text")
    }
  }

  @Test("a large message goes both ways")
  func largeMessage() async throws {
    try await TestServer.with { server in
      let payload = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0) }
      try await expectEqual(server.client.echo(EchoRequest(payload: payload)).payload, payload)
    }
  }

  @Test("a message over the limit is refused by the client, and the connection goes on")
  func tooLargeMessage() async throws {
    try await TestServer.with { server in
      let client = server.client
      let error = await #expect(throws: RPCError.self) {
        _ = try await client.echo(EchoRequest(payload: [UInt8](repeating: 0, count: 5 << 20)))
      }
      #expect(error?.code == .resourceExhausted && error?.origin == .client)
      try await expectEqual(client.echo(EchoRequest(text: "on")).text, "on")
    }
  }

  @Test("a server that is not there is told as that")
  func nobodyThere() async throws {
    let client = TestServiceClient(channel: RPCClient(path: "/tmp/casewire-no-such-socket"))
    let error = await #expect(throws: RPCError.self) { _ = try await client.echo(EchoRequest()) }
    #expect(error?.code == .unavailable && error?.origin == .client)
    #expect(error?.message.contains("/tmp/casewire-no-such-socket") == true)
  }
}
