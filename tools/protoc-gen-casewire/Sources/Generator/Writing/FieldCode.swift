/// One field as it is written in Swift and in protobuf-c's C.
struct FieldCode {
  /// How the field is held.
  enum Shape {
    /// proto3 without `optional`, no message.
    case implicit
    /// With `optional`: the member that tells whether it is set.
    case optional(caseMember: String)
    /// A message, without `optional`.
    case message
    case repeated
    /// The entry's C type, and what keys and values are.
    case map(entry: String, key: ValueCode, value: ValueCode)
    /// In a oneof of the schema.
    case oneof(OneofSchema)
  }

  let schema: FieldSchema
  let shape: Shape
  let value: ValueCode
  /// The property, or the case of a oneof's enum; not escaped.
  let name: String
  /// The C member, escaped for Swift.
  let member: String
  /// The C member of the number of elements.
  let countMember: String

  init(_ field: FieldSchema, of message: MessageSchema, in schema: Schema) {
    self.schema = field
    name = SwiftName.property(field.name)
    let cMember = CName.member(field.name)
    member = SwiftName.escaped(cMember)
    countMember = "n_" + cMember
    value = ValueCode(field.kind, in: schema)
    shape = Self.shape(of: field, of: message, in: schema)
  }

  private static func shape(of field: FieldSchema, of message: MessageSchema, in schema: Schema) -> Shape {
    if let index = field.oneof {
      let oneof = message.oneofs[index]
      return oneof.isSynthetic ? .optional(caseMember: CName.caseMember(ofOneof: oneof.name)) : .oneof(oneof)
    }
    guard case .message(let name) = field.kind else { return field.isRepeated ? .repeated : .implicit }
    guard field.isRepeated else { return .message }
    guard let entry = schema.message(name), entry.isMapEntry, entry.fields.count == 2 else { return .repeated }
    return .map(
      entry: CName.type(name), key: ValueCode(entry.fields[0].kind, in: schema),
      value: ValueCode(entry.fields[1].kind, in: schema))
  }

  /// As it is declared.
  var property: String { SwiftName.escaped(name) }

  /// As it is used in a method; never hidden by a local name.
  var access: String { "self.\(property)" }

  /// The property's type.
  var type: String {
    switch shape {
    case .implicit: value.swiftType
    case .optional, .message: value.swiftType + "?"
    case .repeated: "[\(value.swiftType)]"
    case .map(_, let key, let value): "[\(key.swiftType): \(value.swiftType)]"
    case .oneof: value.swiftType
    }
  }

  /// The property's value in a new message; nil where Swift's own nil will do.
  var initialValue: String {
    switch shape {
    case .implicit: value.defaultValue
    case .optional, .message, .oneof: "nil"
    case .repeated: "[]"
    case .map: "[:]"
    }
  }

  /// The static member that holds the descriptor of a map's entries.
  var entryDescriptor: String { name + "EntryDescriptor" }

  /// The field's FieldDescriptor.
  var descriptor: String {
    let names = "name: \(SourceText.literal(schema.name)), jsonName: \(SourceText.literal(schema.jsonName))"
    let (kind, cardinality) = kindAndCardinality
    var result = "FieldDescriptor(\(names), number: \(schema.number), kind: \(kind), cardinality: \(cardinality)"
    if case .oneof(let oneof) = shape { result += ", oneof: \(SourceText.literal(oneof.name))" }
    return result + ")"
  }

  private var kindAndCardinality: (String, String) {
    switch shape {
    case .implicit: (value.descriptorKind, ".implicit")
    case .optional, .message, .oneof: (value.descriptorKind, ".optional")
    case .repeated: (value.descriptorKind, ".repeated")
    case .map: (".message({ \(entryDescriptor) })", ".map")
    }
  }
}
