import CaseDomain
import CaseStore
import Testing

@Suite(.timeLimit(.minutes(2))) struct IdentityTests {
  static let digest = [UInt8](repeating: 1, count: 32)

  @Test("R18 R35 a token speaks for its user with the roles' functionalities, until it expires or is revoked")
  func tokens() async throws {
    let test = try TestStore()
    _ = try await test.write { try $0.createRole("Pusher", [.pushCases, .viewCases]) }
    let expiry = TestStore.start.advanced(byMilliseconds: 1_000)
    let id = try await test.write {
      try $0.createToken(for: .api(name: "importer"), digest: Self.digest, roles: ["Pusher"], expires: expiry)
    }
    let identity = try #require(try test.read { try $0.identity(tokenDigest: Self.digest) })
    #expect(identity.tokenID == id && identity.userType == .api)
    #expect(identity.functionalities == [.pushCases, .viewCases])
    #expect(identity.isValid(at: TestStore.start))
    #expect(!identity.isValid(at: expiry))
    #expect(try test.read { try $0.identity(tokenDigest: [UInt8](repeating: 2, count: 32)) } == nil)
    try await test.write { try $0.revokeToken(id) }
    try await test.write { try $0.revokeToken(id) }
    #expect(try test.read { try $0.identity(tokenDigest: Self.digest) }?.isValid(at: TestStore.start) == false)
    await #expect(throws: DomainError.notFound("token 99")) { try await test.write { try $0.revokeToken(TokenID(99)) } }
  }

  @Test("an API user of a name is created once, and roles add up on the user")
  func apiUsers() async throws {
    let test = try TestStore()
    _ = try await test.write { try $0.createRole("A", [.pushCases]) }
    _ = try await test.write { try $0.createRole("B", [.admin]) }
    for (number, role) in [(UInt8(1), "A"), (2, "B"), (3, "A")] {
      _ = try await test.write {
        try $0.createToken(
          for: .api(name: "x"), digest: [UInt8](repeating: number, count: 32), roles: [role], expires: nil)
      }
    }
    let tokens = try test.read { try $0.tokens(size: 2) }
    #expect(tokens.rows.map(\.id.rawValue) == [3, 2] && tokens.next == TokenID(2))
    #expect(try test.read { try $0.tokens(after: tokens.next) }.rows.map(\.id.rawValue) == [1])
    #expect(Set(tokens.rows.map(\.userID)).count == 1 && tokens.rows[0].userName == "x")
    let identity = try test.read { try $0.identity(tokenDigest: [UInt8](repeating: 1, count: 32)) }
    #expect(identity?.functionalities == [.pushCases, .admin])
  }

  @Test("a token for nobody, with no such role or in the past is refused")
  func refusals() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let table: [(TokenSubject, [String], Int64?, String)] = [
      (.customer(UserID(99)), [], nil, "CustomerID"), (.employee(customer), [], nil, "EmployeeID"),
      (.customer(customer), ["Nope"], nil, "Roles"), (.customer(customer), [], 0, "ExpiresInSeconds"),
      (.api(name: ""), [], nil, "ApiName"),
    ]
    for (subject, roles, expiry, field) in table {
      let error = await #expect(throws: DomainError.self) {
        try await test.write {
          try $0.createToken(
            for: subject, digest: Self.digest, roles: roles,
            expires: expiry.map(TestStore.start.advanced(byMilliseconds:)))
        }
      }
      #expect(error?.violation?.field == field)
    }
  }

  @Test("what a token stands for raises the generation, and a push does not")
  func generation() async throws {
    let test = try TestStore()
    let start = test.store.identityGeneration
    try await test.push(soundPush())
    #expect(test.store.identityGeneration == start)
    _ = try await test.write { try $0.createRole("A", [.pushCases]) }
    #expect(test.store.identityGeneration > start)
    let before = test.store.identityGeneration
    _ = try await test.write {
      try $0.createToken(for: .api(name: "x"), digest: Self.digest, roles: ["A"], expires: nil)
    }
    #expect(test.store.identityGeneration > before)
  }

  @Test("a role, custom field, status, topic or CustomID that is taken is refused")
  func taken() async throws {
    let test = try TestStore()
    _ = try await test.employee(customID: "P1")
    _ = try await test.write { try $0.createRole("A", []) }
    _ = try await test.write { try $0.createCustomField(CustomFieldDraft(name: "F", dataType: .bool)) }
    let writes: [@Sendable (borrowing WriteTransaction) throws -> Void] = [
      { _ = try $0.createRole("A", []) }, { _ = try $0.createTopic("Other") },
      { _ = try $0.createStatus("New", phase: .open) },
      { _ = try $0.createCustomField(CustomFieldDraft(name: "F", dataType: .bool)) },
      { _ = try $0.createEmployee(PersonDraft(emailAddress: "a@b", customID: "P1")) },
    ]
    for write in writes {
      let error = await #expect(throws: DomainError.self) { try await test.write(write) }
      guard case .alreadyExists = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test("settings have defaults, take what their kind takes, and hold after a restart")
  func settings() async throws {
    let test = try TestStore()
    #expect(try test.read { $0.setting(.editWindow) }.value == "15m")
    try await test.write { try $0.set(.editWindow, to: "1h") }
    await #expect(throws: DomainError.self) { try await test.write { try $0.set(.autoCreateTopic, to: "maybe") } }
    try test.reopen()
    #expect(try test.read { $0.interactionEditWindow } == 3_600_000)
    #expect(try test.read { $0.settings() }.map(\.definition.name) == SettingDefinition.all.map(\.name))
  }

  @Test("R30 fields can be added to cases, type 9")
  func fieldTypes() throws {
    #expect(
      try TestStore().read { try $0.customFieldTypes() }.map { [$0.id.description, $0.name] } == [["9", "Case"]])
  }
}
