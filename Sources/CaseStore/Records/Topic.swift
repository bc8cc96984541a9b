public import CaseDomain

/// What cases are about (R3).
public struct Topic: Sendable, Hashable {
  public let id: TopicID
  public let name: String
  public let description: String
}

/// A status that users named, of one phase (R11).
public struct CaseStatus: Sendable, Hashable {
  public let id: StatusID
  public let name: String
  public let phase: Phase
  /// Whether the machine enters the phase by it.
  public let isDefault: Bool
}
