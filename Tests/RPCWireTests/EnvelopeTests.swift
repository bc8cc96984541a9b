import ProtobufBridge
import RPCCore
@testable import RPCWire
import TestSchema
import Testing

@Suite("Envelopes")
struct EnvelopeTests {
  @Test("a request's envelope comes back as it was sent")
  func requestRoundTrip() throws {
    let metadata: Metadata = ["authorization": "Bearer x", "k": "1", "K": "2", "trace-bin": "AAE="]
    let bytes = RequestEnvelope.bytes(
      method: TestServiceDefinition.echo, payload: [1, 2, 3], metadata: metadata, timeoutNanoseconds: 5_000)
    try bytes.withUnsafeBytes { bytes in
      let envelope = try RequestEnvelope(bytes)
      #expect(String(decoding: envelope.service, as: UTF8.self) == "casewire.testing.v1.TestService")
      #expect(String(decoding: envelope.method, as: UTF8.self) == "Echo")
      #expect(Array(envelope.payload) == [1, 2, 3])
      #expect(envelope.timeoutNanoseconds == 5_000)
      #expect(envelope.metadata == metadata)
      #expect(envelope.metadata.values(for: "k") == ["1", "2"])
    }
  }

  @Test("a timeout that has passed is not none", arguments: [(0, 0), (-5, 0), (7, 7)] as [(Int64, UInt64)])
  func timeouts(sent: Int64, received: UInt64) throws {
    let bytes = RequestEnvelope.bytes(
      method: TestServiceDefinition.echo, payload: [], metadata: [:], timeoutNanoseconds: sent)
    let read = try bytes.withUnsafeBytes { try RequestEnvelope($0).timeoutNanoseconds }
    #expect(read == received)
  }

  @Test("broken envelopes are INVALID_ARGUMENT at every length")
  func brokenEnvelopes() throws {
    let bytes = RequestEnvelope.bytes(
      method: TestServiceDefinition.echo, payload: [1, 2, 3], metadata: ["a": "b"], timeoutNanoseconds: 1)
    for length in 1..<bytes.count {
      bytes.prefix(length).withUnsafeBytes { bytes in
        do throws(RPCError) {
          _ = try RequestEnvelope(bytes)
        } catch {
          #expect(error.code == .invalidArgument)
        }
      }
    }
    #expect(throws: RPCError.self) { try [0xff].withUnsafeBytes { _ = try RequestEnvelope($0) } }
  }

  @Test("metadata that is no UTF-8 is refused")
  func metadataUTF8() {
    let bytes: [UInt8] = [0x2a, 0x06, 0x0a, 0x01, 0x61, 0x12, 0x01, 0xff]
    let error = #expect(throws: RPCError.self) { try bytes.withUnsafeBytes { _ = try RequestEnvelope($0) } }
    #expect(error?.code == .invalidArgument)
  }

  @Test("metadata over its bounds is RESOURCE_EXHAUSTED")
  func metadataBounds() {
    let many = Metadata((0...RequestEnvelope.maximumMetadataPairs).map { .init(key: "k\($0)", value: "") })
    let large: Metadata = ["k": String(repeating: "v", count: RequestEnvelope.maximumMetadataBytes)]
    for metadata in [many, large] {
      let bytes = RequestEnvelope.bytes(
        method: TestServiceDefinition.echo, payload: [], metadata: metadata, timeoutNanoseconds: nil)
      let error = #expect(throws: RPCError.self) { try bytes.withUnsafeBytes { _ = try RequestEnvelope($0) } }
      #expect(error?.code == .resourceExhausted)
    }
  }

  @Test("an error crosses the wire whole")
  func errorRoundTrip() throws {
    let sent = RPCError(
      .failedPrecondition, "no", info: .init(reason: "WHY", domain: "d", metadata: ["a": "b"]),
      violations: [.init(field: "A.B", description: "is wrong")], details: [.init(typeName: "x.Y", value: [1])])
    let received = #expect(throws: RPCError.self) {
      try ResponseEnvelope.bytes(error: sent).withUnsafeBytes { _ = try ResponseEnvelope.payload(of: $0) }
    }
    #expect(received == sent)
  }

  @Test("an answer's bytes come back as they were sent", arguments: [0, 1, 127, 128, 20_000])
  func answerRoundTrip(count: Int) throws {
    let payload = [UInt8](repeating: 7, count: count)
    var bytes: [UInt8] = []
    ResponseEnvelope.append(payload: payload, to: &bytes)
    #expect(bytes.count == ResponseEnvelope.byteCount(payload: count))
    #expect(try bytes.withUnsafeBytes { try ResponseEnvelope.payload(of: $0) } == payload)
  }

  @Test("a message with a NUL, which protobuf-c cannot pack, still tells its code")
  func errorWithNUL() {
    let received = #expect(throws: RPCError.self) {
      try ResponseEnvelope.bytes(error: RPCError(.notFound, "a\0b")).withUnsafeBytes {
        _ = try ResponseEnvelope.payload(of: $0)
      }
    }
    #expect(received?.code == .notFound)
  }

  @Test("an error's message is cut by bytes, however many one character has")
  func longMessage() {
    let message = "e" + String(repeating: "\u{301}", count: 2_000_000)
    let bytes = ResponseEnvelope.bytes(error: RPCError(.notFound, message))
    #expect(bytes.count < 10_000)
    let received = #expect(throws: RPCError.self) {
      try bytes.withUnsafeBytes { _ = try ResponseEnvelope.payload(of: $0) }
    }
    #expect(received?.code == .notFound)
  }
}
