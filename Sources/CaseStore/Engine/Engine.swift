/// What an engine has to bring: connections. SQLite is the first; the SQL above is written so that PostgreSQL can follow.
///
/// The shared SQL writes its parameters ?1, ?2, … and both engines go by that number: PostgreSQL's driver has only to
/// write `$` for `?`. It keeps to what PostgreSQL 15 has too: row values, partial indices, ON CONFLICT. Where new ids come
/// from is the engine's affair (`lastInsertedID`; RETURNING there). Migrations alone have a text for each engine.
protocol Engine: Sendable {
  /// Opens a connection that may write: there is one.
  func connectWriter() throws(StoreError) -> any EngineConnection
  /// Opens a connection that only reads.
  func connectReader() throws(StoreError) -> any EngineConnection
  /// The migrations in this engine's dialect, in order.
  var migrations: [Migration] { get }
  /// Gives up what the engine holds beside its connections.
  func close()
}

/// A session with the database. Used by one thread at a time, which whoever owns it sees to.
protocol EngineConnection: AnyObject, Sendable {
  /// The prepared form, which the connection keeps. The caller resets it after use.
  func statement(_ sql: SQLStatement) throws(StoreError) -> any EngineStatement
  /// Runs statements without parameters and results.
  func execute(_ script: String) throws(StoreError)
  /// The `id` of the row that the last INSERT made.
  var lastInsertedID: Int64 { get }
  /// How many rows this connection has inserted, updated and deleted so far.
  var changeCount: Int64 { get }
  /// False also where the engine has rolled back by itself, as on a full disk.
  var isInTransaction: Bool { get }
  /// How the engine would run a statement, a line a step. For tests.
  func plan(_ sql: SQLStatement) throws(StoreError) -> [String]
  func close()
}

/// A prepared statement: bind all parameters, step to the rows, read columns, reset.
protocol EngineStatement: AnyObject {
  /// Parameters count from 1. Text and bytes are copied.
  func bind(_ parameter: Int32, _ value: Int64)
  func bindNull(_ parameter: Int32)
  func bind(_ parameter: Int32, _ text: String)
  func bind(_ parameter: Int32, bytes: [UInt8])
  /// Goes to the next row; false after the last.
  func step() throws(StoreError) -> Bool
  /// Ends the run, whatever state it is in.
  func reset()

  /// Columns count from 0.
  func int64(_ column: Int32) -> Int64
  func isNull(_ column: Int32) -> Bool
  func string(_ column: Int32) -> String
  func bytes(_ column: Int32) -> [UInt8]
  /// Whether the column's text is exactly `text`, without making a string of it.
  func holds(_ column: Int32, _ text: String) -> Bool
}
