/// A list in the order of (time, id), newest first, continued behind a cursor.
///
/// In two statements: the rest of the cursor's own time, then what is older. One condition on (time, id) would do by its
/// meaning, but SQLite seeks by the time alone and walks over all rows of it: a page deep in an import whose cases have
/// one time would cost as much as all before it.
struct KeysetQuery: Sendable {
  let tied: SQLStatement
  let older: SQLStatement
  /// The parameter of `tied` that the cursor's id goes to; `older` has none.
  let idParameter: Int32

  /// - Parameters:
  ///   - head: up to the conditions, `SELECT … WHERE … AND`.
  ///   - time: the column and the parameter of the cursor's time.
  ///   - id: the column and the parameter of the cursor's id.
  ///   - limit: the parameter of the limit.
  init(_ head: String, time: (String, Int32), id: (String, Int32), limit: Int32) {
    let tail = "ORDER BY \(time.0) DESC, \(id.0) DESC LIMIT ?\(limit)"
    tied = SQLStatement("\(head) \(time.0) = ?\(time.1) AND \(id.0) < ?\(id.1) \(tail)")
    older = SQLStatement("\(head) \(time.0) < ?\(time.1) \(tail)")
    idParameter = id.1
  }
}

extension EngineConnection {
  /// Up to `size` + 1 rows behind `cursor`.
  ///
  /// - Parameter bind: binds all parameters but the cursor's id; the number is the limit.
  func rows<Row>(
    of query: KeysetQuery, after cursor: TimeCursor, size: Int, _ bind: (any EngineStatement, Int64) -> Void,
    _ read: (any EngineStatement) throws -> Row
  ) throws -> [Row] {
    var rows: [Row] = []
    if cursor != .start, cursor.id > 0 {
      rows = try all(
        query.tied,
        {
          bind($0, Int64(size + 1))
          $0.bind(query.idParameter, cursor.id)
        }, read)
    }
    if rows.count <= size { rows += try all(query.older, { bind($0, Int64(size + 1 - rows.count)) }, read) }
    return rows
  }
}
