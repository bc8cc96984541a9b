extension Phase {
  /// A change of phase that a person of the staff may make by setting a status (R34).
  ///
  /// The rows of the state machine that a timer, a mail or the customer brings about are not here: they have entry
  /// points of their own.
  public struct Transition: Sendable, Hashable {
    public let from: Phase
    public let to: Phase
    /// The reasons it may be closed for; empty where the target is not Closed.
    public let closureReasons: [Closure.Reason]
  }

  /// The transition staff make from this phase to `target`; nil where the state machine has none.
  public func staffTransition(to target: Phase) -> Transition? {
    Phase.staffTransitions.first { $0.from == self && $0.to == target }
  }

  /// Every transition staff can make by setting a status, as the table "One state machine for all" has them.
  public static let staffTransitions: [Transition] = {
    let atFirstContact: [Closure.Reason] = [.mutualAgreement, .outOfScope, .workingAsDesigned, .defect]
    let byTheOwner: [Closure.Reason] = [.outOfScope, .workingAsDesigned, .defect]
    let open: [(Phase, Phase, [Closure.Reason])] = [
      (.awaitingAccount, .new, []),
      (.new, .open, []), (.new, .inProgress, []), (.new, .closed, atFirstContact),
      (.open, .inProgress, []), (.inProgress, .open, []), (.inProgress, .waiting, []),
      (.waiting, .inProgress, []), (.frozen, .inProgress, []), (.autoCloseNotice, .inProgress, []),
      (.resolved, .inProgress, []), (.closureReminder, .inProgress, []), (.closureNotice, .inProgress, []),
    ]
    let between = open.map { Transition(from: $0.0, to: $0.1, closureReasons: $0.2) }
    let solved = [Phase.open, .inProgress, .waiting, .frozen, .autoCloseNotice].map {
      Transition(from: $0, to: .resolved, closureReasons: [])
    }
    let confirmed = [Phase.resolved, .closureReminder, .closureNotice].map {
      Transition(from: $0, to: .closed, closureReasons: [.mutualAgreement])
    }
    let closed = [Phase.awaitingAccount, .open, .inProgress, .waiting, .frozen, .autoCloseNotice].map {
      Transition(from: $0, to: .closed, closureReasons: byTheOwner)
    }
    return between + solved + confirmed + closed
  }()
}
