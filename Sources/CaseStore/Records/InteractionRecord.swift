public import CaseDomain

/// Something said or done on a case (R12).
public struct InteractionRecord: Sendable, Hashable {
  public let id: InteractionID
  public let caseID: CaseID
  public let kind: Interaction.Kind
  public let text: String
  public let created: UTCTime
  /// Who wrote it, or on a ledger row whose doing it tells of; nil for the system.
  public let authorID: UserID?
  public let authorFirstName: String
  public let authorLastName: String

  public var cursor: TimeCursor { TimeCursor(time: created, id: id.rawValue) }
}
