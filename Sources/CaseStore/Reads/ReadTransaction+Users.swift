public import CaseDomain

extension ReadTransaction {
  /// A customer, whole; nil where there is none of that ID, or it is no customer.
  public func customer(_ id: UserID) throws -> Customer? {
    guard
      let found = try connection.first(
        .customerByID, { $0.bind(1, id) },
        { (backendSystem: $0.optionalString(25), details: CustomerDetails(row: $0)) })
    else { return nil }
    var details = found.details
    for (kind, address) in try connection.all(
      .addresses, { $0.bind(1, id) }, { (PostalAddress.Kind(rawValue: $0.int32(0)), PostalAddress(row: $0)) })
    {
      switch kind {
      case .shipping: details.shippingAddress = address
      case .billing: details.billingAddress = address
      case nil: break
      }
    }
    return Customer(id: id, backendSystemID: found.backendSystem, details: details)
  }

  /// The user's type; nil where there is none of that ID.
  public func userType(_ id: UserID) throws -> UserType? {
    try connection.first(.userTypeByID, { $0.bind(1, id) }, { UserType(rawValue: $0.int32(0)) })
  }

  /// Whom a token speaks for, by the digest of its secret; nil where there is no such token. Expired and revoked ones
  /// are found too: see `isValid`.
  public func identity(tokenDigest digest: [UInt8]) throws -> TokenIdentity? {
    try connection.first(
      .identity, { $0.bind(1, bytes: digest) },
      { row in
        TokenIdentity(
          tokenID: row.id(0), userID: row.id(1), userType: UserType(rawValue: row.int32(2)),
          functionalities: try functionalities(of: row.id(1)), expires: row.optionalTime(3),
          isRevoked: !row.isNull(4))
      })
  }

  /// What the user's roles grant (R18). A text that no functionality has grants nothing.
  func functionalities(of user: UserID) throws -> Set<Functionality> {
    Set(
      try connection.all(
        .functionalitiesOfUser, { $0.bind(1, user) }, { Functionality(rawValue: $0.string(0)) }
      ).compactMap(\.self))
  }

  /// Tokens, newest first.
  ///
  /// - Parameter cursor: the lowest ID of the page before.
  public func tokens(after cursor: TokenID? = nil, size: Int = PageSize.standard) throws -> Page<TokenRecord, TokenID> {
    let size = size.clamped(to: PageSize.range)
    let rows = try connection.all(
      .tokens,
      {
        $0.bind(1, cursor?.rawValue ?? .max)
        $0.bind(2, Int64(size + 1))
      }, TokenRecord.init(row:))
    return Page(rows, size: size, cursor: \.id)
  }

  /// All roles, by name.
  public func roles() throws -> [RoleRecord] {
    var granted: [RoleID: [Functionality]] = [:]
    for (role, text) in try connection.all(
      .allFunctionalities, { _ in }, { ($0.id(0, RoleID.self), $0.string(1)) })
    {
      if let functionality = Functionality(rawValue: text) { granted[role, default: []].append(functionality) }
    }
    return try connection.all(.allRoles) { row in
      RoleRecord(id: row.id(0), name: row.string(1), functionalities: granted[row.id(0)] ?? [])
    }
  }
}

extension TokenRecord {
  fileprivate init(row: any EngineStatement) {
    let name = [row.string(4), row.string(5)].filter { !$0.isEmpty }.joined(separator: " ")
    self.init(
      id: row.id(0), userID: row.id(1), userType: UserType(rawValue: row.int32(2)),
      userName: row.optionalString(3) ?? (name.isEmpty ? row.string(6) : name), created: row.time(7),
      expires: row.optionalTime(8), revoked: row.optionalTime(9))
  }
}

extension SQLStatement {
  static let userTypeByID = SQLStatement("SELECT type FROM users WHERE id = ?1")

  static let identity = SQLStatement(
    """
    SELECT t.id, t.user_id, u.type, t.expires_at, t.revoked_at
    FROM tokens t JOIN users u ON u.id = t.user_id WHERE t.digest = ?1
    """)

  static let functionalitiesOfUser = SQLStatement(
    """
    SELECT f.functionality FROM user_roles r JOIN role_functionalities f ON f.role_id = r.role_id WHERE r.user_id = ?1
    """)

  static let tokens = SQLStatement(
    """
    SELECT t.id, t.user_id, u.type, u.api_name, u.first_name, u.last_name, u.email_address, t.created_at, t.expires_at,
      t.revoked_at
    FROM tokens t JOIN users u ON u.id = t.user_id WHERE t.id < ?1 ORDER BY t.id DESC LIMIT ?2
    """)

  static let allRoles = SQLStatement("SELECT id, name FROM roles ORDER BY name")
  static let allFunctionalities = SQLStatement(
    "SELECT role_id, functionality FROM role_functionalities ORDER BY functionality")
}
