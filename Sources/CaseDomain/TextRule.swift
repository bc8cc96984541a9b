/// How long a text may be. A character is a Unicode scalar: what a user types may be several, but the count is the same
/// everywhere.
public struct TextRule: Sendable, Hashable {
  public let minimumCharacters: Int
  public let maximumCharacters: Int
  public let maximumBytes: Int

  public init(minimumCharacters: Int = 0, maximumCharacters: Int = .max, maximumBytes: Int) {
    self.minimumCharacters = minimumCharacters
    self.maximumCharacters = maximumCharacters
    self.maximumBytes = maximumBytes
  }

  /// A title that a customer gives (R1).
  public static let title = TextRule(minimumCharacters: 5, maximumCharacters: 200, maximumBytes: 800)
  /// A title from a backend system: history is not refused for being short.
  public static let pushedTitle = TextRule(minimumCharacters: 1, maximumCharacters: 200, maximumBytes: 800)
  /// A description, which is required (R1).
  public static let description = TextRule(minimumCharacters: 1, maximumBytes: 65_536)
  /// Texts as long as a description that may be empty.
  public static let longText = TextRule(maximumBytes: 65_536)
  /// What a person says on a case (R15).
  public static let interaction = TextRule(minimumCharacters: 1, maximumBytes: 65_536)
  /// A key of a backend system (R19).
  public static let backendKey = TextRule(minimumCharacters: 1, maximumBytes: 200)
  /// The name of a topic, status, role or custom field.
  public static let name = TextRule(minimumCharacters: 1, maximumCharacters: 200, maximumBytes: 800)
  /// Names, numbers and lines of an address.
  public static let line = TextRule(maximumBytes: 1_000)

  /// - Parameter field: the field's path in JSON spelling.
  public func check(_ text: String, _ field: @autoclosure () -> String) throws(FieldViolation) {
    let bytes = text.utf8.count
    // A scalar has one byte at least, so that most texts need no counting.
    if bytes == 0 {
      guard minimumCharacters == 0 else { throw FieldViolation(field(), "is required") }
      return
    }
    guard bytes <= maximumBytes else {
      throw FieldViolation(field(), "has \(bytes) bytes; at most \(maximumBytes) are allowed")
    }
    guard minimumCharacters > 1 || bytes > maximumCharacters else { return }
    let characters = text.unicodeScalars.count
    guard characters >= minimumCharacters else {
      throw FieldViolation(field(), "has \(characters) characters; at least \(minimumCharacters) are needed")
    }
    guard characters <= maximumCharacters else {
      throw FieldViolation(field(), "has \(characters) characters; at most \(maximumCharacters) are allowed")
    }
  }
}
