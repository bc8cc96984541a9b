/// How urgent a case is (R10). The numbers are stored and travel.
public enum Priority: Int32, CaseIterable, Sendable, Hashable {
  case low = 0
  case medium = 1
  case high = 2
  case critical = 9

  /// The name in ledger rows (R14).
  public var name: String {
    switch self {
    case .low: "Low"
    case .medium: "Medium"
    case .high: "High"
    case .critical: "Critical"
    }
  }
}
