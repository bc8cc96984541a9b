/// A field of a message.
struct FieldSchema {
  /// The type of its value. Messages and enums by full name.
  enum Kind: Equatable {
    case double, float, int64, uint64, int32, fixed64, fixed32, bool, string, bytes
    case uint32, sfixed32, sfixed64, sint32, sint64
    case enumeration(String)
    case message(String)
    case group
  }

  /// `topic_id`.
  let name: String
  /// `TopicID`.
  let jsonName: String
  let number: Int32
  let kind: Kind
  let isRepeated: Bool
  /// The place of its oneof in the message, a synthetic one too.
  let oneof: Int?
  let comment: String
}
