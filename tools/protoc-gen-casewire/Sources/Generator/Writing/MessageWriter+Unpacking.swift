extension MessageWriter {
  /// Copies the message out of protobuf-c's memory. What is absent keeps the value of a new message.
  func writeUnpacking(to source: inout SourceText) {
    guard !fields.isEmpty else {
      source.line("public init(unpacked message: UnsafeRawPointer) {}")
      return
    }
    source.block("public init(unpacked message: UnsafeRawPointer) {") { source in
      source.line("let m = message.assumingMemoryBound(to: \(cType).self)")
      for field in fields { writeUnpacking(of: field, to: &source) }
      for (oneof, members) in oneofs { writeUnpacking(of: oneof, members, to: &source) }
    }
  }

  private func writeUnpacking(of field: FieldCode, to source: inout SourceText) {
    let member = "m.pointee.\(field.member)"
    switch field.shape {
    case .implicit:
      source.line("\(field.access) = \(field.value.read(member))")
    case .message:
      writeMessage(member, to: &source) { source, pointer in
        source.line("\(field.access) = \(field.value.read(pointer))")
      }
    case .optional(let caseMember):
      let condition = "m.pointee.\(caseMember).rawValue == \(field.schema.number)"
      if field.value.isMessage {
        source.block("if \(condition), let element = \(member) {") { source in
          source.line("\(field.access) = \(field.value.read("element"))")
        }
      } else {
        source.line("if \(condition) { \(field.access) = \(field.value.read(member)) }")
      }
    case .repeated:
      writeElements(of: field, to: &source)
    case .map(_, let key, let value):
      writeEntries(of: field, key, value, to: &source)
    case .oneof:
      break
    }
  }

  private func writeMessage(
    _ member: String, to source: inout SourceText, _ body: (inout SourceText, String) -> Void
  ) {
    source.block("if let element = \(member) {") { source in body(&source, "element") }
  }

  private func writeElements(of field: FieldCode, to source: inout SourceText) {
    let count = "m.pointee.\(field.countMember)"
    source.block("if let elements = m.pointee.\(field.member) {") { source in
      if field.value.isSameInC {
        source.line("\(field.access) = Array(UnsafeBufferPointer(start: elements, count: \(count)))")
        return
      }
      source.line("\(field.access).reserveCapacity(\(count))")
      source.block("for index in 0..<\(count) {") { source in
        guard field.value.isMessage else {
          source.line("\(field.access).append(\(field.value.read("elements[index]")))")
          return
        }
        source.line("guard let element = elements[index] else { continue }")
        source.line("\(field.access).append(\(field.value.read("element")))")
      }
    }
  }

  private func writeEntries(
    of field: FieldCode, _ key: ValueCode, _ value: ValueCode, to source: inout SourceText
  ) {
    let count = "m.pointee.\(field.countMember)"
    let read =
      value.isMessage
      ? "entry.pointee.value.map { \(value.read("$0")) } ?? \(value.defaultValue)" : value.read("entry.pointee.value")
    source.block("if let entries = m.pointee.\(field.member) {") { source in
      source.line("\(field.access).reserveCapacity(\(count))")
      source.block("for index in 0..<\(count) {") { source in
        source.line("guard let entry = entries[index] else { continue }")
        source.line("\(field.access)[\(key.read("entry.pointee.key"))] = \(read)")
      }
    }
  }

  private func writeUnpacking(of oneof: OneofSchema, _ members: [FieldCode], to source: inout SourceText) {
    let property = "self.\(SwiftName.escaped(SwiftName.property(oneof.name)))"
    source.line("switch m.pointee.\(CName.caseMember(ofOneof: oneof.name)).rawValue {")
    for field in members {
      let member = "m.pointee.\(field.member)"
      if field.value.isMessage {
        source.line("case \(field.schema.number):")
        source.line("  if let element = \(member) { \(property) = .\(field.property)(\(field.value.read("element"))) }")
      } else {
        source.line("case \(field.schema.number): \(property) = .\(field.property)(\(field.value.read(member)))")
      }
    }
    source.line("default: break")
    source.line("}")
  }
}
