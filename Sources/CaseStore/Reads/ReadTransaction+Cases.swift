public import CaseDomain

extension ReadTransaction {
  /// One of the customer's own cases, whole; nil where it does not exist or is another's (R2, R7).
  ///
  /// - Parameter viewer: whose custom fields to show; a portal user is a customer.
  public func customerCase(
    _ id: CaseID, of customer: UserID, visibleTo viewer: UserType = .customer
  ) throws -> CustomerCase? {
    try connection.first(
      .customerCase,
      {
        $0.bind(1, id)
        $0.bind(2, customer)
      },
      { row in
        let names = try names(topic: row.id(2), status: row.id(3))
        return CustomerCase(
          id: id, version: row.int64(1), topicID: row.id(2), topicName: names.topic, statusID: row.id(3),
          statusName: names.status, phase: try row.phase(4), priority: try row.priority(5), isWarranty: row.bool(6),
          reportingTime: row.time(7), title: row.string(8), description: row.string(9),
          customFields: try customValues(of: id, visibleTo: viewer))
      })
  }

  /// Whether the customer may see and change the case, and its phase; nil where not (R2).
  public func customerCasePhase(_ id: CaseID, of customer: UserID) throws -> Phase? {
    try connection.first(
      .customerCase,
      {
        $0.bind(1, id)
        $0.bind(2, customer)
      }, { try $0.phase(4) })
  }

  /// Every field of a case; nil where it does not exist (R34).
  public func staffCase(_ id: CaseID, visibleTo viewer: UserType) throws -> StaffCase? {
    try connection.first(.staffCase, { $0.bind(1, id) }, { try staffCase(row: $0, visibleTo: viewer) })
  }

  private func staffCase(row: any EngineStatement, visibleTo viewer: UserType) throws -> StaffCase {
    let names = try names(topic: row.id(2), status: row.id(3))
    return StaffCase(
      id: row.id(0), version: row.int64(1), backendSystemID: row.optionalString(8), backendID: row.optionalString(9),
      topicID: row.id(2), topicName: names.topic, statusID: row.id(3), statusName: names.status,
      phase: try row.phase(4), priority: try row.priority(5), isWarranty: row.bool(6),
      customerID: row.optionalID(10), assigneeID: row.optionalID(11), assignedOn: row.optionalTime(12),
      reportingTime: row.time(7), lastInteractionTime: row.optionalTime(13), closingTime: row.optionalTime(14),
      closureReason: row.isNull(15) ? nil : Closure.Reason(rawValue: row.int32(15)),
      closureExplanation: row.optionalString(16), originatingOrganizationUnitBackendID: row.optionalString(17),
      title: row.string(18), description: row.string(19), summary: row.string(20), solution: row.string(21),
      customFields: try customValues(of: row.id(0), visibleTo: viewer))
  }

  /// Field name to value, of the fields that a user of the type may see (R31).
  private func customValues(of id: CaseID, visibleTo viewer: UserType) throws -> [String: String] {
    // Nothing to look for in a database without custom fields.
    if catalogue.customFields.byID.isEmpty { return [:] }
    var values: [String: String] = [:]
    let statement = try connection.statement(.customValues)
    defer { statement.reset() }
    statement.bind(1, id)
    while try statement.step() {
      // A field that was made after the catalogue was taken has no options yet: nobody may see it.
      guard let field = catalogue.customFields.byID[statement.id(0)], field.isVisible(to: viewer) else { continue }
      values[field.name] = statement.string(1)
    }
    return values
  }

  func names(topic: TopicID, status: StatusID) throws -> (topic: String, status: String) {
    (try self.topic(topic)?.name ?? "", try self.status(status)?.name ?? "")
  }
}

extension EngineStatement {
  func phase(_ column: Int32) throws -> Phase {
    guard let phase = Phase(rawValue: int32(column)) else { throw StoreError.unknownCode("phase", int64(column)) }
    return phase
  }

  func priority(_ column: Int32) throws -> Priority {
    guard let priority = Priority(rawValue: int32(column)) else {
      throw StoreError.unknownCode("priority", int64(column))
    }
    return priority
  }
}

extension SQLStatement {
  /// What makes a case a customer's own (R2). Followers and organisations will join here.
  static let isCustomersOwn = "customer_id = ?2"

  static let customerCase = SQLStatement(
    """
    SELECT id, version, topic_id, status_id, phase, priority, is_warranty, reporting_time, title, description
    FROM cases WHERE id = ?1 AND \(isCustomersOwn)
    """)

  static let staffCase = SQLStatement(
    """
    SELECT c.id, c.version, c.topic_id, c.status_id, c.phase, c.priority, c.is_warranty, c.reporting_time, b.name,
      c.backend_id, c.customer_id, c.assignee_id, c.assigned_on, c.last_interaction_time, c.closing_time,
      c.closure_reason, c.closure_explanation, c.originating_unit_backend_id, c.title, c.description, c.summary,
      c.solution
    FROM cases c LEFT JOIN backend_systems b ON b.id = c.backend_system_id WHERE c.id = ?1
    """)

  static let customValues = SQLStatement("SELECT field_id, value FROM case_custom_values WHERE case_id = ?1")
}
