public import CaseDomain

extension ReadTransaction {
  /// The changes after `id`, in commit order, none left out (R37).
  ///
  /// - Parameter limit: 1 to 1,000.
  public func changes(after id: ChangeID = ChangeID(0), limit: Int) throws -> [ChangeRecord] {
    try connection.all(
      .changes,
      {
        $0.bind(1, id)
        $0.bind(2, Int64(limit.clamped(to: 1...1_000)))
      },
      { row in
        guard let kind = ChangeRecord.Kind(rawValue: row.int32(1)) else {
          throw StoreError.unknownCode("kind", row.int64(1))
        }
        return ChangeRecord(
          id: row.id(0), kind: kind, caseID: row.optionalID(2), version: row.optionalInt64(3),
          actorID: row.optionalID(4), time: row.time(5))
      })
  }
}

extension SQLStatement {
  static let changes = SQLStatement(
    "SELECT seq, kind, case_id, version, actor_id, at FROM changes WHERE seq > ?1 ORDER BY seq LIMIT ?2")
}
