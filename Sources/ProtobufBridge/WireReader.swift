/// Reads protobuf's wire format value by value, without copying. Never reads past the end of its bytes.
///
/// After an error the reader stands where the value began, and is of no further use.
public struct WireReader {
  /// The deepest nesting of groups that `skip` follows.
  public static let maximumGroupDepth = 100
  private static let maximumVarintBytes = 10

  private let bytes: UnsafeRawBufferPointer
  /// How far the reader has come, in bytes.
  public private(set) var offset = 0

  /// A reader of `bytes`, which must outlive it and the slices it gives.
  public init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Whether all bytes are read.
  public var isAtEnd: Bool { offset == bytes.count }

  /// The bytes between two offsets the reader has passed.
  public func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[range])
  }

  /// Reads an integer of up to 64 bits in up to ten bytes.
  public mutating func varint() throws(WireError) -> UInt64 {
    let remaining = bytes.count - offset
    if remaining > 0, bytes[offset] < 0x80 {
      offset += 1
      return UInt64(bytes[offset - 1])
    }
    var value: UInt64 = 0
    for index in 0..<min(remaining, WireReader.maximumVarintBytes) {
      let byte = bytes[offset + index]
      if index == WireReader.maximumVarintBytes - 1, byte > 1 { throw error(.overlongVarint) }
      value |= UInt64(byte & 0x7f) << UInt64(7 * index)
      if byte < 0x80 {
        offset += index + 1
        return value
      }
    }
    throw error(remaining < WireReader.maximumVarintBytes ? .truncated : .overlongVarint)
  }

  /// Reads a field's number and wire type.
  public mutating func tag() throws(WireError) -> WireTag {
    let start = offset
    let value = try varint()
    guard value <= UInt64(UInt32.max) else { throw WireError(reason: .overlongVarint, offset: start) }
    let number = Int32(truncatingIfNeeded: value >> 3)
    guard number > 0 else { throw WireError(reason: .invalidFieldNumber, offset: start) }
    guard let wireType = WireType(rawValue: UInt8(truncatingIfNeeded: value & 7)) else {
      throw WireError(reason: .reservedWireType, offset: start)
    }
    return WireTag(number: number, wireType: wireType)
  }

  /// Reads four bytes, little-endian.
  public mutating func fixed32() throws(WireError) -> UInt32 {
    try advance(4)
    return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset - 4, as: UInt32.self))
  }

  /// Reads eight bytes, little-endian.
  public mutating func fixed64() throws(WireError) -> UInt64 {
    try advance(8)
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset - 8, as: UInt64.self))
  }

  /// Reads a length and gives the bytes it counts: a string, bytes, a message or packed values.
  public mutating func delimited() throws(WireError) -> UnsafeRawBufferPointer {
    let start = offset
    let length = try varint()
    guard length <= UInt64(bytes.count - offset) else { throw WireError(reason: .truncated, offset: start) }
    offset += Int(length)
    return slice((offset - Int(length))..<offset)
  }

  /// Steps over the value that follows `tag`, groups included.
  public mutating func skip(_ tag: WireTag) throws(WireError) {
    try skip(tag, depth: 0)
  }

  private mutating func skip(_ tag: WireTag, depth: Int) throws(WireError) {
    switch tag.wireType {
    case .varint: _ = try varint()
    case .fixed64: try advance(8)
    case .lengthDelimited: _ = try delimited()
    case .fixed32: try advance(4)
    case .endGroup: throw error(.unbalancedGroup)
    case .startGroup:
      guard depth < WireReader.maximumGroupDepth else { throw error(.tooDeep) }
      while true {
        let start = offset
        let next = try self.tag()
        if next.wireType == .endGroup {
          guard next.number == tag.number else { throw WireError(reason: .unbalancedGroup, offset: start) }
          return
        }
        try skip(next, depth: depth + 1)
      }
    }
  }

  private mutating func advance(_ count: Int) throws(WireError) {
    guard count <= bytes.count - offset else { throw error(.truncated) }
    offset += count
  }

  private func error(_ reason: WireError.Reason) -> WireError {
    WireError(reason: reason, offset: offset)
  }
}
