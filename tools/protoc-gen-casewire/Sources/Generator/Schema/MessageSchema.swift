/// A message type. protoc makes one for the entries of each map, too.
struct MessageSchema {
  let name: String
  /// `casewire.v1.PushOutcome`.
  let fullName: String
  let comment: String
  let fields: [FieldSchema]
  let oneofs: [OneofSchema]
  let messages: [MessageSchema]
  let enums: [EnumSchema]
  let isMapEntry: Bool
}

/// A oneof of a message.
struct OneofSchema {
  let name: String
  let comment: String
  /// Made by protoc for an `optional` field.
  let isSynthetic: Bool
}
