import Glibc
import ProtobufBridge
import RPCCore
@testable import RPCSocket
import RPCWire
import Synchronization
import TestSchema
import Testing

@Suite("Clients that do not behave", .timeLimit(.minutes(3)))
struct HostileClientTests {
  @Test("requests that were written before the end are all answered, and so is the end", arguments: 0..<20)
  func writeAndClose(trial: Int) async throws {
    try await TestServer.with { server in
      let raw = try RawClient(server.path)
      var bytes: [UInt8] = []
      for index in 0..<(64 + trial) {
        bytes += try RawClient.request(
          TestServiceDefinition.echo, EchoRequest(text: "\(index)"), stream: UInt32(index * 2 + 1))
      }
      try await raw.write(bytes)
      raw.halfClose()
      var answered = 0
      while try await raw.nextFrame() != nil { answered += 1 }
      #expect(answered == 64 + trial)
    }
  }

  @Test("requests that arrive together are all answered, however large the answers", arguments: [20, 64, 300])
  func largeAnswersTogether(count: Int) async throws {
    try await TestServer.with { server in
      let raw = try RawClient(server.path)
      // They fit into one read; their answers are many times what may wait for the client.
      let request = EchoRequest(text: "grow \(64 << 10)")
      var bytes: [UInt8] = []
      for index in 0..<count {
        bytes += try RawClient.request(TestServiceDefinition.echo, request, stream: UInt32(index * 2 + 1))
      }
      try await raw.write(bytes)
      for _ in 0..<count {
        let frame = try #require(try await raw.nextFrame())
        #expect(RawClient.code(frame.payload) == .ok)
      }
    }
  }

  @Test("frames that come a byte at a time are served")
  func byteByByte() async throws {
    try await TestServer.with { server in
      let raw = try RawClient(server.path)
      for byte in try RawClient.request(TestServiceDefinition.echo, EchoRequest(text: "slow"), stream: 1) {
        try await raw.write([byte])
      }
      try await expectEqual(raw.nextFrame().map { RawClient.code($0.payload) }, .ok)
    }
  }

  @Test("a stuck stream fails alone, with RESOURCE_EXHAUSTED, and its connection goes on")
  func stuckStream() async throws {
    let bounds = StreamBounds(messages: 16, bytes: 1 << 20)
    try await TestServer.with(bounds: bounds) { server in
      let raw = try RawClient(server.path)
      try await raw.write(
        RawClient.request(TestServiceDefinition.collect, CollectRequest?.none, stream: 1, flags: .remoteOpen))
      try await raw.write(RawClient.frame(.data, stream: 1, try CollectRequest(text: "wait").serialized()))
      await server.service.gate.arrivals(1)
      for _ in 0..<bounds.messages { try await raw.write(RawClient.frame(.data, stream: 1)) }
      try await raw.write(RawClient.request(TestServiceDefinition.echo, EchoRequest(text: "on"), stream: 3))
      let first = try #require(try await raw.nextFrame())
      #expect(first.header.streamID == 3 && RawClient.code(first.payload) == .ok)
      try await raw.write(RawClient.frame(.data, stream: 1))
      let second = try #require(try await raw.nextFrame())
      #expect(second.header.streamID == 1 && RawClient.code(second.payload) == .resourceExhausted)
      // What is still on its way for the failed stream is dropped.
      try await raw.write(RawClient.frame(.data, stream: 1))
      try await raw.write(RawClient.request(TestServiceDefinition.echo, EchoRequest(text: "on"), stream: 5))
      try await expectEqual(raw.nextFrame()?.header.streamID, 5)
    }
  }

  @Test("a stream over its bound of bytes fails, too")
  func stuckStreamByBytes() async throws {
    try await TestServer.with(bounds: StreamBounds(messages: 1_000, bytes: 100_000)) { server in
      let raw = try RawClient(server.path)
      try await raw.write(
        RawClient.request(TestServiceDefinition.collect, CollectRequest?.none, stream: 1, flags: .remoteOpen))
      try await raw.write(RawClient.frame(.data, stream: 1, try CollectRequest(text: "wait").serialized()))
      await server.service.gate.arrivals(1)
      let large = try CollectRequest(text: String(repeating: "x", count: 60_000)).serialized()
      try await raw.write(RawClient.frame(.data, stream: 1, large) + RawClient.frame(.data, stream: 1, large))
      try await expectEqual(raw.nextFrame().map { RawClient.code($0.payload) }, .resourceExhausted)
    }
  }

  @Test("a message over 4 MiB is thrown away and answered, and the connection goes on")
  func oversized() async throws {
    try await TestServer.with { server in
      let raw = try RawClient(server.path)
      try await raw.write(RawClient.frame(.request, stream: 1, [UInt8](repeating: 0, count: 4 << 20 + 1)))
      try await expectEqual(raw.nextFrame().map { RawClient.code($0.payload) }, .resourceExhausted)
      try await raw.write(RawClient.request(TestServiceDefinition.echo, EchoRequest(), stream: 3))
      try await expectEqual(raw.nextFrame().map { RawClient.code($0.payload) }, .ok)
    }
  }

  @Test("bytes that are no frame end the connection, and only it")
  func noFrame() async throws {
    try await TestServer.with { server in
      let raw = try RawClient(server.path)
      try await raw.write(Array("GET / HTTP/1.1\r\n\r\n".utf8))
      try await expectEqual(raw.nextFrame() == nil, true)
      try await expectEqual(server.client.echo(EchoRequest(text: "on")).text, "on")
    }
  }

  @Test("a client that never reads does not grow the server, and others are served")
  func neverReads() async throws {
    try await TestServer.with { server in
      let raw = try RawClient(server.path)
      _ = fcntl(raw.descriptor, F_SETFL, O_NONBLOCK)
      let request = try RawClient.request(
        TestServiceDefinition.expand, ExpandRequest(count: .max, payloadSize: 100_000), stream: 1, flags: .remoteClosed)
      try await raw.write(request)
      let echo = EchoRequest(payload: [UInt8](repeating: 1, count: 100_000))
      var stream: UInt32 = 3
      // Until the server reads no more: the socket is full.
      do {
        for _ in 0..<10_000 {
          try await raw.write(RawClient.request(TestServiceDefinition.echo, echo, stream: stream))
          stream += 2
        }
        Issue.record("the server took \(stream) requests whose answers nobody reads")
      } catch let error as SocketError {
        #expect(error.code == EAGAIN)
      }
      #expect(stream < 200, "bounded by the congestion bound and the socket's buffers")
      let client = server.client
      for _ in 0..<100 { _ = try await client.echo(EchoRequest(text: "on")) }
    }
  }

  @Test("a client that reads nothing for too long is let go")
  func stalled() async throws {
    try await TestServer.with(configure: { $0.limits.stallNanoseconds = 20_000_000 }) { server in
      let raw = try RawClient(server.path)
      try await raw.write(
        RawClient.request(
          TestServiceDefinition.expand, ExpandRequest(count: .max, payloadSize: 100_000), stream: 1,
          flags: .remoteClosed))
      // The handler of the stream is cancelled when the connection ends, and only then.
      try await eventually { server.service.cancelled.load(ordering: .relaxed) > 0 }
      try await eventually { server.server.connectionCount == 0 }
      #expect(server.service.cancelled.load(ordering: .relaxed) == 1)
    }
  }

  @Test("connections over the cap are refused, and room is made by an end")
  func connectionCap() async throws {
    try await TestServer.with(configure: { $0.maximumConnections = 3 }) { server in
      var kept: [RawClient] = []
      for _ in 0..<3 {
        let raw = try RawClient(server.path)
        try await raw.write(RawClient.request(TestServiceDefinition.echo, EchoRequest(), stream: 1))
        _ = try await raw.nextFrame()
        kept.append(raw)
      }
      let refused = try RawClient(server.path)
      try await expectEqual(refused.nextFrame() == nil, true)
      #expect(server.server.refusedConnections == 1)
      kept.removeLast()
      try await eventually { server.server.connectionCount < 3 }
      try await expectEqual(server.client.echo(EchoRequest(text: "on")).text, "on")
    }
  }

  @Test("the cap stays below the limit on open files")
  func capUnderDescriptorLimit() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    var configuration = RPCServer.Configuration()
    configuration.maximumConnections = .max
    let server = RPCServer(router: Router(), configuration: configuration)
    #expect(server.connectionLimit == max(1, Int(clamping: limit.rlim_cur) - configuration.reservedDescriptors))
  }

  @Test("connections that are closed while they are busy end once, on whichever thread has them")
  func closedWhileBusy() async throws {
    try await TestServer.with { server in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask {
            for _ in 0..<400 {
              let raw = try RawClient(server.path)
              // Quick enough that the hot loop takes the connection over, and loses it there.
              for call in 0..<4 {
                try await raw.write(
                  RawClient.request(TestServiceDefinition.echo, EchoRequest(), stream: UInt32(call * 2 + 1)))
                _ = try await raw.nextFrame()
              }
            }
          }
        }
        try await group.waitForAll()
      }
      try await eventually { server.server.connectionCount == 0 }
      #expect(server.server.connectionCount == 0)
    }
  }

  @Test("a client that never reads does not hold a stopping server beyond its grace period")
  func neverReadsAndDrain() async throws {
    let server = try TestServer()
    let raw = try RawClient(server.path)
    try await raw.write(
      RawClient.request(
        TestServiceDefinition.expand, ExpandRequest(count: .max, payloadSize: 100_000), stream: 1,
        flags: .remoteClosed))
    try await eventually { server.server.connectionCount > 0 }
    // The bound of a stall is far longer than this test may take.
    await server.server.drain(grace: .milliseconds(20))
    #expect(server.server.connectionCount == 0)
  }

  @Test("connections that come and go leave no descriptor behind")
  func noLeak() async throws {
    try await TestServer.with { server in
      for round in 0..<300 {
        let raw = try RawClient(server.path)
        let request = try RawClient.request(TestServiceDefinition.echo, EchoRequest(), stream: 1)
        // Some leave in the middle of a frame, some while their call waits, some right away.
        if round % 3 == 0 { try await raw.write(Array(request.prefix(7))) }
        if round % 3 == 1 { try await raw.write(request) }
      }
      try await eventually { server.server.connectionCount == 0 }
      #expect(server.server.connectionCount == 0)
    }
  }
}
