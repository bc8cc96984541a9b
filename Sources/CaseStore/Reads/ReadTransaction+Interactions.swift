public import CaseDomain

extension ReadTransaction {
  /// The interactions of a case, newest first, equal times by highest ID (R12). The case is not looked at.
  ///
  /// - Parameter customerView: leaves out what customers do not see (R13).
  public func interactions(
    of caseID: CaseID, customerView: Bool, after cursor: TimeCursor? = nil, size: Int = PageSize.standard
  ) throws -> Page<InteractionRecord, TimeCursor> {
    let size = size.clamped(to: PageSize.range)
    let start = cursor ?? .start
    let rows = try connection.rows(
      of: .interactions, after: start, size: size,
      {
        $0.bind(1, caseID)
        $0.bind(2, start.time)
        $0.bind(3, customerView)
        $0.bind(4, $1)
      }, { try InteractionRecord(row: $0) })
    return Page(rows, size: size, cursor: \.cursor)
  }

  /// One interaction.
  public func interaction(_ id: InteractionID) throws -> InteractionRecord? {
    try connection.first(.interactionByID, { $0.bind(1, id) }, InteractionRecord.init(row:))
  }
}

extension InteractionRecord {
  fileprivate init(row: any EngineStatement) throws {
    guard let kind = Interaction.Kind(rawValue: row.int32(2)) else {
      throw StoreError.unknownCode("kind", row.int64(2))
    }
    self.init(
      id: row.id(0), caseID: row.id(1), kind: kind, text: row.string(5), created: row.time(4),
      authorID: row.optionalID(3), authorFirstName: row.string(6), authorLastName: row.string(7))
  }
}

extension KeysetQuery {
  static let interactions = KeysetQuery(
    "\(SQLStatement.interactionRows) WHERE i.case_id = ?1 AND i.is_customer_visible >= ?3 AND",
    time: ("i.created_at", 2), id: ("i.id", 5), limit: 4)
}

extension SQLStatement {
  fileprivate static let interactionRows = """
    SELECT i.id, i.case_id, i.kind, i.author_id, i.created_at, i.text, u.first_name, u.last_name
    FROM interactions i LEFT JOIN users u ON u.id = i.author_id
    """

  static let interactionByID = SQLStatement("\(interactionRows) WHERE i.id = ?1")
}
