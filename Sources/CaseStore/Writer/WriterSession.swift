import CaseDomain

/// What the writer's thread holds: its connection and what it remembers. Nobody else touches it once the thread runs.
final class WriterSession {
  let connection: any EngineConnection
  /// The writer's copy: with what the running transaction has changed.
  var catalogue: Catalogue {
    didSet { catalogueChanged = true }
  }
  /// Whether the running transaction changed the catalogue.
  private(set) var catalogueChanged = false
  /// Whether the running transaction changed what a token stands for.
  var identitiesChanged = false
  /// Whether a job has a savepoint to fall back to, so that it may fail in part.
  var isInSavepoint = false

  /// Ids of backend systems by name.
  var backendSystems: [String: Int64] = [:]
  /// Assignees that were looked up, found or not (R22).
  var assignees: [PushedCase.Assignee: UserID?] = [:]

  /// The most entries each memory may have; a full one is emptied.
  static let maximumRemembered = 10_000

  init(_ connection: any EngineConnection) throws {
    self.connection = connection
    catalogue = try Catalogue(from: connection)
  }

  /// The transaction was committed.
  func settle() {
    catalogueChanged = false
    identitiesChanged = false
  }

  /// The transaction was rolled back: what it made is gone, and what was remembered of it too.
  func revert(to published: Catalogue) {
    catalogue = published
    catalogueChanged = false
    identitiesChanged = false
    isInSavepoint = false
    forget()
  }

  func forget() {
    backendSystems.removeAll()
    assignees.removeAll()
  }

  func remember(_ name: String, _ id: Int64) {
    if backendSystems.count >= WriterSession.maximumRemembered { backendSystems.removeAll() }
    backendSystems[name] = id
  }

  func remember(_ keys: PushedCase.Assignee, _ user: UserID?) {
    if assignees.count >= WriterSession.maximumRemembered { assignees.removeAll() }
    assignees[keys] = .some(user)
  }

  /// Runs `body` so that a failure undoes just what `body` did. Only inside a savepointed pass.
  func withSavepoint<T>(_ body: () throws -> T) throws -> T {
    let before = catalogue
    let changed = catalogueChanged
    try connection.run(.savepoint)
    do {
      let result = try body()
      try connection.run(.releaseSavepoint)
      return result
    } catch {
      // A full disk ends the whole transaction; then there is no savepoint to go back to.
      if connection.isInTransaction {
        try connection.run(.rollbackToSavepoint)
        try connection.run(.releaseSavepoint)
      }
      catalogue = before
      catalogueChanged = changed
      forget()
      throw error
    }
  }
}
