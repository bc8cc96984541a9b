import ProtobufBridge

/// Reads one JSON document and writes it to the wire as it goes.
struct WireEncoder {
  let plans: [MessagePlan]
  var reader: JSONReader
  var writer: WireWriter

  init(plans: [MessagePlan], json: UnsafeRawBufferPointer) {
    self.plans = plans
    reader = JSONReader(json)
    // A document is larger than its message, save for what only arrays of small numbers can do.
    writer = WireWriter(capacity: json.count)
  }

  mutating func encodeDocument() throws(JSONError) -> [UInt8] {
    try message(plans[0])
    try reader.end()
    return writer.bytes
  }

  /// Writes a message's content.
  mutating func message(_ plan: MessagePlan) throws(JSONError) {
    switch plan.form {
    case .object: try object(plan)
    case .timestamp: try time(TimestampText.parse, expected: TimestampText.expected)
    case .duration: try time(DurationText.parse, expected: DurationText.expected)
    case .wrapper:
      let before = writer.count
      writer.tag(plan.fields[0].number, plan.fields[0].type.wireType)
      if try scalar(plan.fields[0].type) { writer.truncate(to: before) }
    }
  }

  private mutating func object(_ plan: MessagePlan) throws(JSONError) {
    guard reader.peek() == UInt8(ascii: "{") else {
      throw reader.unexpected("expected an object for \(plan.fullName)", kind: .wrongValue)
    }
    try reader.open("{")
    var seen = PositionSet(count: plan.fields.count)
    var oneofs = PositionSet(count: plan.oneofCount)
    var guess = 0
    var isFirst = true
    while try reader.next(before: "}", isFirst: isFirst) {
      isFirst = false
      let start = reader.offset
      let position = try fieldPosition(in: plan, guess: guess)
      guess = position + 1
      let field = plan.fields[position]
      do throws(JSONError) {
        guard seen.insert(position) else { throw JSONError(.duplicateName, at: start, "the field comes twice") }
        if reader.peek() == UInt8(ascii: "n") {
          try reader.literal("null")
          continue
        }
        if let oneof = field.oneof, !oneofs.insert(oneof) {
          throw JSONError(.oneofConflict, at: start, "another member of the same oneof is there already")
        }
        try value(of: field)
      } catch {
        throw error.inside(field.jsonName)
      }
    }
  }

  /// Reads a member's name.
  private mutating func fieldPosition(in plan: MessagePlan, guess: Int) throws(JSONError) -> Int {
    _ = reader.peek()
    let start = reader.offset
    let name = try reader.name()
    if let position = reader.withContent(name, { plan.position(named: $0, guess: guess) }) { return position }
    throw JSONError(.unknownField, at: start, "no such field in \(plan.fullName)").inside(reader.text(name))
  }

  private mutating func value(of field: FieldPlan) throws(JSONError) {
    switch field.cardinality {
    case .implicit, .optional: try singular(field)
    case .repeated: try list(field)
    case .map: try map(field)
    }
  }

  private mutating func singular(_ field: FieldPlan) throws(JSONError) {
    let before = writer.count
    writer.tag(field.number, field.type.wireType)
    let isDefault = try element(field.type)
    if isDefault, field.cardinality == .implicit { writer.truncate(to: before) }
  }

  /// Writes one value of any type; true where it is the type's default.
  private mutating func element(_ type: FieldType) throws(JSONError) -> Bool {
    guard case .message(let index) = type else { return try scalar(type) }
    let mark = writer.beginDelimited()
    try message(plans[index])
    writer.endDelimited(mark)
    return false
  }

  /// Writes a list: numbers packed into one value, others one by one.
  private mutating func list(_ field: FieldPlan) throws(JSONError) {
    guard reader.peek() == UInt8(ascii: "[") else { throw reader.unexpected("expected an array", kind: .wrongValue) }
    try reader.open("[")
    let isPacked = field.type.wireType != .lengthDelimited
    let before = writer.count
    var mark: WireWriter.Mark?
    if isPacked {
      writer.tag(field.number, .lengthDelimited)
      mark = writer.beginDelimited()
    }
    var count = 0
    while try reader.next(before: "]", isFirst: count == 0) {
      do throws(JSONError) {
        if !isPacked { writer.tag(field.number, .lengthDelimited) }
        _ = try element(field.type)
      } catch {
        throw error.inside("[\(count)]")
      }
      count += 1
    }
    if count == 0 { writer.truncate(to: before) } else if let mark { writer.endDelimited(mark) }
  }

  /// Writes a map: an entry is a message with the key as field 1 and the value as field 2.
  private mutating func map(_ field: FieldPlan) throws(JSONError) {
    guard case .message(let index) = field.type, plans[index].fields.count == 2 else { return }
    guard reader.peek() == UInt8(ascii: "{") else { throw reader.unexpected("expected an object", kind: .wrongValue) }
    try reader.open("{")
    let (key, value) = (plans[index].fields[0], plans[index].fields[1])
    var keys: Set<[UInt8]> = []
    var isFirst = true
    while try reader.next(before: "}", isFirst: isFirst) {
      isFirst = false
      let start = reader.offset
      writer.tag(field.number, .lengthDelimited)
      let mark = writer.beginDelimited()
      let name = try reader.name()
      do throws(JSONError) {
        let keyStart = writer.count
        try mapKey(name, of: key, at: start)
        guard keys.insert(Array(writer.bytes[keyStart...])).inserted else {
          throw JSONError(.duplicateName, at: start, "the key comes twice")
        }
        writer.tag(value.number, value.type.wireType)
        _ = try element(value.type)
      } catch {
        throw error.inside("[\"\(reader.text(name))\"]")
      }
      writer.endDelimited(mark)
    }
  }

  private mutating func mapKey(_ name: JSONText, of key: FieldPlan, at start: Int) throws(JSONError) {
    writer.tag(key.number, key.type.wireType)
    if case .string = key.type {
      reader.withContent(name) { writer.delimited($0) }
      return
    }
    if case .bool = key.type {
      let text = reader.text(name)
      guard text == "true" || text == "false" else {
        throw JSONError(.wrongValue, at: start, "expected the key \"true\" or \"false\", found \"\(text)\"")
      }
      writer.varint(text == "true" ? 1 : 0)
      return
    }
    guard let range = IntegerRange(key.type), let value = reader.withContent(name, NumberText.plainInteger),
      let bits = range.bits(of: value)
    else {
      throw JSONError(.wrongValue, at: start, "expected an integer as key, found \"\(reader.text(name))\"")
    }
    range.write(bits, to: &writer)
  }
}

/// Which fields of a message were there.
struct PositionSet {
  private var low: UInt64 = 0
  private var others: [Bool]

  init(count: Int) {
    others = count > 64 ? [Bool](repeating: false, count: count - 64) : []
  }

  /// Adds a position; false where it was there before.
  mutating func insert(_ position: Int) -> Bool {
    if position >= 64 {
      defer { others[position - 64] = true }
      return !others[position - 64]
    }
    let bit: UInt64 = 1 << UInt64(position)
    defer { low |= bit }
    return low & bit == 0
  }
}
