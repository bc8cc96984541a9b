public import CaseDomain

extension WriteTransaction {
  /// Bytes of a token's digest.
  public static var tokenDigestBytes: Int { 32 }

  /// Creates a token for a user and gives the user the roles: an API user is created where there is none of the name.
  ///
  /// - Parameters:
  ///   - digest: of the secret, `tokenDigestBytes` long; the secret itself never comes here.
  ///   - roles: names of roles, which must exist.
  ///   - expires: nil is never.
  public func createToken(
    for subject: TokenSubject, digest: [UInt8], roles: [String], expires: UTCTime?
  ) throws -> TokenID {
    let granted = try roles.map { name in
      guard let role: RoleID = try connection.first(.roleByName, { $0.bind(1, name) }, { $0.id(0) }) else {
        throw DomainError.invalid("Roles", "\"\(name)\" is no role; create it first")
      }
      return role
    }
    if let expires, expires <= now { throw DomainError.invalid("ExpiresInSeconds", "is not in the future") }
    let user = try user(of: subject)
    session.identitiesChanged = true
    for role in granted {
      try connection.run(.grantRole) {
        $0.bind(1, user)
        $0.bind(2, role)
      }
    }
    return TokenID(
      try connection.insert(.insertToken) {
        $0.bind(1, user)
        $0.bind(2, bytes: digest)
        $0.bind(3, now)
        $0.bind(4, optional: expires)
      })
  }

  /// Revokes a token from the next call on; revoking twice is no error and keeps the first time.
  public func revokeToken(_ id: TokenID) throws {
    guard try connection.first(.tokenByID, { $0.bind(1, id) }, { _ in }) != nil else {
      throw DomainError.notFound("token \(id)")
    }
    session.identitiesChanged = true
    try connection.run(.revokeToken) {
      $0.bind(1, id)
      $0.bind(2, now)
    }
  }

  /// Creates a role that grants the functionalities (R18).
  public func createRole(_ name: String, _ functionalities: Set<Functionality>) throws -> RoleID {
    try DomainError.invalidating { () throws(FieldViolation) in try TextRule.name.check(name, "Name") }
    guard try connection.first(.roleByName, { $0.bind(1, name) }, { _ in }) == nil else {
      throw DomainError.alreadyExists(FieldViolation("Name", "\"\(name)\" is a role already"))
    }
    let role = RoleID(try connection.insert(.insertRole) { $0.bind(1, name) })
    session.identitiesChanged = true
    for functionality in functionalities {
      try connection.run(.insertRoleFunctionality) {
        $0.bind(1, role)
        $0.bind(2, functionality.rawValue)
      }
    }
    return role
  }

  private func user(of subject: TokenSubject) throws -> UserID {
    switch subject {
    case .customer(let id): return try user(id, .customer, "CustomerID", "is no customer")
    case .employee(let id): return try user(id, .employee, "EmployeeID", "is no employee")
    case .api(let name): return try apiUser(named: name)
    }
  }

  private func user(_ id: UserID, _ type: UserType, _ field: String, _ reason: String) throws -> UserID {
    guard try read({ try $0.userType(id) }) == type else {
      throw DomainError.invalid(field, "\(id) \(reason)")
    }
    return id
  }
}

extension SQLStatement {
  static let roleByName = SQLStatement("SELECT id FROM roles WHERE name = ?1")
  static let insertRole = SQLStatement("INSERT INTO roles(name) VALUES (?1)")
  static let insertRoleFunctionality = SQLStatement(
    "INSERT INTO role_functionalities(role_id, functionality) VALUES (?1, ?2)")
  static let grantRole = SQLStatement(
    "INSERT INTO user_roles(user_id, role_id) VALUES (?1, ?2) ON CONFLICT (user_id, role_id) DO NOTHING")
  static let insertToken = SQLStatement(
    "INSERT INTO tokens(user_id, digest, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)")
  static let tokenByID = SQLStatement("SELECT id FROM tokens WHERE id = ?1")
  static let revokeToken = SQLStatement("UPDATE tokens SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")
}
