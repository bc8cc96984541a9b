import Synchronization

/// A statement's text and its number, by which connections keep the prepared form: a lookup is an array access.
///
/// Statements are static constants; there are as many as the source has.
struct SQLStatement: Sendable {
  let index: Int
  let text: String

  init(_ text: String) {
    index = SQLStatement.count.wrappingAdd(1, ordering: .relaxed).oldValue
    self.text = text
  }

  private static let count = Atomic<Int>(0)
}
