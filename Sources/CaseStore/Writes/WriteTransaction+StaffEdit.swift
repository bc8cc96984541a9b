public import CaseDomain

extension WriteTransaction {
  /// Changes a case for staff (R34). A status of the same phase changes the status alone; one of another is that phase's
  /// transition, with its checks, and its owner's to make where the state machine says so. Answers the version after the
  /// change.
  ///
  /// - Parameters:
  ///   - actor: nil is the operator.
  ///   - type: whose custom fields may be edited; System may make the owner's transitions.
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
    try move(edit, &after, by: StaffActor(id: actor, type: type, owner: before.assigneeID))
    try checkClosure(edit, after, over: before)
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
  private func move(_ edit: CaseEdit, _ state: inout CaseState, by actor: StaffActor) throws {
    if let reason = edit.closureReason { state.closureReason = reason }
    if let explanation = edit.closureExplanation { state.closureExplanation = explanation }
    guard let id = edit.statusID else { return }
    guard let status = session.catalogue.statuses[id] else {
      throw DomainError.invalid("StatusID", "\(id) is no status")
    }
    if status.phase != state.phase { try enter(status, edit, &state, by: actor) }
    state.statusID = status.id
  }

  /// A reason belongs to a closed case, and is one that staff may give (R48).
  private func checkClosure(_ edit: CaseEdit, _ after: CaseState, over before: CaseState) throws {
    guard edit.closureReason != nil || edit.closureExplanation != nil else { return }
    guard after.phase == .closed else {
      throw DomainError.failedPrecondition(
        "ClosureReason", "the case is open; set a status of the phase Closed with it")
    }
    guard let reason = after.closureReason else { return }
    guard reason == before.closureReason || Closure.Reason.staffReasons.contains(reason) else {
      throw DomainError.failedPrecondition(
        "ClosureReason", "\(reason.name) is not for staff to give; these are: \(Closure.Reason.staffReasons.names)")
    }
    guard !reason.needsExplanation || after.closureExplanation?.isEmpty == false else {
      throw DomainError.failedPrecondition("ClosureExplanation", "is needed for the reason \(reason.name)")
    }
  }
}
