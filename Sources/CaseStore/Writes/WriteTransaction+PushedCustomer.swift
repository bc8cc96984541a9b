import CaseDomain

extension WriteTransaction {
  /// Creates or updates the customer of a pushed case and its addresses (R20, R21). What is the same already is not
  /// written again.
  func upsertCustomer(_ details: CustomerDetails, system: Int64) throws -> UserID {
    let found = try findCustomer(details, system: system)
    let customer = try found ?? insertUser(.customer, details, system: details.backendID.isEmpty ? nil : system)
    if let address = details.shippingAddress {
      try upsertAddress(address, .shipping, of: customer, isNew: found == nil)
    }
    if let address = details.billingAddress {
      try upsertAddress(address, .billing, of: customer, isNew: found == nil)
    }
    return customer
  }

  /// The customer that matches, brought up to date; nil where there is none.
  private func findCustomer(_ details: CustomerDetails, system: Int64) throws -> UserID? {
    let byPair = !details.backendID.isEmpty
    let match: (id: UserID, merged: CustomerDetails?)? = try connection.first(
      byPair ? .customerByBackend : .customerByEmail,
      {
        $0.bind(1, byPair ? details.backendID : EmailAddress.key(details.emailAddress))
        if byPair { $0.bind(2, system) }
      },
      { row in
        let isUpToDate = details.isContained(in: row)
        return (row.id(0), isUpToDate ? nil : CustomerDetails(row: row).merged(with: details))
      })
    guard let match else { return nil }
    if let merged = match.merged {
      try connection.run(.updateCustomer) {
        $0.bind(1, match.id)
        $0.bind(2, nonEmpty: EmailAddress.key(merged.emailAddress))
        merged.bind(to: $0, from: 3)
      }
    }
    return match.id
  }

  private func upsertAddress(
    _ address: PostalAddress, _ kind: PostalAddress.Kind, of customer: UserID, isNew: Bool
  ) throws {
    if isNew {
      // An address of which nothing is given is absent.
      if !address.isAbsent { try write(.insertAddress, address, kind, of: customer) }
      return
    }
    let current: (isUpToDate: Bool, merged: PostalAddress)? = try connection.first(
      .address,
      {
        $0.bind(1, customer)
        $0.bind(2, kind.rawValue)
      },
      { row in
        let isUpToDate = address.isContained(in: row)
        return (isUpToDate, isUpToDate ? address : PostalAddress(row: row).merged(with: address))
      })
    guard let current else {
      if !address.isAbsent { try write(.insertAddress, address, kind, of: customer) }
      return
    }
    if !current.isUpToDate { try write(.updateAddress, current.merged, kind, of: customer) }
  }

  private func write(
    _ sql: SQLStatement, _ address: PostalAddress, _ kind: PostalAddress.Kind, of customer: UserID
  ) throws {
    try connection.run(sql) {
      $0.bind(1, customer)
      $0.bind(2, kind.rawValue)
      address.bind(to: $0, from: 3)
    }
  }

  /// The assignee by ID, then CustomID, then EmailAddress; who may not be assigned counts as no match, and the next key
  /// is tried (R22, R23).
  func assignee(_ keys: PushedCase.Assignee) throws -> UserID? {
    if keys.isAbsent { return nil }
    if let known = session.assignees[keys] { return known }
    var found: UserID?
    if keys.id > 0 { found = try user(.assigneeByID) { $0.bind(1, keys.id) } }
    if found == nil, !keys.customID.isEmpty { found = try user(.assigneeByCustomID) { $0.bind(1, keys.customID) } }
    if found == nil, !keys.emailAddress.isEmpty {
      found = try user(.assigneeByEmail) { $0.bind(1, EmailAddress.key(keys.emailAddress)) }
    }
    session.remember(keys, found)
    return found
  }

  private func user(_ sql: SQLStatement, _ bind: (any EngineStatement) -> Void) throws -> UserID? {
    try connection.first(sql, bind) { $0.id(0) }
  }
}

extension SQLStatement {
  static let updateCustomer = SQLStatement(
    """
    UPDATE users SET email_key = ?2, email_address = ?3, gender = ?4, initials = ?5, first_name = ?6, last_name = ?7,
      phone_number = ?8, date_of_birth = ?9, place_of_birth = ?10, bank_account = ?11, nickname = ?12, language_id = ?13,
      country_id = ?14, fiscal_id = ?15, social_security_number = ?16, title = ?17, salutation = ?18, account_type = ?19,
      company_name = ?20, company_registration_number = ?21, company_vat_number = ?22, company_fiscal_id = ?23,
      backend_relation_id = ?24
    WHERE id = ?1
    """)
  static let assigneeByID = SQLStatement("SELECT id FROM users WHERE id = ?1 AND type IN (1, 17)")
  static let assigneeByCustomID = SQLStatement("SELECT id FROM users WHERE custom_id = ?1 AND type IN (1, 17)")
  static let assigneeByEmail = SQLStatement(
    "SELECT id FROM users WHERE email_key = ?1 AND type IN (1, 17) ORDER BY id LIMIT 1")
}
