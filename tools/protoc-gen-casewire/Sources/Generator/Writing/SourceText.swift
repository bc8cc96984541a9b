/// Swift text as it is written, line by line.
struct SourceText {
  private(set) var text = ""
  private var depth = 0

  /// One line; several where `content` has line breaks; an empty one without content.
  mutating func line(_ content: String = "") {
    guard !content.isEmpty else {
      text += "\n"
      return
    }
    for part in content.split(separator: "\n", omittingEmptySubsequences: false) {
      if !part.isEmpty { text += String(repeating: "  ", count: depth) + part }
      text += "\n"
    }
  }

  /// A head, an indented body, a closing line.
  mutating func block(_ head: String, close: String = "}", _ body: (inout SourceText) -> Void) {
    line(head)
    indented(body)
    line(close)
  }

  /// What `body` writes, one level deeper.
  mutating func indented(_ body: (inout SourceText) -> Void) {
    depth += 1
    body(&self)
    depth -= 1
  }

  /// A comment of the schema as a doc comment.
  mutating func document(_ comment: String) {
    var lines = comment.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let spaces = line.prefix { $0 == " " }.count
      return String(line.dropFirst(min(spaces, 1)))
    }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    for text in lines {
      let trimmed = text.reversed().drop { $0 == " " }.reversed()
      line(trimmed.isEmpty ? "///" : "/// " + String(trimmed))
    }
  }

  /// A string as Swift's literal of it.
  static func literal(_ value: String) -> String {
    var result = "\""
    for character in value.unicodeScalars {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(character)
      }
    }
    return result + "\""
  }
}
