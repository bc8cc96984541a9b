import ProtobufBridge

extension JSONPrinter {
  /// Prints the value that the reader stands at.
  mutating func value(
    _ type: FieldType, _ reader: inout WireReader, in slice: UnsafeRawBufferPointer, depth: Int
  ) throws(DecodingError) {
    let content: UnsafeRawBufferPointer
    do throws(WireError) {
      switch type.wireType {
      case .varint: return varint(try reader.varint(), type)
      case .fixed32: return fixed32(try reader.fixed32(), type)
      case .fixed64: return fixed64(try reader.fixed64(), type)
      default: content = try reader.delimited()
      }
    } catch {
      throw malformed(error, in: slice)
    }
    try delimited(content, type, depth: depth)
  }

  /// Prints what a field without presence holds where it is absent.
  mutating func printDefault(_ type: FieldType) {
    switch type {
    case .string, .bytes: writer.literal("\"\"")
    case .bool: writer.literal("false")
    case .message: writer.literal("{}")
    default: writer.literal("0")
    }
  }

  private mutating func varint(_ bits: UInt64, _ type: FieldType) {
    switch type {
    case .bool: writer.literal(bits == 0 ? "false" : "true")
    case .int32, .enumeration: writer.integer(Int64(Int32(truncatingIfNeeded: bits)))
    case .uint32: writer.integer(UInt64(UInt32(truncatingIfNeeded: bits)))
    case .uint64: writer.integer(bits)
    case .sint32: writer.integer(JSONPrinter.unzigZag(bits & UInt64(UInt32.max)))
    case .sint64: writer.integer(JSONPrinter.unzigZag(bits))
    default: writer.integer(Int64(bitPattern: bits))
    }
  }

  private mutating func fixed32(_ bits: UInt32, _ type: FieldType) {
    switch type {
    case .float: real(Float(bitPattern: bits))
    case .sfixed32: writer.integer(Int64(Int32(bitPattern: bits)))
    default: writer.integer(UInt64(bits))
    }
  }

  private mutating func fixed64(_ bits: UInt64, _ type: FieldType) {
    switch type {
    case .double: real(Double(bitPattern: bits))
    case .sfixed64: writer.integer(Int64(bitPattern: bits))
    default: writer.integer(bits)
    }
  }

  static func unzigZag(_ bits: UInt64) -> Int64 {
    Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
  }

  /// The shortest text that reads back as the same number.
  private mutating func real<Value: BinaryFloatingPoint & CustomStringConvertible>(_ value: Value) {
    if value.isNaN {
      writer.string("NaN")
    } else if value.isInfinite {
      writer.string(value < 0 ? "-Infinity" : "Infinity")
    } else {
      writer.number(value.description)
    }
  }

  private mutating func delimited(
    _ content: UnsafeRawBufferPointer, _ type: FieldType, depth: Int
  ) throws(DecodingError) {
    switch type {
    case .message(let index): try print(content, plan: plans[index], depth: depth + 1)
    case .bytes: Base64.encode(content).withUnsafeBytes { writer.string(utf8: $0) }
    default:
      do throws(UTF8.ValidationError) {
        _ = try UTF8Span(validating: content.bindMemory(to: UInt8.self).span)
      } catch {
        throw self.error(.invalidUTF8, at: content)
      }
      writer.string(utf8: content)
    }
  }

  /// Prints google.protobuf.Timestamp or Duration as its text.
  mutating func time(
    _ message: UnsafeRawBufferPointer, plan: MessagePlan, _ records: [Records],
    _ format: (SecondsAndNanos) -> String?
  ) throws(DecodingError) {
    var time = SecondsAndNanos(seconds: 0, nanos: 0)
    for (position, field) in plan.fields.enumerated() where records[position].count > 0 {
      let slice = UnsafeRawBufferPointer(rebasing: message[records[position].value])
      let bits = try varint(in: slice)
      if field.number == 1 {
        time.seconds = Int64(bitPattern: bits)
      } else {
        time.nanos = Int32(truncatingIfNeeded: bits)
      }
    }
    guard let text = format(time) else { throw error(.malformed, at: message) }
    writer.string(text)
  }

  private func varint(in slice: UnsafeRawBufferPointer) throws(DecodingError) -> UInt64 {
    var reader = WireReader(slice)
    do throws(WireError) {
      return try reader.varint()
    } catch {
      throw malformed(error, in: slice)
    }
  }
}
