public import CProtobufC
import CProtobufBridge
import Glibc

/// Where a message is laid out for protobuf-c before it is packed. Freed whole.
///
/// What a message holds is the program's own, so there is no budget; out of memory traps.
public struct PackingArena: ~Copyable {
  private let arena: OpaquePointer
  private let failure: UnsafeMutablePointer<Failure>

  /// What cannot be laid out: the first string with an embedded NUL.
  struct Failure {
    var embeddedNULField: Int32?
  }

  init() {
    guard let arena = cw_arena_create(Int.max) else { PackingArena.outOfMemory() }
    self.arena = arena
    failure = PackingArena.memory(arena, of: Failure.self, count: 1)
    failure.initialize(to: Failure())
  }

  deinit { cw_arena_destroy(arena) }

  /// The number of the first field whose string had an embedded NUL, which protobuf-c cannot carry.
  var embeddedNULField: Int32? { failure.pointee.embeddedNULField }

  /// Room for one value of a C type, zeroed.
  public borrowing func allocate<T>(_ type: T.Type) -> UnsafeMutablePointer<T> {
    allocate(type, count: 1)
  }

  /// Room for `count` values of a C type, zeroed, which must be a value of it; never nil, so
  /// that an empty list has an address too.
  public borrowing func allocate<T>(_ type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
    let memory = PackingArena.memory(arena, of: type, count: count)
    memset(memory, 0, count * MemoryLayout<T>.stride)
    return memory
  }

  /// A copy as a C string. The address is never protobuf-c's own empty string, so that a present empty string is
  /// packed. One with an embedded NUL makes `serialized()` throw, naming `field`.
  public borrowing func string(_ string: String, field: Int32) -> UnsafeMutablePointer<CChar> {
    var string = string
    return string.withUTF8 { text in
      if let start = text.baseAddress, memchr(start, 0, text.count) != nil, failure.pointee.embeddedNULField == nil {
        failure.pointee.embeddedNULField = field
      }
      guard let copy = cw_arena_copy_string(arena, text.baseAddress, text.count) else { PackingArena.outOfMemory() }
      return copy
    }
  }

  /// A copy as protobuf-c's bytes.
  public borrowing func bytes(_ bytes: [UInt8]) -> ProtobufCBinaryData {
    let copy = PackingArena.memory(arena, of: UInt8.self, count: bytes.count)
    bytes.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { copy.update(from: start, count: source.count) }
    }
    return ProtobufCBinaryData(len: bytes.count, data: copy)
  }

  /// A `double` of a field without presence. protobuf-c takes -0.0 for absent; here it is carried beside the fields
  /// that `message`, laid out in this arena, knows, so that it reaches the wire.
  public borrowing func double(_ value: Double, field: Int32, of message: UnsafeMutableRawPointer) -> Double {
    if value == 0, value.sign == .minus {
      carry(value.bitPattern.littleEndian, field: field, wireType: PROTOBUF_C_WIRE_TYPE_64BIT, of: message)
    }
    return value
  }

  /// The same for a `float`.
  public borrowing func float(_ value: Float, field: Int32, of message: UnsafeMutableRawPointer) -> Float {
    if value == 0, value.sign == .minus {
      carry(value.bitPattern.littleEndian, field: field, wireType: PROTOBUF_C_WIRE_TYPE_32BIT, of: message)
    }
    return value
  }

  /// Adds a record to what protobuf-c packs unseen: its list of unknown fields.
  private borrowing func carry<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bits: Bits, field: Int32, wireType: ProtobufCWireType, of message: UnsafeMutableRawPointer
  ) {
    let base = message.assumingMemoryBound(to: ProtobufCMessage.self)
    let count = Int(base.pointee.n_unknown_fields)
    let records = allocate(ProtobufCMessageUnknownField.self, count: count + 1)
    if let before = base.pointee.unknown_fields { records.update(from: before, count: count) }
    let data = allocate(UInt8.self, count: MemoryLayout<Bits>.size)
    UnsafeMutableRawPointer(data).storeBytes(of: bits, as: Bits.self)
    records[count] = ProtobufCMessageUnknownField(
      tag: UInt32(field), wire_type: wireType, len: MemoryLayout<Bits>.size, data: data)
    base.pointee.unknown_fields = records
    base.pointee.n_unknown_fields = UInt32(count + 1)
  }

  private static func memory<T>(_ arena: OpaquePointer, of type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
    guard let memory = cw_arena_allocate(arena, count * MemoryLayout<T>.stride) else { outOfMemory() }
    return memory.bindMemory(to: type, capacity: count)
  }

  private static func outOfMemory() -> Never {
    preconditionFailure("no memory left to lay out a message for packing")
  }
}
