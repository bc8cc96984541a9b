public import CaseDomain

extension WriteTransaction {
  /// Creates a customer. An e-mail address is not unique (R20).
  public func createCustomer(_ draft: PersonDraft) throws -> UserID {
    try DomainError.invalidating(draft.check)
    guard draft.customID.isEmpty else { throw DomainError.invalid("CustomID", "is for employees only") }
    return try insertUser(.customer, draft.details)
  }

  /// Creates an employee, to whom cases may be assigned (R23).
  public func createEmployee(_ draft: PersonDraft) throws -> UserID {
    try DomainError.invalidating(draft.check)
    if !draft.customID.isEmpty, try connection.first(.userByCustomID, { $0.bind(1, draft.customID) }, { _ in }) != nil {
      throw DomainError.alreadyExists(FieldViolation("CustomID", "\"\(draft.customID)\" is another employee's"))
    }
    session.forget()
    return try insertUser(.employee, draft.details, customID: draft.customID)
  }

  /// The API user of that name, created where there is none.
  public func apiUser(named name: String) throws -> UserID {
    try DomainError.invalidating { () throws(FieldViolation) in try TextRule.name.check(name, "ApiName") }
    if let known: UserID = try connection.first(.apiUser, { $0.bind(1, name) }, { $0.id(0) }) { return known }
    var details = CustomerDetails()
    details.firstName = name
    return try insertUser(.api, details, apiName: name)
  }

  func insertUser(
    _ type: UserType, _ details: CustomerDetails, system: Int64? = nil, apiName: String = "", customID: String = ""
  ) throws -> UserID {
    UserID(
      try connection.insert(.insertUser) {
        $0.bind(1, type.rawValue)
        $0.bind(2, now)
        $0.bind(3, nonEmpty: apiName)
        $0.bind(4, nonEmpty: customID)
        $0.bind(5, optional: system)
        $0.bind(6, nonEmpty: details.backendID)
        $0.bind(7, nonEmpty: EmailAddress.key(details.emailAddress))
        details.bind(to: $0, from: 8)
      })
  }
}

extension PersonDraft {
  fileprivate var details: CustomerDetails {
    var details = CustomerDetails()
    details.emailAddress = emailAddress
    details.firstName = firstName
    details.lastName = lastName
    return details
  }
}

extension SQLStatement {
  static let userByCustomID = SQLStatement("SELECT id FROM users WHERE custom_id = ?1")
  static let apiUser = SQLStatement("SELECT id FROM users WHERE api_name = ?1")
  static let insertUser = SQLStatement(
    """
    INSERT INTO users(type, created_at, api_name, custom_id, backend_system_id, backend_id, email_key,
      \(CustomerDetails.columns))
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
      ?25, ?26, ?27, ?28, ?29)
    """)
}
