/// The names that protobuf-c 1.4 gives to what it generates (its c_helpers.cc).
enum CName {
  /// `casewire.v1.CaseTopic` → `Casewire__V1__CaseTopic`: a struct or an enum.
  static func type(_ fullName: String) -> String {
    fullName.split(separator: ".").map(camel).joined(separator: "__")
  }

  /// `casewire.v1.CaseTopic` → `casewire__v1__case_topic`: what functions begin with.
  static func function(_ fullName: String) -> String {
    fullName.split(separator: ".").map(lower).joined(separator: "__")
  }

  /// `Topic_ID` → `topic_id`: the member of a field. C's and C++'s keywords get an underscore.
  static func member(_ field: String) -> String {
    let name = field.lowercased()
    return keywords.contains(name) ? name + "_" : name
  }

  /// `_topic_id` → `_topic_id_case`: the member that tells which field of a oneof is set.
  static func caseMember(ofOneof oneof: String) -> String {
    lower(oneof[...]) + "_case"
  }

  /// `CaseTopic` → `case_topic`: an underscore before each run of capitals.
  static func lower(_ name: Substring) -> String {
    var result = ""
    var wasUpper = true
    for character in name {
      if character.isUppercase, !wasUpper { result += "_" }
      result += character.lowercased()
      wasUpper = character.isUppercase
    }
    return result
  }

  private static func camel(_ name: Substring) -> String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// The words protobuf-c writes with an underscore.
  private static let keywords: Set<String> = [
    "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "class", "compl",
    "const", "const_cast", "continue", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "explicit", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable",
    "namespace", "new", "not", "not_eq", "operator", "or", "or_eq", "private", "protected", "public", "register",
    "reinterpret_cast", "return", "short", "signed", "sizeof", "static", "static_cast", "struct", "switch",
    "template", "this", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using",
    "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
  ]

  /// Keywords and predefined macros of GNU C that protobuf-c writes as they stand, so that the C does not compile.
  static let unusable: Set<String> = ["restrict", "typeof", "unix", "linux", "i386"]
}
