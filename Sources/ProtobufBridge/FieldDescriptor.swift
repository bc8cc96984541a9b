/// One field of a message.
public struct FieldDescriptor: Sendable {
  /// How often a field is there, and whether it tells absent from empty.
  public enum Cardinality: Sendable, Equatable {
    /// proto3 without `optional`: absent and the default value are the same.
    case implicit
    /// `optional`, a member of a oneof, or a message: absent and empty differ.
    case optional
    /// A list.
    case repeated
    /// A map; the kind is a message with a key (1) and a value (2).
    case map
  }

  /// The type of a field's value.
  public enum Kind: Sendable {
    case double, float, int64, uint64, int32, fixed64, fixed32, bool, string, bytes
    case uint32, sfixed32, sfixed64, sint32, sint64
    case enumeration(EnumDescriptor)
    /// A closure, so that a message type may contain itself.
    case message(@Sendable () -> MessageDescriptor)
  }

  /// The name in the schema: `topic_id`.
  public let name: String
  /// The name in JSON: `TopicID`.
  public let jsonName: String
  /// 1 to 536,870,911.
  public let number: Int32
  public let kind: Kind
  public let cardinality: Cardinality
  /// The oneof the field is a member of, where the schema has one.
  public let oneof: String?

  public init(
    name: String, jsonName: String, number: Int32, kind: Kind, cardinality: Cardinality, oneof: String? = nil
  ) {
    self.name = name
    self.jsonName = jsonName
    self.number = number
    self.kind = kind
    self.cardinality = cardinality
    self.oneof = oneof
  }
}

/// An enumeration: its full name and its values. Open, as proto3 has it: a value without a name is kept.
public struct EnumDescriptor: Sendable {
  /// `casewire.v1.CasePriority`.
  public let fullName: String
  /// Name in the schema and number, in the order of the schema.
  public let values: [(name: String, number: Int32)]

  public init(fullName: String, values: [(name: String, number: Int32)]) {
    self.fullName = fullName
    self.values = values
  }
}
