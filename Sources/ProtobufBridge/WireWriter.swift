/// Writes protobuf's wire format value by value.
public struct WireWriter: Sendable {
  /// What was written.
  public private(set) var bytes: [UInt8]

  /// Writes after `bytes`.
  public init(appendingTo bytes: [UInt8] = []) {
    self.bytes = bytes
  }

  /// An empty writer with room for `capacity` bytes.
  public init(capacity: Int) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// How many bytes were written.
  public var count: Int { bytes.count }

  /// Writes one byte as it is.
  public mutating func byte(_ byte: UInt8) {
    bytes.append(byte)
  }

  /// Writes bytes as they are.
  public mutating func raw(_ raw: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: raw)
  }

  /// Writes an integer in one to ten bytes.
  public mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Writes a field's number and wire type. `number` is 1 to `WireTag.maximumNumber`.
  public mutating func tag(_ number: Int32, _ wireType: WireType) {
    varint(UInt64(UInt32(bitPattern: number)) << 3 | UInt64(wireType.rawValue))
  }

  /// Writes four bytes, little-endian.
  public mutating func fixed32(_ value: UInt32) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Writes eight bytes, little-endian.
  public mutating func fixed64(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Writes a length and the bytes it counts.
  public mutating func delimited(_ content: UnsafeRawBufferPointer) {
    varint(UInt64(content.count))
    bytes.append(contentsOf: content)
  }

  /// Writes a length and a string's UTF-8.
  public mutating func string(_ string: String) {
    var string = string
    string.withUTF8 { delimited(UnsafeRawBufferPointer($0)) }
  }

  /// Where a length-delimited value begins whose length is not known yet; `endDelimited` takes it.
  public struct Mark: Sendable {
    fileprivate let lengthOffset: Int
  }

  /// Begins a length-delimited value: what is written up to `endDelimited` is its content.
  public mutating func beginDelimited() -> Mark {
    bytes.append(0)
    return Mark(lengthOffset: bytes.count - 1)
  }

  /// Ends the value that began at `mark`. Values end in the opposite order of their beginning.
  public mutating func endDelimited(_ mark: Mark) {
    let length = bytes.count - mark.lengthOffset - 1
    precondition(length >= 0, "a value that has not begun cannot end")
    if length < 0x80 {
      bytes[mark.lengthOffset] = UInt8(length)
      return
    }
    // A length of more than one byte moves the content.
    var head = WireWriter(capacity: 5)
    head.varint(UInt64(length))
    bytes.replaceSubrange(mark.lengthOffset...mark.lengthOffset, with: head.bytes)
  }

  /// Takes back everything written after the first `count` bytes.
  public mutating func truncate(to count: Int) {
    bytes.removeLast(bytes.count - count)
  }
}
