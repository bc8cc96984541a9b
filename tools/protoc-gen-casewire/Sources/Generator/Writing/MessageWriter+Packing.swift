extension MessageWriter {
  /// Lays the message out in the arena. What is empty and need not be told stays as protobuf-c initialised it.
  func writePacking(to source: inout SourceText) {
    source.block("public func lay(out arena: borrowing PackingArena) -> UnsafeMutableRawPointer {") { source in
      source.line("let m = arena.allocate(\(cType).self)")
      source.line("\(cFunction)__init(m)")
      for field in fields { writePacking(of: field, to: &source) }
      for (oneof, members) in oneofs { writePacking(of: oneof, members, to: &source) }
      source.line("return UnsafeMutableRawPointer(m)")
    }
  }

  private func writePacking(of field: FieldCode, to source: inout SourceText) {
    let member = "m.pointee.\(field.member)"
    let number = field.schema.number
    switch field.shape {
    case .implicit:
      let assignment = "\(member) = \(field.value.writeImplicit(field.access, field: number, of: "m"))"
      switch field.value.kind {
      case .string, .bytes: source.line("if !\(field.access).isEmpty { \(assignment) }")
      default: source.line(assignment)
      }
    case .message:
      source.block("if let value = \(field.access) {") { source in
        source.line("\(member) = \(field.value.write("value", field: number))")
      }
    case .optional(let caseMember):
      source.block("if let value = \(field.access) {") { source in
        source.line("m.pointee.\(caseMember) = .init(rawValue: \(number))")
        source.line("\(member) = \(field.value.write("value", field: number))")
      }
    case .repeated:
      writeElements(of: field, to: &source)
    case .map(let entry, let key, let value):
      writeEntries(of: field, entry, key, value, to: &source)
    case .oneof:
      break
    }
  }

  private func writeElements(of field: FieldCode, to source: inout SourceText) {
    let element = field.value.write("\(field.access)[index]", field: field.schema.number)
    source.block("if !\(field.access).isEmpty {") { source in
      source.line("let elements = arena.allocate(\(field.value.cElement).self, count: \(field.access).count)")
      source.line("for index in \(field.access).indices { elements[index] = \(element) }")
      source.line("m.pointee.\(field.countMember) = \(field.access).count")
      source.line("m.pointee.\(field.member) = elements")
    }
  }

  /// Entries go out by their keys' order, so that equal messages are equal bytes.
  private func writeEntries(
    of field: FieldCode, _ entry: String, _ key: ValueCode, _ value: ValueCode, to source: inout SourceText
  ) {
    guard case .message(let name) = field.value.kind else { return }
    let order = key.kind == .bool ? "!$0.key && $1.key" : "$0.key < $1.key"
    source.block("if !\(field.access).isEmpty {") { source in
      source.line(
        "let entries = arena.allocate(UnsafeMutablePointer<\(entry)>?.self, count: \(field.access).count)")
      source.line("var count = 0")
      source.block("for (key, value) in \(field.access).sorted(by: { \(order) }) {") { source in
        source.line("let entry = arena.allocate(\(entry).self)")
        source.line("\(CName.function(name))__init(entry)")
        source.line("entry.pointee.key = \(key.write("key", field: field.schema.number))")
        // -0.0 is carried in the entry, whose value is field 2; a string's complaint names the map.
        let number = value.isFloatingPoint ? 2 : field.schema.number
        let written = value.writeImplicit("value", field: number, of: "entry")
        source.line("entry.pointee.value = \(written)")
        source.line("entries[count] = entry")
        source.line("count += 1")
      }
      source.line("m.pointee.\(field.countMember) = count")
      source.line("m.pointee.\(field.member) = entries")
    }
  }

  private func writePacking(of oneof: OneofSchema, _ members: [FieldCode], to source: inout SourceText) {
    source.line("switch self.\(SwiftName.escaped(SwiftName.property(oneof.name))) {")
    for field in members {
      source.line("case .\(field.property)(let value):")
      source.line("  m.pointee.\(CName.caseMember(ofOneof: oneof.name)) = .init(rawValue: \(field.schema.number))")
      source.line("  m.pointee.\(field.member) = \(field.value.write("value", field: field.schema.number))")
    }
    source.line("case nil: break")
    source.line("}")
  }
}
