import CaseDomain

/// A step of the schema. Steps are appended, never changed: a file that has run one will not run it again.
struct Migration: Sendable {
  /// 1, 2, 3, …
  let number: Int64
  let name: String
  let script: String
}

extension Migration {
  /// Brings the schema up to date, each step in a transaction of its own with the row that records it.
  ///
  /// - Throws: `newerSchema` where the file knows steps that this program does not.
  static func run(_ migrations: [Migration], on connection: any EngineConnection, at time: UTCTime) throws {
    try connection.execute(
      """
      CREATE TABLE IF NOT EXISTS schema_migrations(
        number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)
      """)
    let applied = try connection.first(.lastMigration, { _ in }) { $0.int64(0) } ?? 0
    let known = migrations.last?.number ?? 0
    guard applied <= known else {
      throw StoreError(
        .newerSchema(found: applied, known: known), attempted: "open the database", detail: "its schema is newer")
    }
    for migration in migrations where migration.number > applied {
      try connection.beginWriting()
      do {
        try connection.execute(migration.script)
        try connection.run(.recordMigration) {
          $0.bind(1, migration.number)
          $0.bind(2, migration.name)
          $0.bind(3, time)
        }
        try connection.commit()
      } catch {
        if connection.isInTransaction { try? connection.rollback() }
        throw error
      }
    }
  }
}

extension SQLStatement {
  fileprivate static let lastMigration = SQLStatement("SELECT COALESCE(MAX(number), 0) FROM schema_migrations")
  fileprivate static let recordMigration = SQLStatement(
    "INSERT INTO schema_migrations(number, name, applied_at) VALUES (?1, ?2, ?3)")
}
