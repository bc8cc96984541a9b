/// A JSON object in one line, its members in the order in which they were put.
struct JSONObject {
  private var members: [String] = []

  var text: String { "{\(members.joined(separator: ","))}" }

  /// Puts a string; an empty one is left out, as absent is the same in a push.
  mutating func put(_ name: String, _ value: String) {
    if !value.isEmpty { members.append("\(Self.quoted(name)):\(Self.quoted(value))") }
  }

  mutating func put(_ name: String, _ value: Int) {
    members.append("\(Self.quoted(name)):\(value)")
  }

  mutating func put(_ name: String, _ value: JSONObject) {
    members.append("\(Self.quoted(name)):\(value.text)")
  }

  /// RFC 8259, section 7: quotes, backslashes and control characters are escaped, and nothing else.
  private static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{00}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
