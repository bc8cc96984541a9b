/// Where a case stands in its life. Statuses are rows that users name; each belongs to one phase, and the phases carry
/// the rules (R11). The numbers are stored and travel.
public enum Phase: Int32, CaseIterable, Sendable, Hashable {
  case new = 1
  case awaitingAccount = 2
  case open = 3
  case inProgress = 4
  case waiting = 5
  case frozen = 6
  case autoCloseNotice = 7
  case resolved = 8
  case closureReminder = 9
  case closureNotice = 10
  case closed = 11

  /// Any phase but Closed.
  public var isOpen: Bool { self != .closed }

  /// Whether the customer may still rewrite the description: until a technician has picked the case up (R8).
  public var descriptionCanBeModified: Bool {
    switch self {
    case .new, .awaitingAccount, .open: true
    default: false
    }
  }

  /// The name of the phase's default status in a new database.
  public var defaultStatusName: String {
    switch self {
    case .new: "New"
    case .awaitingAccount: "Awaiting Account"
    case .open: "Open"
    case .inProgress: "In Progress"
    case .waiting: "Waiting"
    case .frozen: "Frozen"
    case .autoCloseNotice: "Auto-Close Notice"
    case .resolved: "Resolved"
    case .closureReminder: "Closure Reminder"
    case .closureNotice: "Closure Notice"
    case .closed: "Closed"
    }
  }
}
