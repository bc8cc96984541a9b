import CProtobufBridge
import CProtobufC

extension Message {
  /// Reads a message from its bytes: scanned first, then unpacked by protobuf-c within `limits`, then copied.
  public init(
    serialized bytes: UnsafeRawBufferPointer, limits: DecodingLimits = .standard
  ) throws(DecodingError) {
    let scan = try WireScan<Self>(bytes, limits: limits)
    guard let arena = cw_arena_create(limits.arena) else { throw scan.failure(.tooLarge) }
    defer { cw_arena_destroy(arena) }
    guard let known = scan.knownBytes(in: arena) else { throw scan.failure(.tooLarge) }
    let unpacked = protobuf_c_message_unpack(
      Self.layout.descriptor, cw_arena_allocator(arena), known.count, known.baseAddress)
    guard let unpacked else { throw scan.failure(cw_arena_exhausted(arena) ? .tooLarge : .malformed) }
    self.init(unpacked: UnsafeRawPointer(unpacked))
  }

  /// Reads a message from its bytes, as above.
  public init(serialized bytes: [UInt8], limits: DecodingLimits = .standard) throws(DecodingError) {
    let result = bytes.withUnsafeBytes { buffer -> Result<Self, DecodingError> in
      do throws(DecodingError) {
        return .success(try Self(serialized: buffer, limits: limits))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// The message's bytes. Throws where a string has a NUL, or the message is larger than `EncodingError.maximumBytes`.
  public func serialized() throws(EncodingError) -> [UInt8] {
    let arena = PackingArena()
    let (packed, size) = try layOut(in: arena)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      if let start = buffer.baseAddress { count = protobuf_c_message_pack(packed, start) }
    }
  }

  /// Appends the message's bytes, which follow what is there. Throws as `serialized()`, and then appends nothing.
  public func appendSerialized(to bytes: inout [UInt8]) throws(EncodingError) {
    let arena = PackingArena()
    let (packed, size) = try layOut(in: arena)
    guard size > 0 else { return }
    bytes.append(addingCapacity: size) { span in
      span.withUnsafeMutableBufferPointer { buffer, count in
        guard let start = buffer.baseAddress else { return }
        count += protobuf_c_message_pack(packed, start + count)
      }
    }
  }

  /// Lays the message out and measures it. The pointer lives as long as the arena.
  private func layOut(
    in arena: borrowing PackingArena
  ) throws(EncodingError) -> (UnsafeMutablePointer<ProtobufCMessage>, Int) {
    let packed = lay(out: arena).assumingMemoryBound(to: ProtobufCMessage.self)
    if let field = arena.embeddedNULField {
      throw EncodingError(reason: .embeddedNUL, message: Self.descriptor.fullName, field: field)
    }
    let size = protobuf_c_message_get_packed_size(packed)
    guard size <= EncodingError.maximumBytes else {
      throw EncodingError(reason: .tooLarge, message: Self.descriptor.fullName)
    }
    return (packed, size)
  }
}
