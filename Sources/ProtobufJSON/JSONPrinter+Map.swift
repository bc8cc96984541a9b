import ProtobufBridge

extension JSONPrinter {
  /// A map's key: its text, and what it is sorted by.
  private enum Key: Comparable {
    case number(isPositive: Bool, UInt64)
    case text([UInt8])

    static func < (left: Key, right: Key) -> Bool {
      switch (left, right) {
      case (.number(let leftSign, let leftBits), .number(let rightSign, let rightBits)):
        // Bits of two's complement sort as the numbers do, among those of one sign.
        leftSign == rightSign ? leftBits < rightBits : !leftSign
      case (.text(let left), .text(let right)): left.lexicographicallyPrecedes(right)
      case (.number, .text): true
      case (.text, .number): false
      }
    }
  }

  /// Prints a map in the order of its keys. Of entries with the same key the last one counts.
  mutating func map(
    _ field: FieldPlan, _ message: UnsafeRawBufferPointer, _ records: Records, depth: Int
  ) throws(DecodingError) {
    writer.open("{")
    if records.count > 0, case .message(let index) = field.type, plans[index].fields.count == 2 {
      let plan = plans[index]
      for (key, entry) in try entries(of: field, plan: plan, in: message, records) {
        let text = name(key, plan.fields[0].type)
        writer.name(text)
        do throws(DecodingError) {
          try mapValue(entry, plan: plan, depth: depth)
        } catch {
          throw error.inside("[\"\(text)\"]")
        }
      }
    }
    writer.close("}")
  }

  private mutating func mapValue(
    _ entry: UnsafeRawBufferPointer, plan: MessagePlan, depth: Int
  ) throws(DecodingError) {
    guard depth < DecodingLimits.maximumDepth else { throw error(.tooDeep, at: entry) }
    let records = try index(entry, by: plan)
    try singular(plan.fields[1], entry, records[1], depth: depth + 1)
  }

  private func entries(
    of field: FieldPlan, plan: MessagePlan, in message: UnsafeRawBufferPointer, _ records: Records
  ) throws(DecodingError) -> [(Key, UnsafeRawBufferPointer)] {
    var slices: [UnsafeRawBufferPointer] = []
    try forEachRecord(of: field, in: message, records) { _, reader throws(WireError) in
      slices.append(try reader.delimited())
    }
    var entries: [(key: Key, place: Int)] = []
    for (place, slice) in slices.enumerated() {
      let records = try index(slice, by: plan)
      entries.append((try key(plan.fields[0], slice, records[0]), place))
    }
    entries.sort { ($0.key, $0.place) < ($1.key, $1.place) }
    var result: [(Key, UnsafeRawBufferPointer)] = []
    for (key, place) in entries {
      if let last = result.last, last.0 == key { result.removeLast() }
      result.append((key, slices[place]))
    }
    return result
  }

  private func key(
    _ field: FieldPlan, _ entry: UnsafeRawBufferPointer, _ records: Records
  ) throws(DecodingError) -> Key {
    guard records.count > 0 else {
      return field.type.wireType == .lengthDelimited ? .text([]) : .number(isPositive: true, 0)
    }
    let slice = UnsafeRawBufferPointer(rebasing: entry[records.value])
    var reader = WireReader(slice)
    let content: UnsafeRawBufferPointer
    do throws(WireError) {
      switch field.type.wireType {
      case .fixed32: return number(UInt64(try reader.fixed32()), field.type)
      case .fixed64: return number(try reader.fixed64(), field.type)
      case .varint: return number(try reader.varint(), field.type)
      default: content = try reader.delimited()
      }
    } catch {
      throw malformed(error, in: slice)
    }
    guard String(validating: content, as: UTF8.self) != nil else { throw error(.invalidUTF8, at: content) }
    return .text(Array(content))
  }

  /// The number that bits of a type stand for.
  private func number(_ bits: UInt64, _ type: FieldType) -> Key {
    let value: Int64
    switch type {
    case .bool: value = bits == 0 ? 0 : 1
    case .uint32, .fixed32: value = Int64(UInt32(truncatingIfNeeded: bits))
    case .int32, .sfixed32: value = Int64(Int32(truncatingIfNeeded: bits))
    case .sint32: value = JSONPrinter.unzigZag(bits & UInt64(UInt32.max))
    case .sint64: value = JSONPrinter.unzigZag(bits)
    case .uint64, .fixed64: return .number(isPositive: true, bits)
    default: value = Int64(bitPattern: bits)
    }
    return .number(isPositive: value >= 0, UInt64(bitPattern: value))
  }

  private func name(_ key: Key, _ type: FieldType) -> String {
    switch key {
    case .text(let bytes): String(decoding: bytes, as: UTF8.self)
    case .number(let isPositive, let bits):
      if case .bool = type {
        bits == 0 ? "false" : "true"
      } else {
        isPositive ? String(bits) : String(Int64(bitPattern: bits))
      }
    }
  }
}
