public import CaseDomain

/// A line of the change feed (R37).
public struct ChangeRecord: Sendable, Hashable {
  public let id: ChangeID
  public let kind: Kind
  public let caseID: CaseID?
  /// The case's version after the change.
  public let version: Int64?
  /// Nil for the system.
  public let actorID: UserID?
  public let time: UTCTime

  /// What happened. The numbers are stored.
  public enum Kind: Int32, Sendable {
    case caseCreated = 1
    case caseUpdated = 2
    case casePushed = 3
    case interactionCreated = 4
    case interactionUpdated = 5
  }
}
