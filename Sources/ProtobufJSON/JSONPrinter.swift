import ProtobufBridge

/// Prints a message's bytes as JSON, its fields in the order of the schema.
struct JSONPrinter {
  /// A field's records in the bytes of a message.
  struct Records {
    var count = 0
    /// Offset of the first record's tag.
    var first = 0
    /// The last record: how its value lies, and where.
    var tag = WireTag(number: 1, wireType: .varint)
    var value = 0..<0
  }

  let plans: [MessagePlan]
  let start: UnsafeRawBufferPointer
  var writer: JSONWriter

  /// A printer of the outermost message's bytes, `start`.
  init(plans: [MessagePlan], style: JSONStyle, start: UnsafeRawBufferPointer) {
    self.plans = plans
    self.start = start
    writer = JSONWriter(style: style)
  }

  /// What was printed.
  var text: String { writer.text }

  mutating func print(
    _ message: UnsafeRawBufferPointer, plan: MessagePlan, depth: Int
  ) throws(DecodingError) {
    guard depth <= DecodingLimits.maximumDepth else { throw error(.tooDeep, at: message) }
    let records = try index(message, by: plan)
    switch plan.form {
    case .timestamp: try time(message, plan: plan, records, TimestampText.format)
    case .duration: try time(message, plan: plan, records, DurationText.format)
    case .wrapper: try scalarOrDefault(plan.fields[0], message, records[0], depth: depth)
    case .object:
      writer.open("{")
      for (position, field) in plan.fields.enumerated() {
        do throws(DecodingError) {
          try member(field, message, records[position], depth: depth)
        } catch {
          throw error.inside(field.jsonName)
        }
      }
      writer.close("}")
    }
  }

  /// Finds where each field's records are. What the schema does not know, or knows with another wire type, is passed.
  func index(
    _ message: UnsafeRawBufferPointer, by plan: MessagePlan
  ) throws(DecodingError) -> [Records] {
    var records = [Records](repeating: Records(), count: plan.fields.count)
    var members = [Int?](repeating: nil, count: plan.oneofCount)
    var reader = WireReader(message)
    var guess = 0
    do throws(WireError) {
      while !reader.isAtEnd {
        let offset = reader.offset
        let tag = try reader.tag()
        let valueOffset = reader.offset
        try reader.skip(tag)
        guard let position = plan.position(number: tag.number, guess: guess) else { continue }
        let field = plan.fields[position]
        guard field.accepts(tag.wireType) else { continue }
        guess = field.isList ? position : position + 1
        if let oneof = field.oneof {
          if let other = members[oneof], other != position { records[other].count = 0 }
          members[oneof] = position
        }
        if records[position].count == 0 { records[position].first = offset }
        records[position].count += 1
        records[position].tag = tag
        records[position].value = valueOffset..<reader.offset
      }
    } catch {
      throw malformed(error, in: message)
    }
    return records
  }

  private mutating func member(
    _ field: FieldPlan, _ message: UnsafeRawBufferPointer, _ records: Records, depth: Int
  ) throws(DecodingError) {
    switch field.cardinality {
    case .optional:
      guard records.count > 0 else { return }
      writer.name(quoted: field.quotedName)
      try singular(field, message, records, depth: depth)
    case .implicit:
      writer.name(quoted: field.quotedName)
      try singular(field, message, records, depth: depth)
    case .repeated:
      writer.name(quoted: field.quotedName)
      try list(field, message, records, depth: depth)
    case .map:
      writer.name(quoted: field.quotedName)
      try map(field, message, records, depth: depth)
    }
  }

  mutating func singular(
    _ field: FieldPlan, _ message: UnsafeRawBufferPointer, _ records: Records, depth: Int
  ) throws(DecodingError) {
    guard case .message(let index) = field.type, records.count > 1 else {
      return try scalarOrDefault(field, message, records, depth: depth)
    }
    // The bytes of a message that comes in parts are those of the parts one after the other.
    var parts: [UInt8] = []
    try forEachRecord(of: field, in: message, records) { _, reader throws(WireError) in
      parts.append(contentsOf: try reader.delimited())
    }
    try parts.span.withUnsafeBytes { buffer throws(DecodingError) in
      try print(buffer, plan: plans[index], depth: depth + 1)
    }
  }

  private mutating func scalarOrDefault(
    _ field: FieldPlan, _ message: UnsafeRawBufferPointer, _ records: Records, depth: Int
  ) throws(DecodingError) {
    guard records.count > 0 else {
      printDefault(field.type)
      return
    }
    var reader = WireReader(UnsafeRawBufferPointer(rebasing: message[records.value]))
    try value(field.type, &reader, in: message, depth: depth)
  }

  private mutating func list(
    _ field: FieldPlan, _ message: UnsafeRawBufferPointer, _ records: Records, depth: Int
  ) throws(DecodingError) {
    writer.open("[")
    var slices: [UnsafeRawBufferPointer] = []
    slices.reserveCapacity(records.count)
    try forEachRecord(of: field, in: message, records) { tag, reader throws(WireError) in
      let offset = reader.offset
      if tag.wireType == .lengthDelimited, field.type.wireType != .lengthDelimited {
        slices.append(try reader.delimited())
      } else {
        try reader.skip(tag)
        slices.append(reader.slice(offset..<reader.offset))
      }
    }
    var count = 0
    for slice in slices {
      var reader = WireReader(slice)
      while !reader.isAtEnd {
        writer.element()
        do throws(DecodingError) {
          try value(field.type, &reader, in: slice, depth: depth)
        } catch {
          throw error.inside("[\(count)]")
        }
        count += 1
      }
    }
    writer.close("]")
  }

  /// Calls `body` with a reader at the value of each of the field's records.
  func forEachRecord(
    of field: FieldPlan, in message: UnsafeRawBufferPointer, _ records: Records,
    _ body: (WireTag, inout WireReader) throws(WireError) -> Void
  ) throws(DecodingError) {
    guard records.count > 0 else { return }
    let range = UnsafeRawBufferPointer(rebasing: message[records.first..<records.value.upperBound])
    var reader = WireReader(range)
    do throws(WireError) {
      while !reader.isAtEnd {
        let tag = try reader.tag()
        if tag.number == field.number, field.accepts(tag.wireType) {
          try body(tag, &reader)
        } else {
          try reader.skip(tag)
        }
      }
    } catch {
      throw malformed(error, in: range)
    }
  }
}

extension FieldPlan {
  /// Whether a record of that wire type is one of the field's.
  func accepts(_ wireType: WireType) -> Bool {
    wireType == type.wireType || (cardinality == .repeated && wireType == .lengthDelimited)
  }
}
