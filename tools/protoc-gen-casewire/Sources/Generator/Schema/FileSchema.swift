/// A proto file as protoc read it.
struct FileSchema {
  /// `casewire/v1/types.proto`.
  let path: String
  /// `casewire.v1`.
  let package: String
  /// `proto2`, `proto3`.
  let syntax: String
  /// The option `swift_prefix`; nil where the file has none.
  let swiftPrefix: String?
  let messages: [MessageSchema]
  let enums: [EnumSchema]
  let services: [ServiceSchema]
  /// Whether one of protobuf-c's own options is set anywhere in it.
  let hasProtobufCOptions: Bool
  /// Whether protoc asks for its code.
  var isGenerated = false

  /// `types`.
  var baseName: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".proto") ? String(name.dropLast(6)) : name
  }

  /// The messages and the messages in them, outermost first; map entries too.
  var allMessages: [MessageSchema] { messages.flatMap(\.withNested) }

  /// The enums, those in messages too.
  var allEnums: [EnumSchema] { enums + allMessages.flatMap(\.enums) }
}

extension MessageSchema {
  fileprivate var withNested: [MessageSchema] { [self] + messages.flatMap(\.withNested) }
}
