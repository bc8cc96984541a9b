import ProtobufBridge
public import RPCCore

/// ttrpc's `Response` message: how a call ended, and its one answer.
public enum ResponseEnvelope {
  private static let payloadTag: UInt8 = 0x12

  /// Bytes of the envelope of an answer.
  static func byteCount(payload count: Int) -> Int {
    // An empty answer is an empty envelope: OK, and the default message.
    count == 0 ? 0 : 1 + varintByteCount(count) + count
  }

  /// Adds the envelope of an answer to the output.
  static func append(payload: [UInt8], to output: inout [UInt8]) {
    guard !payload.isEmpty else { return }
    output.append(payloadTag)
    var rest = payload.count
    while rest >= 0x80 {
      output.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    output.append(UInt8(rest))
    output.append(contentsOf: payload)
  }

  private static func varintByteCount(_ value: Int) -> Int {
    var rest = value >> 7
    var count = 1
    while rest > 0 {
      rest >>= 7
      count += 1
    }
    return count
  }

  /// The envelope of an error, encoded. What is too long for a frame is cut.
  static func bytes(error: RPCError) -> [UInt8] {
    let status = error.statusBytes
    var writer = WireWriter(capacity: status.count + 6)
    writer.tag(1, .lengthDelimited)
    status.withUnsafeBytes { writer.delimited($0) }
    return writer.bytes
  }

  /// Reads an envelope: the answer's bytes.
  ///
  /// - Throws: `RPCError`, the server's, or INTERNAL from this side where the bytes are no envelope.
  public static func payload(of bytes: UnsafeRawBufferPointer) throws(RPCError) -> [UInt8] {
    var payload: [UInt8] = []
    var status: RPCError?
    do {
      var reader = WireReader(bytes)
      while !reader.isAtEnd {
        let tag = try reader.tag()
        switch (tag.number, tag.wireType) {
        case (1, .lengthDelimited): status = try RPCError(statusBytes: Array(reader.delimited()))
        case (2, .lengthDelimited): payload = Array(try reader.delimited())
        default: try reader.skip(tag)
        }
      }
    } catch {
      throw RPCError(.internal, "the server's answer is no ttrpc Response: \(error)", origin: .client)
    }
    if let status { throw status }
    return payload
  }
}
