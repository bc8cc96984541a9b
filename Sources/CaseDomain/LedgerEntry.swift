/// What the system notes on a case when it changes (R14). The texts are part of the interface.
public enum LedgerEntry: Sendable, Hashable {
  case created(Priority)
  case status(name: String)
  case priority(Priority)
  case topic(name: String)
  case assigned(name: String)
  case unassigned

  public var text: String {
    switch self {
    case .created(let priority): "Case created with priority `\(priority.name)`"
    case .status(let name): "Case status set to `\(name)`"
    case .priority(let priority): "Case priority set to `\(priority.name)`"
    case .topic(let name): "Case topic set to `\(name)`"
    case .assigned(let name): "Case assigned to `\(name)`"
    case .unassigned: "Case assignee removed"
    }
  }

  /// Whether customers see it: not what tells who works on the case (R13).
  public var isVisibleToCustomer: Bool {
    switch self {
    case .created, .status, .priority, .topic: true
    case .assigned, .unassigned: false
    }
  }
}
