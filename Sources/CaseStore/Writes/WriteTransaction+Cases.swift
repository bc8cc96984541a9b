public import CaseDomain

extension WriteTransaction {
  /// Creates a case of the customer: status `New`, priority Low, and two ledger rows (R1, R10, R11, R14).
  public func createCase(_ draft: CaseDraft, byCustomer customer: UserID) throws -> CaseID {
    try DomainError.invalidating(draft.check)
    try requireTopic(draft.topicID)
    let values = try values(draft.customFields, by: .creator(.customer))
    guard let status = session.catalogue.defaultStatuses[.new] else {
      throw DomainError.failedPrecondition("StatusID", "the phase New has no default status")
    }
    let priority = Priority.low
    let id = CaseID(
      try connection.insert(.insertCase) {
        $0.bind(1, CaseOrigin.customer.rawValue)
        $0.bind(2, draft.topicID)
        $0.bind(3, status.id)
        $0.bind(4, status.phase.rawValue)
        $0.bind(5, priority.rawValue)
        $0.bind(6, customer)
        $0.bind(7, now)
        $0.bind(8, draft.title)
        $0.bind(9, draft.description)
      })
    for value in values { try insertValue(value, of: id) }
    try insertLedgerEntry(.created(priority), on: id, by: customer)
    try insertLedgerEntry(.status(name: status.name), on: id, by: customer)
    try recordChange(.caseCreated, id, version: 1, by: customer)
    return id
  }

  /// Changes one of the customer's own cases (R5, R8). Answers the version after the change: the same as before where
  /// nothing is different.
  public func updateCase(_ id: CaseID, _ edit: CaseEdit, byCustomer customer: UserID) throws -> Int64 {
    guard try read({ try $0.customerCasePhase(id, of: customer) }) != nil,
      let before = try read({ try $0.caseState(id) })
    else { throw DomainError.notFound("case \(id)") }
    try checkVersion(edit, before)
    try DomainError.invalidating(edit.check)
    let values = try values(edit.customFields, by: .editor(.customer))
    var after = before
    if let title = edit.title { after.title = title }
    if let description = edit.description { after.description = description }
    if let topic = edit.topicID {
      try requireTopic(topic)
      after.topicID = topic
    }
    guard before.phase.isOpen else {
      throw DomainError.failedPrecondition("ID", "the case is closed; create a new one")
    }
    guard after.description == before.description || before.phase.descriptionCanBeModified else {
      throw DomainError.failedPrecondition("Description", "can no longer be modified; write an interaction instead")
    }
    return try store(after, over: before, values, id, by: customer)
  }

  /// Writes what differs, with its ledger rows, the version and the change (R14, R36, R37).
  func store(
    _ after: CaseState, over before: CaseState, _ values: [CustomFieldSet.Assignment], _ id: CaseID, by actor: UserID?
  ) throws -> Int64 {
    let changed = try values.filter { try storedValue($0.field, of: id) != $0.value }
    guard after != before || !changed.isEmpty else { return before.version }
    for value in changed { try setValue(value, of: id) }
    try connection.run(.updateCase) {
      $0.bind(1, id)
      after.bind(to: $0)
    }
    for entry in try ledgerEntries(after, over: before) { try insertLedgerEntry(entry, on: id, by: actor) }
    try recordChange(.caseUpdated, id, version: before.version + 1, by: actor)
    return before.version + 1
  }

  func checkVersion(_ edit: CaseEdit, _ current: CaseState) throws {
    if let version = edit.version, version != current.version {
      throw DomainError.versionMismatch(current: current.version)
    }
  }

  func requireTopic(_ id: TopicID) throws {
    guard session.catalogue.topics[id] != nil else {
      throw DomainError.invalid("TopicID", "\(id) is no topic; see ListCaseTopics")
    }
  }

  func values(
    _ texts: [String: String], by writer: CustomFieldSet.Writer
  ) throws -> [CustomFieldSet.Assignment] {
    try DomainError.invalidating { () throws(FieldViolation) in
      try session.catalogue.customFields.assignments(of: texts, by: writer)
    }
  }

  /// What tells of a change of status, priority, assignee and topic (R14).
  private func ledgerEntries(_ after: CaseState, over before: CaseState) throws -> [LedgerEntry] {
    var entries: [LedgerEntry] = []
    if after.topicID != before.topicID {
      entries.append(.topic(name: session.catalogue.topics[after.topicID]?.name ?? ""))
    }
    if after.priority != before.priority { entries.append(.priority(after.priority)) }
    if after.assigneeID != before.assigneeID {
      entries.append(try after.assigneeID.map { .assigned(name: try userName($0)) } ?? .unassigned)
    }
    if after.statusID != before.statusID {
      entries.append(.status(name: session.catalogue.statuses[after.statusID]?.name ?? ""))
    }
    return entries
  }

  private func userName(_ id: UserID) throws -> String {
    try connection.first(
      .userName, { $0.bind(1, id) },
      { row in
        let name = [row.string(0), row.string(1)].filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? row.string(2) : name
      }) ?? ""
  }
}

extension SQLStatement {
  static let insertCase = SQLStatement(
    """
    INSERT INTO cases(origin, topic_id, status_id, phase, priority, customer_id, reporting_time, title, description)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    """)
  static let userName = SQLStatement("SELECT first_name, last_name, email_address FROM users WHERE id = ?1")
}
