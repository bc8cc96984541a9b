import ProtobufBridge
public import RPCCore

/// ttrpc's `Request` message: what opens a call. Read in place; a call costs no copy of its payload.
public struct RequestEnvelope {
  /// The service's full name, UTF-8 as a rule.
  public private(set) var service = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The method's name.
  public private(set) var method = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The encoded request.
  public private(set) var payload = UnsafeRawBufferPointer(start: nil, count: 0)
  /// nil: no deadline. 0 where the client's deadline has passed already.
  public private(set) var timeoutNanoseconds: UInt64?
  /// Keys are lower case.
  public private(set) var metadata = Metadata()

  /// Pairs one call may carry.
  public static let maximumMetadataPairs = 64
  /// Bytes of all keys and values of a call.
  public static let maximumMetadataBytes = 16 << 10

  /// Reads an envelope, whose slices live as long as the bytes.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT where the bytes are no envelope; RESOURCE_EXHAUSTED with too much metadata.
  public init(_ bytes: UnsafeRawBufferPointer) throws(RPCError) {
    do {
      var reader = WireReader(bytes)
      var pairs: [Metadata.Pair] = []
      var metadataBytes = 0
      while !reader.isAtEnd {
        let tag = try reader.tag()
        switch (tag.number, tag.wireType) {
        case (1, .lengthDelimited): service = try reader.delimited()
        case (2, .lengthDelimited): method = try reader.delimited()
        case (3, .lengthDelimited): payload = try reader.delimited()
        case (4, .varint):
          let nanoseconds = Int64(bitPattern: try reader.varint())
          timeoutNanoseconds = nanoseconds == 0 ? nil : UInt64(max(0, nanoseconds))
        case (5, .lengthDelimited):
          let pair = try reader.delimited()
          metadataBytes += pair.count
          guard pairs.count < Self.maximumMetadataPairs, metadataBytes <= Self.maximumMetadataBytes else {
            throw RPCError(
              .resourceExhausted,
              "the call has more than \(Self.maximumMetadataPairs) pairs or \(Self.maximumMetadataBytes) bytes of metadata"
            )
          }
          pairs.append(try Metadata.Pair(envelope: pair))
        default: try reader.skip(tag)
        }
      }
      metadata = Metadata(pairs)
    } catch let error as RPCError {
      throw error
    } catch {
      throw RPCError(.invalidArgument, "the request frame is no ttrpc Request: \(error)")
    }
  }

  /// The envelope of a call, encoded.
  static func bytes(
    method: MethodDescriptor, payload: [UInt8], metadata: Metadata, timeoutNanoseconds: Int64?
  ) -> [UInt8] {
    var writer = WireWriter(capacity: 64 + method.service.utf8.count + method.name.utf8.count + payload.count)
    writer.tag(1, .lengthDelimited)
    writer.string(method.service)
    writer.tag(2, .lengthDelimited)
    writer.string(method.name)
    if !payload.isEmpty {
      writer.tag(3, .lengthDelimited)
      payload.withUnsafeBytes { writer.delimited($0) }
    }
    if let timeoutNanoseconds {
      // 0 would mean none.
      writer.tag(4, .varint)
      writer.varint(UInt64(bitPattern: timeoutNanoseconds == 0 ? -1 : timeoutNanoseconds))
    }
    for pair in metadata.pairs {
      writer.tag(5, .lengthDelimited)
      let mark = writer.beginDelimited()
      writer.tag(1, .lengthDelimited)
      writer.string(pair.key)
      writer.tag(2, .lengthDelimited)
      writer.string(pair.value)
      writer.endDelimited(mark)
    }
    return writer.bytes
  }
}

extension Metadata.Pair {
  /// ttrpc's `KeyValue` message.
  fileprivate init(envelope bytes: UnsafeRawBufferPointer) throws {
    var reader = WireReader(bytes)
    var key = ""
    var value = ""
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch (tag.number, tag.wireType) {
      case (1, .lengthDelimited): key = try Self.text(reader.delimited())
      case (2, .lengthDelimited): value = try Self.text(reader.delimited())
      default: try reader.skip(tag)
      }
    }
    // Clients are to send lower case; one that does not means the same key.
    self.init(key: key.utf8.contains { $0 >= 0x41 && $0 <= 0x5a } ? key.lowercased() : key, value: value)
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) throws(RPCError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RPCError(.invalidArgument, "the call's metadata is not valid UTF-8; send binary values as base64")
    }
    return text
  }
}
