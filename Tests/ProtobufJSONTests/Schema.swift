import ProtobufBridge
import ProtobufJSON

/// Descriptors made at run time, as a program that reads a schema makes them.
enum Schema {
  static let color = EnumDescriptor(
    fullName: "test.Color", values: [("COLOR_RED", 0), ("COLOR_GREEN", 1), ("COLOR_BLUE", 9), ("COLOR_BELOW", -1)])

  static let timestamp = MessageDescriptor(
    fullName: "google.protobuf.Timestamp",
    fields: [field("seconds", 1, .int64), field("nanos", 2, .int32)])

  static let duration = MessageDescriptor(
    fullName: "google.protobuf.Duration",
    fields: [field("seconds", 1, .int64), field("nanos", 2, .int32)])

  static let int64Value = MessageDescriptor(
    fullName: "google.protobuf.Int64Value", fields: [field("value", 1, .int64)])

  /// One field of each scalar type.
  static let scalars = MessageDescriptor(
    fullName: "test.Scalars",
    fields: [
      field("double_field", json: "DoubleField", 1, .double),
      field("float_field", json: "FloatField", 2, .float),
      field("int64_field", json: "Int64Field", 3, .int64),
      field("uint64_field", json: "UInt64Field", 4, .uint64),
      field("int32_field", json: "Int32Field", 5, .int32),
      field("fixed64_field", json: "Fixed64Field", 6, .fixed64),
      field("fixed32_field", json: "Fixed32Field", 7, .fixed32),
      field("bool_field", json: "BoolField", 8, .bool),
      field("string_field", json: "StringField", 9, .string),
      field("bytes_field", json: "BytesField", 10, .bytes),
      field("uint32_field", json: "UInt32Field", 11, .uint32),
      field("sfixed32_field", json: "SFixed32Field", 12, .sfixed32),
      field("sfixed64_field", json: "SFixed64Field", 13, .sfixed64),
      field("sint32_field", json: "SInt32Field", 14, .sint32),
      field("sint64_field", json: "SInt64Field", 15, .sint64),
      field("enum_field", json: "EnumField", 16, .enumeration(color)),
    ])

  /// Fields with presence, lists, maps, a oneof, a message of its own type.
  static let tree: MessageDescriptor = MessageDescriptor(
    fullName: "test.Tree",
    fields: [
      field("name", json: "Name", 1, .string),
      field("count", json: "Count", 2, .int64, .optional),
      field("note", json: "Note", 3, .string, .optional),
      field("child", json: "Child", 4, .message { tree }, .optional),
      field("children", json: "Children", 5, .message { tree }, .repeated),
      field("numbers", json: "Numbers", 6, .sint32, .repeated),
      field("labels", json: "Labels", 7, .string, .repeated),
      field("texts", json: "Texts", 8, .message { entry(.string, .string) }, .map),
      field("byNumber", json: "ByNumber", 9, .message { entry(.int64, .message { tree }) }, .map),
      field("flags", json: "Flags", 10, .message { entry(.bool, .bool) }, .map),
      field("at", json: "At", 11, .message { timestamp }, .optional),
      field("took", json: "Took", 12, .message { duration }, .optional),
      field("left", json: "Left", 13, .string, .optional, oneof: "side"),
      field("right", json: "Right", 14, .int32, .optional, oneof: "side"),
      field("boxed", json: "Boxed", 15, .message { int64Value }, .optional),
      field("ids", json: "IDs", 200, .uint64, .repeated),
    ])

  static func entry(_ key: FieldDescriptor.Kind, _ value: FieldDescriptor.Kind) -> MessageDescriptor {
    // The name tells the types: descriptors of one name are taken for one type.
    MessageDescriptor(
      fullName: "test.Tree.Entry<\(key), \(value)>",
      fields: [field("key", 1, key), field("value", 2, value)])
  }

  static func field(
    _ name: String, json: String? = nil, _ number: Int32, _ kind: FieldDescriptor.Kind,
    _ cardinality: FieldDescriptor.Cardinality = .implicit, oneof: String? = nil
  ) -> FieldDescriptor {
    FieldDescriptor(
      name: name, jsonName: json ?? name, number: number, kind: kind, cardinality: cardinality, oneof: oneof)
  }

  static let treeJSON = ProtobufJSON(tree)
  static let scalarsJSON = ProtobufJSON(scalars)

  /// What a document of `Tree` reads back as, without the fields that are empty.
  static func roundTrip(_ json: String) throws -> JSONValue {
    let bytes = try treeJSON.encode(json)
    return try withoutEmpty(JSONDocument(treeJSON.decode(bytes)).root)
  }

  /// A value without empty strings, lists and objects, at any depth.
  static func withoutEmpty(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members):
      .object(
        members.compactMap { member in
          let value = withoutEmpty(member.value)
          let isEmpty = [.string(""), .array([]), .object([])].contains(value)
          return isEmpty ? nil : JSONValue.Member(name: member.name, value: value)
        })
    case .array(let elements): .array(elements.map(withoutEmpty))
    default: value
    }
  }
}
