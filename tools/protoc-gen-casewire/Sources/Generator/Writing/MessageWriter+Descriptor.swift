extension MessageWriter {
  /// The message's descriptor, and those of its maps' entries.
  func writeDescriptor(to source: inout SourceText) {
    write(MessageCode(name: "descriptor", fullName: message.fullName, fields: fields), access: "public", to: &source)
    for field in fields {
      guard case .map = field.shape, case .message(let name) = field.value.kind, let entry = schema.message(name)
      else { continue }
      source.line()
      let entryFields = entry.fields.map { FieldCode($0, of: entry, in: schema) }
      write(
        MessageCode(name: field.entryDescriptor, fullName: name, fields: entryFields), access: "private", to: &source)
    }
  }

  /// How protobuf-c lays the message out. Its descriptor is reached by an initialised message, since Swift cannot take
  /// the address of a C constant.
  func writeLayout(to source: inout SourceText) {
    source.block("public static let layout: MessageLayout = {", close: "}()") { source in
      source.line("var message = \(cType)()")
      source.line("\(cFunction)__init(&message)")
      source.line("return MessageLayout(descriptor: message.base.descriptor)")
    }
  }

  private struct MessageCode {
    let name: String
    let fullName: String
    let fields: [FieldCode]
  }

  private func write(_ code: MessageCode, access: String, to source: inout SourceText) {
    let head = "\(access) static let \(code.name) = MessageDescriptor("
    let fullName = SourceText.literal(code.fullName)
    guard !code.fields.isEmpty else {
      source.line("\(head)fullName: \(fullName), fields: [])")
      return
    }
    source.block(head, close: ")") { source in
      source.line("fullName: \(fullName),")
      source.block("fields: [", close: "]") { source in
        for field in code.fields { source.line(field.descriptor + ",") }
      }
    }
  }
}
