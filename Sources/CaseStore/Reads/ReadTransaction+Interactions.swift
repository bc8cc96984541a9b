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
    let rows = try connection.all(
      .interactions,
      {
        $0.bind(1, caseID)
        $0.bind(2, start.time)
        $0.bind(3, start.id)
        $0.bind(4, customerView)
        $0.bind(5, Int64(size + 1))
      }, InteractionRecord.init(row:))
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

extension SQLStatement {
  private static let interactionRows = """
    SELECT i.id, i.case_id, i.kind, i.author_id, i.created_at, i.text, u.first_name, u.last_name
    FROM interactions i LEFT JOIN users u ON u.id = i.author_id
    """

  static let interactions = SQLStatement(
    """
    \(interactionRows)
    WHERE i.case_id = ?1 AND (i.created_at, i.id) < (?2, ?3) AND i.is_customer_visible >= ?4
    ORDER BY i.created_at DESC, i.id DESC LIMIT ?5
    """)

  static let interactionByID = SQLStatement("\(interactionRows) WHERE i.id = ?1")
}
