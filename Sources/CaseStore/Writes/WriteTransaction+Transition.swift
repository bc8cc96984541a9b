import CaseDomain

extension WriteTransaction {
  /// Moves a case to the phase of the status, by the state machine's row for staff (R34).
  func enter(_ status: CaseStatus, _ edit: CaseEdit, _ state: inout CaseState, by actor: StaffActor) throws {
    let transition = try transition(to: status, from: state.phase)
    guard !transition.isTheOwners || actor.mayActAsOwner else {
      throw DomainError.failedPrecondition(
        "StatusID",
        "is \"\(status.name)\", and moving a case from \(transition.from.name) to \(transition.to.name) is its owner's "
          + "to do, user \(actor.owner?.description ?? "")'s; have the case assigned to you first")
    }
    if status.phase == .closed {
      guard let reason = edit.closureReason, transition.closureReasons.contains(reason) else {
        throw DomainError.failedPrecondition(
          "ClosureReason", "is needed to close from \(state.phase.name): \(transition.closureReasons.names)")
      }
      state.closingTime = now
    }
    try takeOver(transition, edit, &state, by: actor)
    state.phase = status.phase
  }

  private func transition(to status: CaseStatus, from phase: Phase) throws -> Phase.Transition {
    if let transition = phase.staffTransition(to: status.phase) { return transition }
    let ways = Phase.staffTransitions.filter { $0.from == phase }.map(\.to.name)
    throw DomainError.failedPrecondition(
      "StatusID",
      "is \"\(status.name)\", of the phase \(status.phase.name); staff move a case from \(phase.name) to "
        + (ways.isEmpty ? "no other phase" : ways.joined(separator: ", ")))
  }

  /// Who picks a case up, or solves one that nobody owns, becomes its owner.
  private func takeOver(
    _ transition: Phase.Transition, _ edit: CaseEdit, _ state: inout CaseState, by actor: StaffActor
  ) throws {
    let isUnowned = state.assigneeID == nil
    let takes = transition.isPickUp ? isUnowned || edit.assignee == nil : isUnowned && transition.to == .resolved
    guard takes, let user = actor.id, user != state.assigneeID,
      try read({ try $0.userType(user) })?.canBeAssigned == true
    else { return }
    state.assigneeID = user
    state.assignedOn = now
  }
}
