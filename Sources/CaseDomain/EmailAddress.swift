/// The shape of an e-mail address. Whether mail arrives there only a mail can tell, so the check is kept wide.
public enum EmailAddress {
  /// Of RFC 5321, 4.5.3.1.
  public static let maximumBytes = 254

  /// Whether the text has one `@` with something on both sides, and neither spaces nor control characters.
  public static func isWellFormed(_ text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.count <= maximumBytes else { return false }
    var position = 0
    var at: Int?
    for byte in bytes {
      guard byte > 32, byte != 127 else { return false }
      if byte == UInt8(ascii: "@") {
        guard at == nil else { return false }
        at = position
      }
      position += 1
    }
    guard let at else { return false }
    return at > 0 && at < position - 1
  }

  /// What addresses are compared by: case does not tell them apart (R20).
  public static func key(_ text: String) -> String { text.lowercased() }

  static func check(_ text: String, _ field: String) throws(FieldViolation) {
    guard text.isEmpty || isWellFormed(text) else {
      throw FieldViolation(field, "is no e-mail address such as name@example.com")
    }
  }
}
