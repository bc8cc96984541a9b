import ProtobufBridge

/// What an integer type holds, and how it lies on the wire.
struct IntegerRange {
  private enum Encoding { case varint, zigZag, fixed32, fixed64 }

  private let encoding: Encoding
  private let isSigned: Bool
  private let is64Bit: Bool

  /// Nil where the type is no integer.
  init?(_ type: FieldType) {
    switch type {
    case .int32: self.init(.varint, isSigned: true, is64Bit: false)
    case .int64: self.init(.varint, isSigned: true, is64Bit: true)
    case .uint32: self.init(.varint, isSigned: false, is64Bit: false)
    case .uint64: self.init(.varint, isSigned: false, is64Bit: true)
    case .sint32: self.init(.zigZag, isSigned: true, is64Bit: false)
    case .sint64: self.init(.zigZag, isSigned: true, is64Bit: true)
    case .fixed32: self.init(.fixed32, isSigned: false, is64Bit: false)
    case .fixed64: self.init(.fixed64, isSigned: false, is64Bit: true)
    case .sfixed32: self.init(.fixed32, isSigned: true, is64Bit: false)
    case .sfixed64: self.init(.fixed64, isSigned: true, is64Bit: true)
    default: return nil
    }
  }

  private init(_ encoding: Encoding, isSigned: Bool, is64Bit: Bool) {
    self.encoding = encoding
    self.isSigned = isSigned
    self.is64Bit = is64Bit
  }

  /// What is said to be expected.
  var expected: String {
    switch (isSigned, is64Bit) {
    case (true, true): "an integer from \(Int64.min) to \(Int64.max)"
    case (true, false): "an integer from \(Int32.min) to \(Int32.max)"
    case (false, true): "an integer from 0 to \(UInt64.max)"
    case (false, false): "an integer from 0 to \(UInt32.max)"
    }
  }

  /// A value as 64 bits, the sign extended; nil where it is out of range.
  func bits(of value: SignedMagnitude) -> UInt64? {
    let maximum: UInt64 =
      switch (isSigned, is64Bit) {
      case (true, true): UInt64(Int64.max)
      case (true, false): UInt64(Int32.max)
      case (false, true): .max
      case (false, false): UInt64(UInt32.max)
      }
    if !value.isNegative { return value.magnitude <= maximum ? value.magnitude : nil }
    if value.magnitude == 0 { return 0 }
    return isSigned && value.magnitude <= maximum + 1 ? 0 &- value.magnitude : nil
  }

  /// Writes what `bits(of:)` gave.
  func write(_ bits: UInt64, to writer: inout WireWriter) {
    switch encoding {
    case .varint: writer.varint(bits)
    case .zigZag: writer.varint(bits << 1 ^ UInt64(bitPattern: Int64(bitPattern: bits) >> 63))
    case .fixed32: writer.fixed32(UInt32(truncatingIfNeeded: bits))
    case .fixed64: writer.fixed64(bits)
    }
  }
}
