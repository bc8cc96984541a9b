/// Names in Swift.
enum SwiftName {
  /// What the types of a file begin with: its option, else its package: `Google_Protobuf_`.
  static func prefix(of file: FileSchema) -> String {
    if let prefix = file.swiftPrefix { return prefix }
    let parts = file.package.split(separator: ".").map { part in
      part.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
    return parts.map { $0 + "_" }.joined()
  }

  /// `topic_id` → `topicID`, `CASE_ID` → `caseID`, `id` → `id`. Not escaped.
  static func property(_ name: String) -> String {
    let isUpper = !name.contains { $0.isLowercase }
    let words = (isUpper ? name.lowercased() : name).split(separator: "_").map(String.init)
    guard let first = words.first else { return name }
    let head = isUpper ? first : lowerFirst(first)
    return head + words.dropFirst().map(inner).joined()
  }

  /// `CustomerGetCaseByID` → `customerGetCaseByID`, `URLFetch` → `urlFetch`. Not escaped.
  static func method(_ name: String) -> String {
    let words = name.split(separator: "_").map(String.init)
    guard let first = words.first else { return name }
    return lowerFirst(first) + words.dropFirst().map(inner).joined()
  }

  /// `push_content` → `PushContent`.
  static func oneofType(_ name: String) -> String {
    name.split(separator: "_").map { inner(String($0)) }.joined()
  }

  /// `CASE_PRIORITY_LOW` of `CasePriority` → `low`; a name without the enum's in front is kept whole. Not escaped.
  static func enumValue(_ name: String, of enumeration: String) -> String {
    let prefix = enumeration.filter { $0 != "_" }.lowercased()
    var matched = 0
    var rest = name[...]
    while matched < prefix.count, let character = rest.popFirst() {
      if character == "_" { continue }
      let index = prefix.index(prefix.startIndex, offsetBy: matched)
      guard character.lowercased() == String(prefix[index]) else { return property(name) }
      matched += 1
    }
    // `KINDLY` does not begin with the word `KIND`, and `1` is no name.
    guard matched == prefix.count, rest.first == "_" else { return property(name) }
    let short = rest.drop { $0 == "_" }
    guard let first = short.first, !first.isNumber else { return property(name) }
    return property(String(short))
  }

  /// The name as it is declared and used: in backticks where it is a keyword.
  static func escaped(_ name: String) -> String {
    keywords.contains(name) ? "`\(name)`" : name
  }

  /// A word that is not the first: `id` → `ID`, `ids` → `IDs`, `name` → `Name`.
  private static func inner(_ word: String) -> String {
    switch word {
    case "id": "ID"
    case "ids": "IDs"
    default: word.prefix(1).uppercased() + word.dropFirst()
    }
  }

  /// Lowers the capitals in front, but for the one that begins the next word.
  private static func lowerFirst(_ word: String) -> String {
    let capitals = word.prefix { $0.isUppercase }
    let next = word.dropFirst(capitals.count).first
    let count = capitals.count > 1 && next?.isLowercase == true ? capitals.count - 1 : capitals.count
    return word.prefix(count).lowercased() + word.dropFirst(count)
  }

  private static let keywords: Set<String> = [
    "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue", "default", "defer",
    "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if",
    "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private",
    "protocol", "public", "repeat", "rethrows", "return", "static", "struct", "subscript", "super", "switch", "throw",
    "throws", "true", "try", "typealias", "var", "where", "while",
  ]

  /// Members that no declaration may be named, in backticks or not.
  static let unusableMembers: Set<String> = ["self", "Self", "Type", "Protocol"]

  /// Types that generated code names, and which a message or an enum of that name would hide.
  static let unusableTypes: Set<String> = [
    "Any", "Array", "Bool", "CChar", "CallOptions", "Dictionary", "Double", "EnumDescriptor", "Equatable",
    "FieldDescriptor", "Float", "Int", "Int32", "Int64", "Message", "MessageDescriptor", "MessageLayout",
    "MethodDescriptor", "Optional", "PackingArena", "Protocol", "ProtobufCBinaryData", "ProtobufEnum", "RPCChannel",
    "RPCError", "RPCService", "RequestStream", "ResponseStream", "Router", "Self", "Sendable", "ServerContext",
    "ServiceDescriptor", "String", "Type", "UInt32", "UInt64", "UInt8", "UnsafeBufferPointer",
    "UnsafeMutablePointer", "UnsafeMutableRawPointer", "UnsafeRawPointer",
  ]
}
