import CaseDomain

/// The part of a case's row that edits change.
struct CaseState: Equatable {
  let version: Int64
  var topicID: TopicID
  var statusID: StatusID
  var phase: Phase
  var priority: Priority
  var assigneeID: UserID?
  var assignedOn: UTCTime?
  var closingTime: UTCTime?
  var closureReason: Closure.Reason?
  var closureExplanation: String?
  var title: String
  var description: String
  var summary: String
  var solution: String

  init(row: any EngineStatement) throws {
    version = row.int64(0)
    topicID = row.id(1)
    statusID = row.id(2)
    phase = try row.phase(3)
    priority = try row.priority(4)
    assigneeID = row.optionalID(5)
    assignedOn = row.optionalTime(6)
    closingTime = row.optionalTime(7)
    closureReason = row.isNull(8) ? nil : Closure.Reason(rawValue: row.int32(8))
    closureExplanation = row.optionalString(9)
    title = row.string(10)
    description = row.string(11)
    summary = row.string(12)
    solution = row.string(13)
  }

  /// The parameters of `updateCase` from 2 on.
  func bind(to statement: any EngineStatement) {
    statement.bind(2, topicID)
    statement.bind(3, statusID)
    statement.bind(4, phase.rawValue)
    statement.bind(5, priority.rawValue)
    statement.bind(6, optional: assigneeID)
    statement.bind(7, optional: assignedOn)
    statement.bind(8, optional: closingTime)
    statement.bind(9, optional: closureReason.map { Int64($0.rawValue) })
    statement.bind(10, optional: closureExplanation)
    statement.bind(11, title)
    statement.bind(12, nonEmpty: description)
    statement.bind(13, nonEmpty: summary)
    statement.bind(14, nonEmpty: solution)
  }
}

extension ReadTransaction {
  func caseState(_ id: CaseID) throws -> CaseState? {
    try connection.first(.caseState, { $0.bind(1, id) }, CaseState.init(row:))
  }
}

extension WriteTransaction {
  func storedValue(_ field: CustomFieldID, of id: CaseID) throws -> String? {
    try connection.first(
      .customValue,
      {
        $0.bind(1, id)
        $0.bind(2, field)
      }, { $0.string(0) })
  }

  /// For a case that is new.
  func insertValue(_ assignment: CustomFieldSet.Assignment, of id: CaseID) throws {
    guard let value = assignment.value else { return }
    try connection.run(.insertCustomValue) {
      $0.bind(1, id)
      $0.bind(2, assignment.field)
      $0.bind(3, value)
    }
  }

  func setValue(_ assignment: CustomFieldSet.Assignment, of id: CaseID) throws {
    try connection.run(assignment.value == nil ? .deleteCustomValue : .setCustomValue) {
      $0.bind(1, id)
      $0.bind(2, assignment.field)
      if let value = assignment.value { $0.bind(3, value) }
    }
  }
}

extension SQLStatement {
  static let caseState = SQLStatement(
    """
    SELECT version, topic_id, status_id, phase, priority, assignee_id, assigned_on, closing_time, closure_reason,
      closure_explanation, title, description, summary, solution
    FROM cases WHERE id = ?1
    """)
  static let updateCase = SQLStatement(
    """
    UPDATE cases SET version = version + 1, topic_id = ?2, status_id = ?3, phase = ?4, priority = ?5, assignee_id = ?6,
      assigned_on = ?7, closing_time = ?8, closure_reason = ?9, closure_explanation = ?10, title = ?11, description = ?12,
      summary = ?13, solution = ?14
    WHERE id = ?1
    """)
  static let customValue = SQLStatement(
    "SELECT value FROM case_custom_values WHERE case_id = ?1 AND field_id = ?2")
  static let insertCustomValue = SQLStatement(
    "INSERT INTO case_custom_values(case_id, field_id, value) VALUES (?1, ?2, ?3)")
  static let setCustomValue = SQLStatement(
    """
    INSERT INTO case_custom_values(case_id, field_id, value) VALUES (?1, ?2, ?3)
    ON CONFLICT (case_id, field_id) DO UPDATE SET value = excluded.value
    """)
  static let deleteCustomValue = SQLStatement("DELETE FROM case_custom_values WHERE case_id = ?1 AND field_id = ?2")
}
