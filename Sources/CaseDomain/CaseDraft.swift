/// A case as a customer writes it (R1).
public struct CaseDraft: Sendable, Hashable {
  public var topicID: TopicID
  /// 5 to 200 characters.
  public var title: String
  /// 1 to 65,536 bytes.
  public var description: String
  /// Field name to value (R29).
  public var customFields: [String: String]

  public init(topicID: TopicID, title: String, description: String, customFields: [String: String] = [:]) {
    self.topicID = topicID
    self.title = title
    self.description = description
    self.customFields = customFields
  }

  public func check() throws(FieldViolation) {
    guard topicID.rawValue > 0 else { throw FieldViolation("TopicID", "is required") }
    try TextRule.title.check(title, "Title")
    try TextRule.description.check(description, "Description")
  }
}
