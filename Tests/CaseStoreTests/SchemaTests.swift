import CaseDomain
import Glibc
import Testing

@testable import CaseStore

@Suite(.timeLimit(.minutes(2))) struct SchemaTests {
  @Test("what was acknowledged is there after a restart, and the page tokens' key too")
  func reopening() async throws {
    let test = try TestStore()
    let key = test.store.pageTokenKey
    let id = try #require(try await test.push(soundPush()).createdID)
    try test.reopen()
    #expect(try test.staffCase(id)?.title == "It rings")
    #expect(test.store.pageTokenKey == key && key.count == CaseStore.pageTokenKeyBytes)
    #expect(try await test.push(soundPush()) == .exists(id))
  }

  @Test("migrations run once, in order, and are numbered from 1")
  func migrations() throws {
    #expect(Migration.sqlite.map(\.number) == Migration.sqlite.indices.map { Int64($0 + 1) })
    let test = try TestStore()
    try test.reopen()
    try test.withWriter { connection in
      let rows = try connection.all(SQLStatement("SELECT number FROM schema_migrations"), { _ in }, { $0.int64(0) })
      #expect(rows == Migration.sqlite.map(\.number))
    }
  }

  @Test("a closed store gives its file up, though a process that is being started still has its descriptors")
  func closedBesideACopy() throws {
    let test = try TestStore()
    // What fork leaves in the child until it runs its program.
    let copies = try FileDescriptors.copies(of: test.path + "-lock")
    defer { for copy in copies { close(copy) } }
    #expect(!copies.isEmpty)
    try test.reopen()
  }

  @Test("a newer schema is refused, and told")
  func newerSchema() throws {
    let test = try TestStore()
    try test.withWriter { try $0.execute("INSERT INTO schema_migrations VALUES (999, 'later', 0)") }
    let error = #expect(throws: StoreError.self) { try test.open() }
    #expect(error?.kind == .newerSchema(found: 999, known: Migration.sqlite.last?.number ?? 0))
  }

  @Test("a file that is open in a server is refused to another")
  func inUse() throws {
    let test = try TestStore()
    let error = #expect(throws: StoreError.self) { try CaseStore.open(test.configuration) }
    #expect(error?.kind == .inUse)
  }

  @Test("a path that cannot be opened and a file that is no database are told")
  func unreadable() throws {
    let test = try TestStore()
    var configuration = test.configuration
    configuration.path = test.folder + "/missing/casewire.db"
    #expect(#expect(throws: StoreError.self) { try CaseStore.open(configuration) }?.kind == .inputOutput)
  }

  static let nonsense: [String] = [
    "INSERT INTO cases(origin, topic_id, status_id, phase, priority, reporting_time, title) VALUES (1, 1, 1, 12, 0, 0, 'x')",
    "INSERT INTO cases(origin, topic_id, status_id, phase, priority, reporting_time, title) VALUES (1, 1, 1, 1, 3, 0, 'x')",
    "INSERT INTO cases(origin, topic_id, status_id, phase, priority, reporting_time, title) VALUES (1, 99, 1, 1, 0, 0, 'x')",
    "INSERT INTO cases(origin, topic_id, status_id, phase, priority, reporting_time, title) VALUES (1, 1, 1, 1, 0, 0, '')",
    """
    INSERT INTO cases(origin, topic_id, status_id, phase, priority, reporting_time, title, closing_time)
    VALUES (1, 1, 1, 1, 0, 0, 'x', 5)
    """,
    """
    INSERT INTO cases(origin, topic_id, status_id, phase, priority, reporting_time, title, backend_id)
    VALUES (1, 1, 1, 1, 0, 0, 'x', 'b')
    """,
    "INSERT INTO users(type, created_at) VALUES (3, 0)",
    "INSERT INTO users(type, created_at, gender) VALUES (2, 0, 'X')",
    "INSERT INTO users(type, created_at) VALUES (2048, 0)",
    "INSERT INTO tokens(user_id, digest, created_at) VALUES (1, x'00', 0)",
    "INSERT INTO statuses(name, phase, is_default) VALUES ('Second default', 1, 1)",
    "INSERT INTO interactions(case_id, kind, is_customer_visible, created_at, text) VALUES (1, 0, 1, 0, 'x')",
    "INSERT INTO interactions(case_id, kind, is_customer_visible, created_at, text) VALUES (1, 4, 1, 0, 'x')",
    "INSERT INTO addresses(user_id, kind) VALUES (1, 3)",
    "INSERT INTO case_custom_values(case_id, field_id, value) VALUES (1, 1, 'x')",
  ]

  @Test("the schema refuses nonsense", arguments: nonsense)
  func checks(insert: String) throws {
    let test = try TestStore()
    try test.withWriter { connection in
      let error = #expect(throws: StoreError.self) { try connection.execute(insert) }
      #expect(error?.kind == .constraint)
    }
  }

  @Test("the change feed is in commit order, none left out")
  func feed() async throws {
    let test = try TestStore()
    let store = test.store
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<40 { group.addTask { _ = try? await store.push([soundPush("\(number)")], by: nil) } }
    }
    let changes = try test.read { try $0.changes(limit: 1_000) }
    #expect(changes.map(\.id.rawValue) == Array(1...40))
    #expect(changes.map { $0.caseID?.rawValue } == Array(1...40))
    #expect(try test.read { try $0.changes(after: ChangeID(38), limit: 9) }.map(\.id.rawValue) == [39, 40])
  }
}

extension TestStore {
  /// A bare connection to the file, while no store has it.
  func withWriter(_ body: (any EngineConnection) throws -> Void) throws {
    store.close()
    let engine = try SQLiteEngine(
      SQLiteEngine.Options(
        path: path, synchronous: "FULL", writerCacheKiB: 1_024, readerCacheKiB: 1_024, checkpointPages: 1_000))
    let connection = try engine.connectWriter()
    defer {
      connection.close()
      engine.close()
    }
    try body(connection)
  }
}

private enum FileDescriptors {
  /// A copy of each of this process's descriptors of that file.
  static func copies(of path: String) throws -> [Int32] {
    // Other suites, beside this one, have thousands open.
    (0..<Int32(65_536)).compactMap { descriptor in
      var target = [CChar](repeating: 0, count: 4_096)
      let count = readlink("/proc/self/fd/\(descriptor)", &target, target.count - 1)
      guard count > 0, String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) == path else {
        return nil
      }
      return dup(descriptor)
    }
  }
}
