import CProtobufBridge
import CProtobufC

extension Message {
  /// Reads a message from its bytes: scanned first, then unpacked by protobuf-c within `limits`, then copied.
  public init(
    serialized bytes: UnsafeRawBufferPointer, limits: DecodingLimits = .standard
  ) throws(DecodingError) {
    let unpacked = try UnpackedMessage(Self.self, bytes, limits: limits)
    // The message lies in memory that goes with the value.
    self = withExtendedLifetime(unpacked) { Self(unpacked: unpacked.message) }
  }

  /// Reads a message from its bytes, as above.
  public init(serialized bytes: [UInt8], limits: DecodingLimits = .standard) throws(DecodingError) {
    self = try bytes.span.withUnsafeBytes { buffer throws(DecodingError) in
      try Self(serialized: buffer, limits: limits)
    }
  }

  /// The message's bytes. Throws where a string has a NUL, or the message is larger than `EncodingError.maximumBytes`.
  public func serialized() throws(EncodingError) -> [UInt8] {
    let laidOut = try LaidOutMessage(self)
    return [UInt8](unsafeUninitializedCapacity: laidOut.byteCount) { buffer, count in
      if let start = buffer.baseAddress { count = laidOut.pack(into: start) }
    }
  }

  /// Appends the message's bytes, which follow what is there. Throws as `serialized()`, and then appends nothing.
  public func appendSerialized(to bytes: inout [UInt8]) throws(EncodingError) {
    let laidOut = try LaidOutMessage(self)
    bytes.append(addingCapacity: laidOut.byteCount) { span in
      span.withUnsafeMutableBufferPointer { buffer, count in
        if let start = buffer.baseAddress { count += laidOut.pack(into: start + count) }
      }
    }
  }
}

/// A message that protobuf-c unpacked, and the memory it lies in.
struct UnpackedMessage: ~Copyable {
  let message: UnsafeRawPointer
  private let arena: OpaquePointer

  /// Scans and unpacks. No bytes are referred to afterwards.
  init(
    _ type: any Message.Type, _ bytes: UnsafeRawBufferPointer, limits: DecodingLimits
  ) throws(DecodingError) {
    let scan = try WireScan(bytes, as: type, limits: limits)
    guard let arena = cw_arena_create(limits.arena) else { throw scan.failure(.tooLarge) }
    guard let known = scan.knownBytes(in: arena),
      let message = protobuf_c_message_unpack(
        type.layout.descriptor, cw_arena_allocator(arena), known.count, known.baseAddress)
    else {
      let isExhausted = cw_arena_exhausted(arena)
      cw_arena_destroy(arena)
      throw scan.failure(isExhausted ? .tooLarge : .malformed)
    }
    self.arena = arena
    self.message = UnsafeRawPointer(message)
  }

  deinit { cw_arena_destroy(arena) }
}

/// A message laid out for protobuf-c, measured, and the memory it lies in.
private struct LaidOutMessage: ~Copyable {
  /// The size of the message's bytes.
  let byteCount: Int
  private let arena: PackingArena
  private let message: UnsafePointer<ProtobufCMessage>

  init<Value: Message>(_ value: Value) throws(EncodingError) {
    let arena = PackingArena()
    let message = value.lay(out: arena).assumingMemoryBound(to: ProtobufCMessage.self)
    let embeddedNULField = arena.embeddedNULField
    byteCount = embeddedNULField == nil ? protobuf_c_message_get_packed_size(message) : 0
    self.message = UnsafePointer(message)
    self.arena = arena
    if let embeddedNULField {
      throw EncodingError(reason: .embeddedNUL, message: Value.descriptor.fullName, field: embeddedNULField)
    }
    guard byteCount <= EncodingError.maximumBytes else {
      throw EncodingError(reason: .tooLarge, message: Value.descriptor.fullName)
    }
  }

  /// Writes the message's bytes and gives their number; there is room for `byteCount`.
  func pack(into start: UnsafeMutablePointer<UInt8>) -> Int {
    withExtendedLifetime(arena) { protobuf_c_message_pack(message, start) }
  }
}
