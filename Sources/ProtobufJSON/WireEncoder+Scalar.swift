import ProtobufBridge

extension WireEncoder {
  /// Writes one value that is no message; true where it is the type's default.
  mutating func scalar(_ type: FieldType) throws(JSONError) -> Bool {
    switch type {
    case .string: return try string()
    case .bytes: return try bytes()
    case .bool: return try bool()
    case .double:
      let bits = try double()
      writer.fixed64(bits)
      return bits == 0
    case .float:
      let bits = try float()
      writer.fixed32(bits)
      return bits == 0
    case .enumeration(let plan):
      let number = try enumeration(plan)
      writer.varint(UInt64(bitPattern: Int64(number)))
      return number == 0
    case .message: return false
    default:
      guard let range = IntegerRange(type) else { return false }
      let bits = try integer(in: range)
      range.write(bits, to: &writer)
      return bits == 0
    }
  }

  /// Writes google.protobuf.Timestamp or Duration from its text.
  mutating func time(
    _ parse: (UnsafeRawBufferPointer) -> SecondsAndNanos?, expected: String
  ) throws(JSONError) {
    let start = try startOfValue("\"", expected: expected)
    let text = try reader.string()
    guard let time = reader.withContent(text, parse) else { throw wrongValue(expected, at: start) }
    if time.seconds != 0 {
      writer.tag(1, .varint)
      writer.varint(UInt64(bitPattern: time.seconds))
    }
    if time.nanos != 0 {
      writer.tag(2, .varint)
      writer.varint(UInt64(bitPattern: Int64(time.nanos)))
    }
  }

  private mutating func string() throws(JSONError) -> Bool {
    _ = try startOfValue("\"", expected: "a string")
    let text = try reader.string()
    reader.withContent(text) { writer.delimited($0) }
    return text.start == text.end
  }

  private mutating func bytes() throws(JSONError) -> Bool {
    let expected = "a string of base64"
    let start = try startOfValue("\"", expected: expected)
    let text = try reader.string()
    guard let bytes = reader.withContent(text, Base64.decode) else { throw wrongValue(expected, at: start) }
    bytes.withUnsafeBytes { writer.delimited($0) }
    return bytes.isEmpty
  }

  private mutating func bool() throws(JSONError) -> Bool {
    switch reader.peek() {
    case UInt8(ascii: "t"): try reader.literal("true")
    case UInt8(ascii: "f"):
      try reader.literal("false")
      writer.varint(0)
      return true
    default: throw wrongValue("true or false", at: reader.offset)
    }
    writer.varint(1)
    return false
  }

  /// Reads an integer from a number or a string.
  private mutating func integer(in range: IntegerRange) throws(JSONError) -> UInt64 {
    let isString = reader.peek() == UInt8(ascii: "\"")
    let start = reader.offset
    if isString {
      let text = try reader.string()
      if let bits = reader.withContent(text, { NumberText.isNumber($0) ? NumberText.integer($0) : nil })
        .flatMap({ range.bits(of: $0) })
      {
        return bits
      }
    } else if isNumber(reader.peek()) {
      let number = try reader.number()
      let content = reader.content(number)
      let value = number.isPlain ? NumberText.plainInteger(content) : NumberText.integer(content)
      if let bits = value.flatMap({ range.bits(of: $0) }) { return bits }
    }
    throw wrongValue(range.expected, at: start)
  }

  private mutating func double() throws(JSONError) -> UInt64 {
    let value = try real("a number", Double.init)
    return value.bitPattern
  }

  private mutating func float() throws(JSONError) -> UInt32 {
    let value = try real("a number of single precision", Float.init)
    return value.bitPattern
  }

  /// Reads a number, or one of the three strings that stand for what JSON has no number for.
  private mutating func real<Value: BinaryFloatingPoint>(
    _ expected: String, _ parse: (String) -> Value?
  ) throws(JSONError) -> Value {
    let isString = reader.peek() == UInt8(ascii: "\"")
    let start = reader.offset
    var found: Value?
    if isString {
      let token = try reader.string()
      let text = reader.text(token)
      switch text {
      case "NaN": return .nan
      case "Infinity": return .infinity
      case "-Infinity": return -.infinity
      default: found = reader.withContent(token, NumberText.isNumber) ? parse(text) : nil
      }
    } else if isNumber(reader.peek()) {
      found = parse(String(decoding: reader.content(try reader.number()), as: UTF8.self))
    }
    guard let found, found.isFinite else { throw wrongValue(expected, at: start) }
    return found
  }

  /// Reads a name (see `EnumPlan.number`) or a number; any number, as enumerations are open.
  private mutating func enumeration(_ plan: EnumPlan) throws(JSONError) -> Int32 {
    let start = reader.offset
    guard reader.peek() == UInt8(ascii: "\"") else {
      guard isNumber(reader.peek()), let range = IntegerRange(.int32) else {
        throw wrongValue(plan.expected, at: reader.offset)
      }
      return Int32(truncatingIfNeeded: try integer(in: range))
    }
    let text = try reader.string()
    guard let number = plan.number(named: reader.text(text)) else { throw wrongValue(plan.expected, at: start) }
    return number
  }

  private func isNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte &- UInt8(ascii: "0") < 10
  }

  private mutating func startOfValue(_ first: Unicode.Scalar, expected: String) throws(JSONError) -> Int {
    guard reader.peek() == UInt8(ascii: first) else { throw wrongValue(expected, at: reader.offset) }
    return reader.offset
  }

  private func wrongValue(_ expected: String, at offset: Int) -> JSONError {
    JSONError(.wrongValue, at: offset, "expected \(expected), found \(reader.excerpt(from: offset))")
  }
}
