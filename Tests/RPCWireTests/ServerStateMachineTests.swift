import ProtobufBridge
import RPCCore
import RPCWire
import TestSchema
import Testing

/// A server's state machine, fed with bytes.
private struct Machine: ~Copyable {
  var machine = ServerStateMachine()
  var buffer = ReceiveBuffer()
  var decoder = FrameDecoder()
  var output: [UInt8] = []

  mutating func receive(_ bytes: [UInt8]) throws -> String {
    bytes.withUnsafeBytes { buffer.append($0) }
    let frame = try #require(try decoder.next(in: &buffer).map { Unchecked($0) }).frame
    return describe(machine.receive(frame))
  }

  /// Opens a call as a connection does.
  mutating func open(_ stream: UInt32, flags: UInt8, kind: MethodDescriptor.Kind) throws {
    #expect(try receive(frame(1, stream: stream, flags: flags)) == "request \(stream)")
    try machine.open(stream, flags: FrameHeader.Flags(rawValue: flags), kind: kind)
  }

  private func describe(_ event: ServerStateMachine.Event) -> String {
    switch event {
    case .request(let stream, _, _): "request \(stream)"
    case .message(let stream, let payload, let isLast): "message \(stream) \(Array(payload))\(isLast ? " last" : "")"
    case .halfClose(let stream): "half-close \(stream)"
    case .violation(let stream, let error): "violation \(stream) \(error.code.name)"
    case .refusal(let stream, let error): "refusal \(stream) \(error.code.name)"
    case .nothing: "nothing"
    }
  }
}

private struct Unchecked { let frame: Frame; init(_ frame: Frame) { self.frame = frame } }

@Suite("Server state machine")
struct ServerStateMachineTests {
  @Test("an even stream is refused")
  func evenStream() throws {
    var machine = Machine()
    #expect(try machine.receive(frame(1, stream: 2)) == "refusal 2 INVALID_ARGUMENT")
  }

  @Test("a stream that was used is refused; one that lives ends")
  func reusedStream() throws {
    var machine = Machine()
    try machine.open(3, flags: 0, kind: .unary)
    #expect(try machine.receive(frame(1, stream: 1)) == "refusal 1 INVALID_ARGUMENT")
    #expect(try machine.receive(frame(1, stream: 3)) == "violation 3 INVALID_ARGUMENT")
  }

  @Test("data on a unary stream is a violation of that stream")
  func dataOnUnaryStreamIsAViolation() throws {
    var machine = Machine()
    try machine.open(1, flags: 0, kind: .unary)
    #expect(try machine.receive(frame(3, stream: 1, [1])) == "violation 1 INVALID_ARGUMENT")
  }

  @Test("data for a stream that was never opened is refused; for one that has ended it is dropped")
  func dataWithoutAStream() throws {
    var machine = Machine()
    #expect(try machine.receive(frame(3, stream: 1, [1])) == "refusal 1 INVALID_ARGUMENT")
    try machine.open(5, flags: 2, kind: .clientStreaming)
    machine.machine.finish(.failed(RPCError(.internal, "x")), on: 5, to: &machine.output)
    #expect(try machine.receive(frame(3, stream: 5, [1])) == "nothing")
    #expect(try machine.receive(frame(3, stream: 4, [1])) == "refusal 4 INVALID_ARGUMENT")
  }

  @Test("the messages of a stream, its last one and its end")
  func messagesAndEnd() throws {
    var machine = Machine()
    try machine.open(1, flags: 2, kind: .bidirectionalStreaming)
    #expect(try machine.receive(frame(3, stream: 1, [1, 2])) == "message 1 [1, 2]")
    #expect(try machine.receive(frame(3, stream: 1)) == "message 1 []")
    #expect(try machine.receive(frame(3, stream: 1, flags: 4)) == "nothing")
    #expect(try machine.receive(frame(3, stream: 1, flags: 1, [3])) == "message 1 [3] last")
    #expect(try machine.receive(frame(3, stream: 1, [4])) == "violation 1 INVALID_ARGUMENT")
  }

  @Test("an end without a message")
  func endWithoutMessage() throws {
    var machine = Machine()
    try machine.open(1, flags: 2, kind: .clientStreaming)
    #expect(try machine.receive(frame(3, stream: 1, flags: 5)) == "half-close 1")
  }

  @Test(
    "flags that do not fit the method refuse the call",
    arguments: [
      (0, .serverStreaming, false), (2, .serverStreaming, false), (1, .serverStreaming, true),
      (0, .clientStreaming, false), (1, .clientStreaming, true), (2, .clientStreaming, true),
      (0, .bidirectionalStreaming, false), (2, .bidirectionalStreaming, true), (3, .bidirectionalStreaming, false),
      (0, .unary, true), (1, .unary, true), (2, .unary, false),
    ] as [(UInt8, MethodDescriptor.Kind, Bool)])
  func flags(flags: UInt8, kind: MethodDescriptor.Kind, fits: Bool) throws {
    var machine = Machine()
    _ = try machine.receive(frame(1, stream: 1, flags: flags))
    let wasOpened = (try? machine.machine.open(1, flags: FrameHeader.Flags(rawValue: flags), kind: kind)) != nil
    #expect(wasOpened == fits)
  }

  @Test("frames of unknown types and responses are passed over")
  func unknownTypes() throws {
    var machine = Machine()
    for type: UInt8 in [0, 2, 4, 255] { #expect(try machine.receive(frame(type, stream: 1, [1])) == "nothing") }
  }

  @Test("calls over the bound are refused, and room is made by an end")
  func boundOfStreams() throws {
    var machine = Machine()
    for index in 0..<UInt32(ServerStateMachine.standardMaximumStreams) {
      try machine.open(index * 2 + 1, flags: 0, kind: .unary)
    }
    let next = UInt32(ServerStateMachine.standardMaximumStreams) * 2 + 1
    #expect(try machine.receive(frame(1, stream: next)) == "refusal \(next) RESOURCE_EXHAUSTED")
    machine.machine.finish(.message([]), on: 1, to: &machine.output)
    #expect(try machine.receive(frame(1, stream: next + 2)) == "request \(next + 2)")
  }

  @Test("a draining server refuses new calls with UNAVAILABLE and goes on with the others")
  func draining() throws {
    var machine = Machine()
    try machine.open(1, flags: 2, kind: .clientStreaming)
    machine.machine.isDraining = true
    #expect(try machine.receive(frame(1, stream: 3)) == "refusal 3 UNAVAILABLE")
    #expect(try machine.receive(frame(3, stream: 1, [1])) == "message 1 [1]")
  }

  @Test("an answer too large for a frame becomes RESOURCE_EXHAUSTED")
  func answerTooLarge() throws {
    var machine = Machine()
    try machine.open(1, flags: 0, kind: .unary)
    machine.machine.finish(
      .message([UInt8](repeating: 0, count: FrameHeader.maximumLength)), on: 1, to: &machine.output)
    #expect(try error(in: machine.output).code == .resourceExhausted)
  }

  @Test("a call ends once; what comes later adds nothing")
  func endsOnce() throws {
    var machine = Machine()
    try machine.open(1, flags: 2, kind: .bidirectionalStreaming)
    machine.machine.send([[1], []], on: 1, to: &machine.output)
    machine.machine.finish(.completed, on: 1, to: &machine.output)
    let after = machine.output
    machine.machine.finish(.failed(RPCError(.internal, "late")), on: 1, to: &machine.output)
    machine.machine.send([[9]], on: 1, to: &machine.output)
    #expect(machine.output == after)
    let frames = try decode([after[...]])
    #expect(frames.map(\.header.type) == [.data, .data, .data])
    #expect(frames.map(\.payload) == [[1], [], []])
    #expect(frames[2].header.flags == [.remoteClosed, .noData])
    #expect(frames[1].header.flags == [])
  }

  private func error(in output: [UInt8]) throws -> RPCError {
    let frame = try #require(try decode([output[...]]).first)
    return try #require(throws: RPCError.self) {
      try frame.payload.withUnsafeBytes { _ = try ResponseEnvelope.payload(of: $0) }
    }
  }
}
