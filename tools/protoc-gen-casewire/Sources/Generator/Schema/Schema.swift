/// All files that protoc hands over: those to generate, and those they import.
struct Schema {
  let files: [FileSchema]
  private let messages: [String: MessageSchema]
  /// The name of each type in Swift, and the file it comes from, by full name.
  private let types: [String: SwiftType]

  init(files: [FileSchema]) {
    self.files = files
    let all = files.flatMap(\.allMessages)
    messages = Dictionary(all.map { ($0.fullName, $0) }) { first, _ in first }
    types = Dictionary(files.flatMap(SwiftType.all(in:)).map { ($0.fullName, $0) }) { first, _ in first }
  }

  /// The files whose code is asked for.
  var generated: [FileSchema] { files.filter(\.isGenerated) }

  /// The message of that full name. protoc resolves every name it hands over.
  func message(_ fullName: String) -> MessageSchema? { messages[fullName] }

  /// The Swift type of that full name. As above.
  func type(_ fullName: String) -> SwiftType? { types[fullName] }
}

/// A message or an enum as Swift knows it.
struct SwiftType {
  let fullName: String
  /// `PushOutcome.Kind`, with the file's prefix.
  let name: String
  /// Whether it is generated now, or elsewhere and imported.
  let isGenerated: Bool
  /// The path of its proto file.
  let file: String

  /// All types of a file but the entries of maps.
  static func all(in file: FileSchema) -> [SwiftType] {
    let prefix = SwiftName.prefix(of: file)
    return file.messages.flatMap { nested($0, scope: prefix, in: file) }
      + file.enums.map { SwiftType($0.fullName, prefix + $0.name, in: file) }
  }

  private static func nested(_ message: MessageSchema, scope: String, in file: FileSchema) -> [SwiftType] {
    if message.isMapEntry { return [] }
    let name = scope + message.name
    return [SwiftType(message.fullName, name, in: file)]
      + message.messages.flatMap { nested($0, scope: name + ".", in: file) }
      + message.enums.map { SwiftType($0.fullName, "\(name).\($0.name)", in: file) }
  }

  private init(_ fullName: String, _ name: String, in file: FileSchema) {
    self.fullName = fullName
    self.name = name
    isGenerated = file.isGenerated
    self.file = file.path
  }
}
