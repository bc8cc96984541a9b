import CaseDomain

/// Who of the staff changes a case, and whose the case is.
struct StaffActor {
  /// Nil is the operator.
  let id: UserID?
  let type: UserType
  /// The case's assignee before the change.
  let owner: UserID?

  /// Whether they may do what is the owner's: the owner, anybody where there is none, the operator and System.
  var mayActAsOwner: Bool { id == nil || type == .system || owner == nil || owner == id }
}

extension Phase.Transition {
  /// Whether the state machine leaves the transition to the case's owner. The others are work on the queue, validating,
  /// closing at first contact and picking up, or questions to the customer, which any technician may ask.
  var isTheOwners: Bool {
    switch (from, to) {
    case (.awaitingAccount, .new), (.new, _), (.open, .inProgress), (.inProgress, .waiting): false
    default: true
    }
  }

  /// Whether who makes it without naming an assignee becomes the owner: by picking up.
  var isPickUp: Bool { to == .inProgress && (from == .new || from == .open) }
}

extension Closure.Reason {
  /// The reasons staff may close with, from whatever phase.
  static let staffReasons = allCases.filter { reason in
    Phase.staffTransitions.contains { $0.closureReasons.contains(reason) }
  }
}

extension [Closure.Reason] {
  /// As refusals list them: `2 OutOfScope, 6 Defect`.
  var names: String { map { "\($0.rawValue) \($0.name)" }.joined(separator: ", ") }
}
