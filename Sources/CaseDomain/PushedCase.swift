/// A case as a backend system knows it (R26). An empty string is an absent value.
public struct PushedCase: Sendable, Hashable {
  public var backendSystemID: String
  public var backendID: String
  /// A topic's name.
  public var topic: String
  public var title: String
  public var description = ""
  public var summary = ""
  public var solution = ""
  public var customer = CustomerDetails()
  public var originatingOrganizationUnitBackendID = ""
  public var assignee = Assignee()
  /// Kept only with an assignee that was found (R22).
  public var assignedOn: UTCTime?
  public var priority = Priority.low
  public var isWarranty = false
  /// A status's name; absent: `New`, or Closed's default where `closingTime` is present.
  public var status = ""
  /// Absent: the time of the push.
  public var reportingTime: UTCTime?
  public var lastInteractionTime: UTCTime?
  /// Present: the case is Closed, whatever its status (R25).
  public var closingTime: UTCTime?
  /// Field name to value (R29).
  public var customFields: [String: String] = [:]

  public init(backendSystemID: String, backendID: String, topic: String, title: String) {
    self.backendSystemID = backendSystemID
    self.backendID = backendID
    self.topic = topic
    self.title = title
  }

  /// Whom the case is assigned to, by three keys of which the first that fits counts (R22).
  public struct Assignee: Sendable, Hashable {
    /// 0 is absent.
    public var id: Int64 = 0
    public var customID = ""
    public var emailAddress = ""

    public init() {}

    public var isAbsent: Bool { id == 0 && customID.isEmpty && emailAddress.isEmpty }
  }

  /// What became of a pushed case.
  public enum Outcome: Sendable, Hashable {
    case created(CaseID)
    /// A case of this pair was there before; nothing was changed (R19).
    case exists(CaseID)
    /// Nothing was changed.
    case rejected(DomainError)
  }

  /// Refuses a pair that cannot be looked for (R19).
  public func checkPair() throws(FieldViolation) {
    try TextRule.backendKey.check(backendSystemID, "BackendSystemID")
    try TextRule.backendKey.check(backendID, "BackendID")
  }

  /// Refuses what needs no look at the store beside the pair: missing and overlong texts, codes that do not exist (R20,
  /// R26 to R28).
  public func checkContent() throws(FieldViolation) {
    try TextRule.name.check(topic, "Topic")
    try TextRule.pushedTitle.check(title, "Title")
    try TextRule.longText.check(description, "Description")
    try TextRule.longText.check(summary, "Summary")
    try TextRule.longText.check(solution, "Solution")
    try TextRule.line.check(originatingOrganizationUnitBackendID, "OriginatingOrganizationUnitBackendID")
    if !status.isEmpty { try TextRule.name.check(status, "Status") }
    guard !customer.backendID.isEmpty || !customer.emailAddress.isEmpty else {
      throw FieldViolation("Customer", "has neither BackendID nor EmailAddress; one of them is needed to find it by")
    }
    do throws(FieldViolation) {
      try customer.check()
    } catch {
      throw error.within("Customer")
    }
  }
}
