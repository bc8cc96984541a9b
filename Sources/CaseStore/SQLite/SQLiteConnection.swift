import CSQLite

/// A connection to an SQLite file, opened without SQLite's own mutexes.
///
/// Unchecked: one thread at a time uses it. The writer's is confined to the writer's thread, a reader's is taken out of
/// the pool for the time of its use.
final class SQLiteConnection: EngineConnection, @unchecked Sendable {
  /// How long SQLite itself waits for a lock, in milliseconds: only a foreign process could hold one.
  static let busyTimeout: Int32 = 5_000

  private let handle: OpaquePointer
  private let path: String
  private var statements: [SQLiteStatement?] = []
  private let arena = BindingArena()
  private var isClosed = false

  init(_ path: String, flags: Int32, cacheKiB: Int) throws(StoreError) {
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      let detail = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw StoreError(StoreError.Kind(sqlite: code), attempted: "open \(path)", detail: detail)
    }
    handle = opened
    self.path = path
    sqlite3_busy_timeout(handle, SQLiteConnection.busyTimeout)
    try execute("PRAGMA foreign_keys = ON")
    try execute("PRAGMA temp_store = MEMORY")
    try execute("PRAGMA cache_size = -\(cacheKiB)")
    try execute("PRAGMA trusted_schema = OFF")
  }

  deinit { close() }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    for statement in statements { statement?.finalize() }
    statements = []
    sqlite3_close_v2(handle)
  }

  func statement(_ sql: SQLStatement) throws(StoreError) -> any EngineStatement {
    if sql.index < statements.count, let kept = statements[sql.index] { return kept }
    let prepared = try SQLiteStatement(sql.text, on: handle, arena: arena, path: path)
    while statements.count <= sql.index { statements.append(nil) }
    statements[sql.index] = prepared
    return prepared
  }

  func execute(_ script: String) throws(StoreError) {
    let code = sqlite3_exec(handle, script, nil, nil, nil)
    guard code == SQLITE_OK else {
      // The first statement finds out that a file is none of SQLite's.
      let isDatabase = code & 0xff != SQLITE_NOTADB
      throw StoreError(
        StoreError.Kind(sqlite: code),
        attempted: isDatabase ? "run \"\(script.prefix(80))\" on \(path)" : "open \(path)",
        detail: String(cString: sqlite3_errmsg(handle)))
    }
  }

  var lastInsertedID: Int64 { sqlite3_last_insert_rowid(handle) }

  var changeCount: Int64 { sqlite3_total_changes64(handle) }

  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  func plan(_ sql: SQLStatement) throws(StoreError) -> [String] {
    let statement = try SQLiteStatement("EXPLAIN QUERY PLAN " + sql.text, on: handle, arena: arena, path: path)
    defer { statement.finalize() }
    var lines: [String] = []
    while try statement.step() { lines.append(statement.string(3)) }
    return lines
  }
}

extension StoreError.Kind {
  /// From a result code, extended or not.
  init(sqlite code: Int32) {
    switch code & 0xff {
    case SQLITE_CONSTRAINT: self = .constraint
    case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
    case SQLITE_FULL: self = .diskFull
    case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt
    case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM: self = .inputOutput
    default: self = .unexpected
    }
  }
}
