/// What to change on a case: the fields that are present (R5, R34).
public struct CaseEdit: Sendable, Hashable {
  public var topicID: TopicID?
  /// Customers only.
  public var title: String?
  /// Customers only, while the phase allows it (R8).
  public var description: String?
  /// Staff only, as are the rest but `customFields` and `version`.
  public var statusID: StatusID?
  public var priority: Priority?
  public var assignee: Assignment?
  public var summary: String?
  public var solution: String?
  public var closureReason: Closure.Reason?
  public var closureExplanation: String?
  /// The entries replace the values of the same name; the empty string removes one.
  public var customFields: [String: String] = [:]
  /// The version the caller has read; another than the current refuses the change (R36).
  public var version: Int64?

  public init() {}

  /// A change of assignee.
  public enum Assignment: Sendable, Hashable {
    case to(UserID)
    case nobody
  }

  /// Refuses what needs no look at the store. A field that is present and empty does not fit (R5).
  public func check() throws(FieldViolation) {
    if let title { try TextRule.title.check(title, "Title") }
    if let description { try TextRule.description.check(description, "Description") }
    if let summary { try TextRule.longText.check(summary, "Summary") }
    if let solution { try TextRule.longText.check(solution, "Solution") }
    if let closureExplanation { try TextRule.longText.check(closureExplanation, "ClosureExplanation") }
    if let topicID, topicID.rawValue <= 0 { throw FieldViolation("TopicID", "is required") }
  }
}
