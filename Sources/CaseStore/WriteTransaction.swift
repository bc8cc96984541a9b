public import CaseDomain

/// A job's part of the writer's transaction. Others' jobs are in the same transaction, before and after; a job that
/// throws leaves nothing behind.
///
/// A job may run twice: when one that shares its transaction throws after it has written, all are rolled back and run
/// again. So a job is a function of the transaction and of nothing that changes.
public struct WriteTransaction: ~Copyable {
  let session: WriterSession
  /// When the job began, by the store's clock.
  public let now: UTCTime

  init(_ session: WriterSession, now: UTCTime) {
    self.session = session
    self.now = now
  }

  var connection: any EngineConnection { session.connection }

  /// Reads that see what this job has written so far.
  public func read<T>(_ body: (borrowing ReadTransaction) throws -> T) rethrows -> T {
    try body(ReadTransaction(connection, session.catalogue, now: now))
  }

  /// Tells the change feed (R37).
  func recordChange(_ kind: ChangeRecord.Kind, _ caseID: CaseID, version: Int64, by actor: UserID?) throws {
    try connection.run(.insertChange) {
      $0.bind(1, caseID)
      $0.bind(2, kind.rawValue)
      $0.bind(3, version)
      $0.bind(4, optional: actor)
      $0.bind(5, now)
    }
  }
}

extension SQLStatement {
  static let insertChange = SQLStatement(
    "INSERT INTO changes(case_id, kind, version, actor_id, at) VALUES (?1, ?2, ?3, ?4, ?5)")
}
