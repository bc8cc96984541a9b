/// Writes a message as a Swift struct that crosses the bridge.
struct MessageWriter {
  let message: MessageSchema
  let type: SwiftType
  let schema: Schema
  let fields: [FieldCode]
  /// The message's struct in C.
  let cType: String
  /// What its functions in C begin with.
  let cFunction: String

  init(_ message: MessageSchema, in schema: Schema) {
    self.message = message
    self.schema = schema
    type = schema.type(message.fullName)!
    fields = message.fields.map { FieldCode($0, of: message, in: schema) }
    cType = CName.type(message.fullName)
    cFunction = CName.function(message.fullName)
  }

  /// The struct with what is nested in it, then the conformances.
  func write(to source: inout SourceText) {
    writeDeclaration(to: &source)
    writeConformance(to: &source)
  }

  private func writeDeclaration(to source: inout SourceText) {
    source.document(message.comment)
    source.block("public struct \(SwiftName.escaped(declaredName)): Sendable, Equatable {") { source in
      for property in properties {
        source.document(property.comment)
        source.line("public var \(property.name): \(property.type)\(property.initialValue)")
      }
      writeOneofs(to: &source)
      writeInitialisers(to: &source)
      for enumeration in message.enums {
        source.line()
        EnumWriter(enumeration, type: schema.type(enumeration.fullName)!, declaredName: enumeration.name)
          .write(to: &source)
      }
      for nested in message.messages where !nested.isMapEntry {
        source.line()
        MessageWriter(nested, in: schema).writeDeclaration(to: &source)
      }
    }
  }

  /// The last part of the type's name: nested types are declared where they are.
  private var declaredName: String { type.name.split(separator: ".").last.map(String.init) ?? type.name }

  private func writeConformance(to source: inout SourceText) {
    source.line()
    source.block("extension \(type.name): Message {") { source in
      writeDescriptor(to: &source)
      source.line()
      writeLayout(to: &source)
      source.line()
      writeUnpacking(to: &source)
      source.line()
      writePacking(to: &source)
    }
    for nested in message.messages where !nested.isMapEntry {
      MessageWriter(nested, in: schema).writeConformance(to: &source)
    }
  }
}

extension MessageWriter {
  /// A stored property: a field's, or one for all fields of a oneof.
  struct Property {
    let name: String
    let type: String
    /// ` = 0`; empty for optionals, which are nil by themselves.
    let initialValue: String
    /// The value it has where an initialiser's caller gives none.
    let defaultArgument: String
    let comment: String
  }

  /// The stored properties; a oneof's is where its first field is.
  var properties: [Property] {
    var seen: Set<String> = []
    return fields.compactMap { field in
      guard case .oneof(let oneof) = field.shape else {
        let isOptional = field.type.hasSuffix("?")
        return Property(
          name: field.property, type: field.type, initialValue: isOptional ? "" : " = \(field.initialValue)",
          defaultArgument: field.initialValue, comment: field.schema.comment)
      }
      guard seen.insert(oneof.name).inserted else { return nil }
      return Property(
        name: SwiftName.escaped(SwiftName.property(oneof.name)), type: SwiftName.oneofType(oneof.name) + "?",
        initialValue: "", defaultArgument: "nil", comment: oneof.comment)
    }
  }

  /// The oneofs of the schema, each with its fields.
  var oneofs: [(oneof: OneofSchema, fields: [FieldCode])] {
    message.oneofs.filter { !$0.isSynthetic }.map { oneof in
      let members = fields.filter { if case .oneof(let other) = $0.shape { other.name == oneof.name } else { false } }
      return (oneof, members)
    }
  }

  private func writeOneofs(to source: inout SourceText) {
    for (oneof, members) in oneofs {
      source.line()
      source.document(oneof.comment)
      source.block("public enum \(SwiftName.oneofType(oneof.name)): Sendable, Equatable {") { source in
        for member in members {
          source.document(member.schema.comment)
          // A message is held apart, so that the whole moves as one reference: through queues, results and closures.
          let keywords = member.value.isMessage ? "indirect case" : "case"
          source.line("\(keywords) \(member.property)(\(member.type))")
        }
      }
    }
  }

  private func writeInitialisers(to source: inout SourceText) {
    if !properties.isEmpty { source.line() }
    source.line("public init() {}")
    guard !properties.isEmpty else { return }
    source.line()
    source.block("public init(", close: ") {") { source in
      for (index, property) in properties.enumerated() {
        let comma = index == properties.count - 1 ? "" : ","
        source.line("\(property.name): \(property.type) = \(property.defaultArgument)\(comma)")
      }
    }
    source.indented { source in
      for property in properties { source.line("self.\(property.name) = \(property.name)") }
    }
    source.line("}")
  }
}
