/// Something said or done on a case.
public enum Interaction {
  /// What an interaction is (R13). The numbers are stored and travel.
  public enum Kind: Int32, CaseIterable, Sendable, Hashable {
    case publicNote = 0
    case privateNote = 1
    /// Written by the system.
    case ledger = 2
    case email = 3

    /// Whether a person wrote it, so that its author may change it for a while (R16).
    public var isNote: Bool { self == .publicNote || self == .privateNote }
  }

  /// Whether `reader` may change an interaction now: a note of one's own, within the window (R16).
  ///
  /// - Parameter window: milliseconds, the setting `Interactions:EditWindow`.
  public static func canBeModified(
    kind: Kind, author: UserID?, created: UTCTime, by reader: UserID?, at now: UTCTime, window: Int64
  ) -> Bool {
    guard kind.isNote, let author, author == reader else { return false }
    return now.milliseconds - created.milliseconds <= window
  }
}
