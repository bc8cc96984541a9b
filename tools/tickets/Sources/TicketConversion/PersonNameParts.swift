/// A customer's name in the parts that a push has.
public struct PersonNameParts: Equatable, Sendable {
  /// `Dr.` and its like; empty where there is none.
  public let title: String
  public let firstName: String
  public let lastName: String

  private static let titles: Set<String> = ["Dr.", "Miss", "Mr.", "Mrs.", "Ms.", "Mx."]

  /// Splits at spaces: a leading title, then the first name, then all the rest, `Jr.` and `PhD` included.
  public init(_ fullName: String) {
    var words = fullName.split(separator: " ")[...]
    title = words.first.flatMap { Self.titles.contains(String($0)) ? String($0) : nil } ?? ""
    if !title.isEmpty { words.removeFirst() }
    firstName = words.popFirst().map(String.init) ?? ""
    lastName = words.joined(separator: " ")
  }
}
