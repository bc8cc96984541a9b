public import CaseDomain

extension WriteTransaction {
  /// Changes a case for staff (R34). A status of the same phase changes the status alone; one of another is that phase's
  /// transition, with its checks. Answers the version after the change.
  ///
  /// - Parameters:
  ///   - actor: nil is the operator.
  ///   - type: whose custom fields may be edited.
  public func updateCase(_ id: CaseID, _ edit: CaseEdit, byStaff actor: UserID?, as type: UserType) throws -> Int64 {
    guard let before = try read({ try $0.caseState(id) }) else { throw DomainError.notFound("case \(id)") }
    try checkVersion(edit, before)
    try DomainError.invalidating(edit.check)
    guard edit.title == nil, edit.description == nil else {
      throw DomainError.invalid(edit.title == nil ? "Description" : "Title", "is the customer's to change")
    }
    let values = try values(edit.customFields, by: .editor(type))
    var after = before
    if let topic = edit.topicID {
      try requireTopic(topic)
      after.topicID = topic
    }
    if let priority = edit.priority { after.priority = priority }
    if let summary = edit.summary { after.summary = summary }
    if let solution = edit.solution { after.solution = solution }
    try assign(edit.assignee, &after)
    try move(edit, &after, by: actor)
    return try store(after, over: before, values, id, by: actor)
  }

  private func assign(_ assignment: CaseEdit.Assignment?, _ state: inout CaseState) throws {
    switch assignment {
    case nil: break
    case .nobody:
      state.assigneeID = nil
      state.assignedOn = nil
    case .to(let user):
      guard let type = try read({ try $0.userType(user) }), type.canBeAssigned else {
        throw DomainError.invalid("AssigneeID", "\(user) is no employee")
      }
      guard state.assigneeID != user else { return }
      state.assigneeID = user
      state.assignedOn = now
    }
  }

  /// The change of status, and of phase where the status is of another.
  private func move(_ edit: CaseEdit, _ state: inout CaseState, by actor: UserID?) throws {
    if let id = edit.statusID {
      guard let status = session.catalogue.statuses[id] else {
        throw DomainError.invalid("StatusID", "\(id) is no status")
      }
      if status.phase != state.phase { try enter(status, edit, &state, by: actor) }
      state.statusID = status.id
    }
    guard edit.closureReason != nil || edit.closureExplanation != nil else { return }
    guard state.phase == .closed else {
      throw DomainError.failedPrecondition(
        "ClosureReason", "the case is open; set a status of the phase Closed with it")
    }
    if let reason = edit.closureReason { state.closureReason = reason }
    if let explanation = edit.closureExplanation { state.closureExplanation = explanation }
  }

  private func enter(_ status: CaseStatus, _ edit: CaseEdit, _ state: inout CaseState, by actor: UserID?) throws {
    guard let transition = state.phase.staffTransition(to: status.phase) else {
      let ways = Phase.staffTransitions.filter { $0.from == state.phase }.map(\.to.name)
      throw DomainError.failedPrecondition(
        "StatusID",
        "is \"\(status.name)\", of the phase \(status.phase.name); staff move a case from \(state.phase.name) to "
          + (ways.isEmpty ? "no other phase" : ways.joined(separator: ", ")))
    }
    if status.phase == .closed {
      guard let reason = edit.closureReason, transition.closureReasons.contains(reason) else {
        let allowed = transition.closureReasons.map { "\($0.rawValue) \($0.name)" }.joined(separator: ", ")
        throw DomainError.failedPrecondition("ClosureReason", "is needed to close from \(state.phase.name): \(allowed)")
      }
      guard !reason.needsExplanation || edit.closureExplanation?.isEmpty == false else {
        throw DomainError.failedPrecondition("ClosureExplanation", "is needed for the reason \(reason.name)")
      }
      state.closingTime = now
    }
    // Staff who solve a case that nobody owns become its owner.
    if status.phase == .resolved, state.assigneeID == nil, let actor,
      try read({ try $0.userType(actor) })?.canBeAssigned == true
    {
      state.assigneeID = actor
      state.assignedOn = now
    }
    state.phase = status.phase
  }
}
