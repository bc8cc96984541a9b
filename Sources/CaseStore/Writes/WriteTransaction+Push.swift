public import CaseDomain

extension WriteTransaction {
  /// Takes in a case from a backend system (R18 to R29). A case that is refused changes nothing, its customer included:
  /// all is looked up and checked before the first row is written.
  ///
  /// Of the pair alone is decided first whether the case exists, so that pushing a file again tells that of every line,
  /// whatever the settings or the rest of the line are by now.
  public func push(_ pushed: PushedCase, by actor: UserID?) throws -> PushedCase.Outcome {
    do {
      // A closure, for a bound method would copy the case.
      try DomainError.invalidating { () throws(FieldViolation) in try pushed.checkPair() }
      let system = try backendSystem(named: pushed.backendSystemID)
      if let system, let existing = try existingCase(system, pushed.backendID) { return .exists(existing) }
      try DomainError.invalidating { () throws(FieldViolation) in try pushed.checkContent() }
      let plan = try plan(pushed)
      return .created(try carryOut(plan, pushed, system: system, by: actor))
    } catch let refusal as DomainError {
      return .rejected(refusal)
    }
  }

  /// Takes in many, each by itself; the outcomes are in the order of the cases.
  public func push(_ batch: [PushedCase], by actor: UserID?) throws -> [PushedCase.Outcome] {
    var outcomes: [PushedCase.Outcome] = []
    outcomes.reserveCapacity(batch.count)
    // Through the buffer a case is looked at where it lies; the array's subscript would copy its seventy strings.
    try batch.withUnsafeBufferPointer { buffer in
      for index in buffer.indices {
        let isAlone = session.isInSavepoint
        outcomes.append(try isAlone ? pushAlone(buffer[index], by: actor) : push(buffer[index], by: actor))
      }
    }
    return outcomes
  }

  /// The second pass of a batch whose first one a constraint took down: only the case that broke it is refused.
  private func pushAlone(_ pushed: PushedCase, by actor: UserID?) throws -> PushedCase.Outcome {
    do {
      return try session.withSavepoint { try push(pushed, by: actor) }
    } catch let failure as StoreError where failure.kind == .constraint {
      return .rejected(.unstorable(failure.detail))
    }
  }

  /// What a sound push will write, all of it looked up.
  private struct Plan {
    /// Nil: to be created.
    var topic: TopicID?
    /// Nil: to be created, in phase Open.
    var status: CaseStatus?
    var values: [CustomFieldSet.Assignment]
    var assignee: UserID?
    var phase: Phase
  }

  private func plan(_ pushed: PushedCase) throws -> Plan {
    let catalogue = session.catalogue
    let topic = catalogue.topicIDs[pushed.topic]
    guard topic != nil || catalogue.flag(.autoCreateTopic) else {
      throw missing("Topic", pushed.topic, .autoCreateTopic)
    }
    let status = try plannedStatus(pushed, catalogue)
    let values = try DomainError.invalidating { () throws(FieldViolation) in
      try catalogue.customFields.assignments(of: pushed.customFields, by: .push)
    }
    // A closing time closes, whatever the status says (R25).
    let phase = pushed.closingTime != nil ? .closed : status?.phase ?? .open
    return Plan(
      topic: topic, status: status, values: values, assignee: try assignee(pushed.assignee), phase: phase)
  }

  /// Without a name: Closed's default where the case is closed, else `New`. Nil: to be created (R25).
  private func plannedStatus(_ pushed: PushedCase, _ catalogue: borrowing Catalogue) throws -> CaseStatus? {
    guard !pushed.status.isEmpty else {
      let phase = pushed.closingTime == nil ? Phase.new : .closed
      guard let status = catalogue.defaultStatuses[phase] else {
        throw DomainError.failedPrecondition("Status", "is absent, and the phase has no default status")
      }
      return status
    }
    let status = catalogue.status(named: pushed.status)
    guard status != nil || catalogue.flag(.autoCreateStatus) else {
      throw missing("Status", pushed.status, .autoCreateStatus)
    }
    return status
  }

  private func missing(_ field: String, _ name: String, _ setting: SettingDefinition) -> DomainError {
    .failedPrecondition(
      field,
      "\"\(name)\" does not exist; `casectl setting set \(setting.name) true` lets a push create what is missing")
  }

  private func carryOut(_ plan: Plan, _ pushed: PushedCase, system: Int64?, by actor: UserID?) throws -> CaseID {
    let system = try system ?? createBackendSystem(pushed.backendSystemID)
    let topic = try plan.topic ?? createTopic(pushed.topic)
    let status = try plan.status?.id ?? createStatus(pushed.status, phase: .open).id
    let customer = try upsertCustomer(pushed.customer, system: system)
    let id = CaseID(
      try connection.insert(.insertPushedCase) {
        bind(pushed, to: $0)
        $0.bind(1, CaseOrigin.push.rawValue)
        $0.bind(2, topic)
        $0.bind(3, status)
        $0.bind(4, plan.phase.rawValue)
        $0.bind(7, customer)
        $0.bind(8, optional: plan.assignee)
        $0.bind(9, optional: plan.assignee == nil ? nil : pushed.assignedOn)
        $0.bind(13, system)
      })
    for value in plan.values { try insertValue(value, of: id) }
    try recordChange(.casePushed, id, version: 1, by: actor)
    return id
  }

  private func bind(_ pushed: PushedCase, to statement: any EngineStatement) {
    statement.bind(5, pushed.priority.rawValue)
    statement.bind(6, pushed.isWarranty)
    statement.bind(10, pushed.reportingTime ?? now)
    statement.bind(11, optional: pushed.lastInteractionTime)
    statement.bind(12, optional: pushed.closingTime)
    statement.bind(14, pushed.backendID)
    statement.bind(15, nonEmpty: pushed.originatingOrganizationUnitBackendID)
    statement.bind(16, pushed.title)
    statement.bind(17, nonEmpty: pushed.description)
    statement.bind(18, nonEmpty: pushed.summary)
    statement.bind(19, nonEmpty: pushed.solution)
  }

  private func existingCase(_ system: Int64, _ backendID: String) throws -> CaseID? {
    try connection.first(
      .caseByBackend,
      {
        $0.bind(1, backendID)
        $0.bind(2, system)
      }, { $0.id(0) })
  }

  private func backendSystem(named name: String) throws -> Int64? {
    if let known = session.backendSystems[name] { return known }
    guard let id = try connection.first(.backendSystem, { $0.bind(1, name) }, { $0.int64(0) }) else { return nil }
    session.remember(name, id)
    return id
  }

  private func createBackendSystem(_ name: String) throws -> Int64 {
    let id = try connection.insert(.insertBackendSystem) { $0.bind(1, name) }
    session.remember(name, id)
    return id
  }
}

extension SQLStatement {
  static let caseByBackend = SQLStatement("SELECT id FROM cases WHERE backend_id = ?1 AND backend_system_id = ?2")
  static let backendSystem = SQLStatement("SELECT id FROM backend_systems WHERE name = ?1")
  static let insertBackendSystem = SQLStatement("INSERT INTO backend_systems(name) VALUES (?1)")
  static let insertPushedCase = SQLStatement(
    """
    INSERT INTO cases(origin, topic_id, status_id, phase, priority, is_warranty, customer_id, assignee_id, assigned_on,
      reporting_time, last_interaction_time, closing_time, backend_system_id, backend_id, originating_unit_backend_id,
      title, description, summary, solution)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
    """)
}
