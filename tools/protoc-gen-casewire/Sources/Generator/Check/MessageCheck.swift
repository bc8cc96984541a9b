/// Finds what is wrong with the names and types of one message's fields.
struct MessageCheck {
  let message: MessageSchema
  let schema: Schema

  func run() throws(GenerationError) {
    for field in message.fields { try check(field) }
    try checkCMembers()
    try checkSwiftMembers()
  }

  private func check(_ field: FieldSchema) throws(GenerationError) {
    let subject = "\(message.fullName).\(field.name)"
    if field.kind == .group { throw GenerationError(subject, "is a group; make it a message") }
    let member = CName.member(field.name)
    if member == "base" {
      throw GenerationError(subject, "protobuf-c's structs begin with a member `base`; rename the field")
    }
    if CName.unusable.contains(member) {
      throw GenerationError(subject, "`\(member)` is a word of C that protobuf-c does not escape; rename the field")
    }
    if SwiftName.unusableMembers.contains(SwiftName.property(field.name)) {
      throw GenerationError(subject, "is no name for a property in Swift; rename the field")
    }
  }

  /// Members of the C struct: fields, the counts of repeated ones, and what tells which field of a oneof is set.
  private func checkCMembers() throws(GenerationError) {
    var seen: [String: String] = [:]
    for field in message.fields {
      var members = [CName.member(field.name)]
      if field.isRepeated { members.append("n_" + members[0]) }
      for member in members { try claim(member, for: "field \(field.name)", in: &seen) }
    }
    for oneof in message.oneofs {
      try claim(CName.caseMember(ofOneof: oneof.name), for: "oneof \(oneof.name)", in: &seen)
    }
  }

  private func claim(
    _ member: String, for owner: String, in seen: inout [String: String]
  ) throws(GenerationError) {
    if let other = seen.updateValue(owner, forKey: member) {
      throw GenerationError(
        message.fullName,
        "protobuf-c's struct has the member `\(member)` for \(other) and for \(owner); rename one of them")
    }
  }

  /// Properties of the Swift struct, and the cases of each oneof's enum.
  private func checkSwiftMembers() throws(GenerationError) {
    var properties: [String: String] = [:]
    var cases: [String: String] = [:]
    for field in message.fields {
      let name = SwiftName.property(field.name)
      let oneof = field.oneof.map { message.oneofs[$0] }
      let other =
        oneof.map { $0.isSynthetic } ?? true
        ? properties.updateValue(field.name, forKey: name)
        : cases.updateValue(field.name, forKey: "\(oneof?.name ?? "").\(name)")
      if let other {
        throw GenerationError(
          "\(message.fullName).\(field.name)", "becomes `\(name)` in Swift, as \(other) does; rename one of them")
      }
    }
    for oneof in message.oneofs where !oneof.isSynthetic {
      let name = SwiftName.property(oneof.name)
      if let other = properties.updateValue(oneof.name, forKey: name) {
        throw GenerationError(
          "\(message.fullName).\(oneof.name)", "becomes `\(name)` in Swift, as \(other) does; rename one of them")
      }
    }
  }
}
