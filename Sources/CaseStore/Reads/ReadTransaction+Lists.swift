public import CaseDomain

extension ReadTransaction {
  /// The customer's cases, newest ReportingTime first, then highest ID (R6).
  ///
  /// - Parameters:
  ///   - cursor: the page before's `next`; nil is the first page. A page stays where it is when cases come in.
  ///   - size: 1 to 200.
  public func customerCases(
    of customer: UserID, after cursor: TimeCursor? = nil, size: Int = PageSize.standard
  ) throws -> Page<CaseListEntry, TimeCursor> {
    let size = size.clamped(to: PageSize.range)
    let start = cursor ?? .start
    let rows = try connection.rows(
      of: .customerCases, after: start, size: size,
      {
        $0.bind(1, start.time)
        $0.bind(2, customer)
        $0.bind(3, $1)
      }, { try listEntry($0) })
    return Page(rows, size: size, cursor: \.cursor)
  }

  /// Cases for staff, newest ReportingTime first, then highest ID (R34).
  ///
  /// One condition, the one that narrows most, leads through an index in the order of the list; the others are looked at
  /// row by row.
  public func cases(
    where filter: CaseFilter, after cursor: TimeCursor? = nil, size: Int = PageSize.standard
  ) throws -> Page<CaseListEntry, TimeCursor> {
    let size = size.clamped(to: PageSize.range)
    // "Before that time" is a place in the list like a cursor: in front of every row of that time.
    var start = cursor ?? .start
    if let until = filter.reportedUntil, until <= start.time { start = TimeCursor(time: until, id: 0) }
    let rows = try connection.rows(
      of: .caseList(leading: filter), after: start, size: size,
      {
        $0.bind(1, start.time)
        $0.bind(2, filter.reportedFrom ?? UTCTime(milliseconds: .min))
        $0.bind(3, $1)
        $0.bind(4, optional: filter.customerID)
        $0.bind(5, optional: filter.assigneeID)
        $0.bind(6, optional: filter.statusID)
        $0.bind(7, optional: filter.topicID)
        $0.bind(8, optional: filter.phase.map { Int64($0.rawValue) })
        $0.bind(9, optional: filter.priority.map { Int64($0.rawValue) })
      }, { try listEntry($0) })
    return Page(rows, size: size, cursor: \.cursor)
  }

  private func listEntry(_ row: any EngineStatement) throws -> CaseListEntry {
    let names = try names(topic: row.id(1), status: row.id(2))
    return CaseListEntry(
      id: row.id(0), topicID: row.id(1), topicName: names.topic, statusID: row.id(2), statusName: names.status,
      phase: try row.phase(3), priority: try row.priority(4), title: row.string(9), customerID: row.optionalID(5),
      assigneeID: row.optionalID(6), reportingTime: row.time(7), closingTime: row.optionalTime(8))
  }
}

extension Int {
  func clamped(to range: ClosedRange<Int>) -> Int { Swift.min(Swift.max(self, range.lowerBound), range.upperBound) }
}

extension KeysetQuery {
  private static let listColumns = """
    id, topic_id, status_id, phase, priority, customer_id, assignee_id, reporting_time, closing_time, title
    """

  static let customerCases = KeysetQuery(
    "SELECT \(listColumns) FROM cases WHERE \(SQLStatement.isCustomersOwn) AND",
    time: ("reporting_time", 1), id: ("id", 4), limit: 3)

  static func caseList(leading filter: CaseFilter) -> KeysetQuery {
    if filter.customerID != nil { return casesByCustomer }
    if filter.assigneeID != nil { return casesByAssignee }
    if filter.statusID != nil { return casesByStatus }
    if filter.topicID != nil { return casesByTopic }
    // Closed cases and those of low priority are many, so that the list by time meets enough of them; the indices have
    // the others.
    if let phase = filter.phase, phase.isOpen { return casesByPhase }
    if let priority = filter.priority, priority.rawValue > 1 { return casesByPriority }
    return casesByTime
  }

  static let casesByCustomer = caseList("customer_id")
  static let casesByAssignee = caseList("assignee_id")
  static let casesByStatus = caseList("status_id")
  static let casesByTopic = caseList("topic_id")
  static let casesByPhase = caseList("phase")
  static let casesByPriority = caseList("priority")
  static let casesByTime = caseList(nil)

  private static let filterColumns = [
    ("customer_id", 4), ("assignee_id", 5), ("status_id", 6), ("topic_id", 7), ("phase", 8), ("priority", 9),
  ]

  /// What a partial index says of itself, which a query must repeat to be served by it.
  private static let partialIndices = ["phase": "phase < 11", "priority": "priority > 1"]

  /// The leading condition stands alone, so that its index serves; the others are no use to an index by their form.
  private static func caseList(_ leading: String?) -> KeysetQuery {
    let conditions = filterColumns.map { column, parameter in
      guard column == leading else { return "(?\(parameter) IS NULL OR \(column) = ?\(parameter))" }
      return (["\(column) = ?\(parameter)"] + (partialIndices[column].map { [$0] } ?? [])).joined(separator: " AND ")
    }
    return KeysetQuery(
      """
      SELECT \(listColumns) FROM cases
      WHERE reporting_time >= ?2 AND \(conditions.joined(separator: " AND ")) AND
      """, time: ("reporting_time", 1), id: ("id", 10), limit: 3)
  }
}
