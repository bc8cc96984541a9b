extension EngineConnection {
  /// Runs a statement that answers no rows.
  func run(_ sql: SQLStatement, _ bind: (any EngineStatement) -> Void = { _ in }) throws {
    let statement = try statement(sql)
    defer { statement.reset() }
    bind(statement)
    while try statement.step() {}
  }

  /// Runs an INSERT and answers the new row's id.
  func insert(_ sql: SQLStatement, _ bind: (any EngineStatement) -> Void) throws -> Int64 {
    try run(sql, bind)
    return lastInsertedID
  }

  /// The first row, as `read` makes it; nil where there is none.
  func first<T>(
    _ sql: SQLStatement, _ bind: (any EngineStatement) -> Void, _ read: (any EngineStatement) throws -> T
  ) throws -> T? {
    let statement = try statement(sql)
    defer { statement.reset() }
    bind(statement)
    return try statement.step() ? try read(statement) : nil
  }

  /// All rows, as `read` makes them. The SQL bounds how many.
  func all<T>(
    _ sql: SQLStatement, _ bind: (any EngineStatement) -> Void = { _ in },
    _ read: (any EngineStatement) throws -> T
  ) throws -> [T] {
    let statement = try statement(sql)
    defer { statement.reset() }
    bind(statement)
    var rows: [T] = []
    while try statement.step() { rows.append(try read(statement)) }
    return rows
  }

  func begin() throws { try run(.begin) }
  func beginWriting() throws { try run(.beginWriting) }
  func commit() throws { try run(.commit) }
  func rollback() throws { try run(.rollback) }
}

extension SQLStatement {
  static let begin = SQLStatement("BEGIN")
  // SQLite takes the write lock at once; PostgreSQL's driver would say BEGIN.
  static let beginWriting = SQLStatement("BEGIN IMMEDIATE")
  static let commit = SQLStatement("COMMIT")
  static let rollback = SQLStatement("ROLLBACK")
  static let savepoint = SQLStatement("SAVEPOINT job")
  static let rollbackToSavepoint = SQLStatement("ROLLBACK TO SAVEPOINT job")
  static let releaseSavepoint = SQLStatement("RELEASE SAVEPOINT job")
}
