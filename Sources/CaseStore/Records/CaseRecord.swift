public import CaseDomain

/// A case in a list (R6, R34).
public struct CaseListEntry: Sendable, Hashable {
  public let id: CaseID
  public let topicID: TopicID
  public let topicName: String
  public let statusID: StatusID
  public let statusName: String
  public let phase: Phase
  public let priority: Priority
  public let title: String
  public let customerID: UserID?
  public let assigneeID: UserID?
  public let reportingTime: UTCTime
  public let closingTime: UTCTime?

  public var cursor: TimeCursor { TimeCursor(time: reportingTime, id: id.rawValue) }
}

/// A case as its customer sees it (R7).
public struct CustomerCase: Sendable, Hashable {
  public let id: CaseID
  public let version: Int64
  public let topicID: TopicID
  public let topicName: String
  public let statusID: StatusID
  public let statusName: String
  public let phase: Phase
  public let priority: Priority
  public let isWarranty: Bool
  public let reportingTime: UTCTime
  public let title: String
  public let description: String
  /// Field name to value: those the viewer may see.
  public let customFields: [String: String]
}

/// A case whole (R26, R34).
public struct StaffCase: Sendable, Hashable {
  public let id: CaseID
  public let version: Int64
  public let backendSystemID: String?
  public let backendID: String?
  public let topicID: TopicID
  public let topicName: String
  public let statusID: StatusID
  public let statusName: String
  public let phase: Phase
  public let priority: Priority
  public let isWarranty: Bool
  public let customerID: UserID?
  public let assigneeID: UserID?
  public let assignedOn: UTCTime?
  public let reportingTime: UTCTime
  public let lastInteractionTime: UTCTime?
  public let closingTime: UTCTime?
  public let closureReason: Closure.Reason?
  public let closureExplanation: String?
  public let originatingOrganizationUnitBackendID: String?
  public let title: String
  public let description: String
  public let summary: String
  public let solution: String
  /// Field name to value: those the viewer may see.
  public let customFields: [String: String]
}

/// Which cases staff want to see: all conditions that are present must hold (R34).
public struct CaseFilter: Sendable, Hashable {
  public var statusID: StatusID?
  public var phase: Phase?
  public var topicID: TopicID?
  public var priority: Priority?
  public var assigneeID: UserID?
  public var customerID: UserID?
  /// ReportingTime at or after.
  public var reportedFrom: UTCTime?
  /// ReportingTime before.
  public var reportedUntil: UTCTime?

  public init() {}
}

/// Where a case came from. The numbers are stored.
enum CaseOrigin: Int64 {
  case customer = 1
  case push = 2
}
