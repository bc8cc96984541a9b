import CaseDomain

/// How a customer's details lie in a row of `users`: one order for reading, comparing and writing.
extension CustomerDetails {
  /// `users.id` comes first, then these, then `backend_id`, so that the details begin at column 1.
  static let columns = """
    email_address, gender, initials, first_name, last_name, phone_number, date_of_birth, place_of_birth, bank_account,
    nickname, language_id, country_id, fiscal_id, social_security_number, title, salutation, account_type, company_name,
    company_registration_number, company_vat_number, company_fiscal_id, backend_relation_id
    """
  static let columnCount: Int32 = 22

  /// From `id`, the columns, `backend_system_id` and `backend_id`.
  init(row: any EngineStatement) {
    self.init()
    emailAddress = row.string(1)
    gender = row.string(2)
    initials = row.string(3)
    firstName = row.string(4)
    lastName = row.string(5)
    phoneNumber = row.string(6)
    dateOfBirth = row.optionalTime(7)
    placeOfBirth = row.string(8)
    bankAccount = row.string(9)
    nickname = row.string(10)
    languageID = row.string(11)
    countryID = row.string(12)
    fiscalID = row.string(13)
    socialSecurityNumber = row.string(14)
    title = row.string(15)
    salutation = row.string(16)
    accountType = AccountType(rawValue: row.int32(17)) ?? .standard
    company.name = row.string(18)
    company.registrationNumber = row.string(19)
    company.vatNumber = row.string(20)
    company.fiscalID = row.string(21)
    backendRelationID = row.string(22)
    backendID = row.string(24)
  }

  /// Binds the columns to the parameters from `first` on.
  func bind(to statement: any EngineStatement, from first: Int32) {
    statement.bind(first, nonEmpty: emailAddress)
    statement.bind(first + 1, nonEmpty: gender)
    statement.bind(first + 2, nonEmpty: initials)
    statement.bind(first + 3, nonEmpty: firstName)
    statement.bind(first + 4, nonEmpty: lastName)
    statement.bind(first + 5, nonEmpty: phoneNumber)
    statement.bind(first + 7, nonEmpty: placeOfBirth)
    statement.bind(first + 8, nonEmpty: bankAccount)
    statement.bind(first + 9, nonEmpty: nickname)
    statement.bind(first + 10, nonEmpty: languageID)
    statement.bind(first + 11, nonEmpty: countryID)
    statement.bind(first + 12, nonEmpty: fiscalID)
    statement.bind(first + 13, nonEmpty: socialSecurityNumber)
    statement.bind(first + 14, nonEmpty: title)
    statement.bind(first + 15, nonEmpty: salutation)
    statement.bind(first + 17, nonEmpty: company.name)
    statement.bind(first + 18, nonEmpty: company.registrationNumber)
    statement.bind(first + 19, nonEmpty: company.vatNumber)
    statement.bind(first + 20, nonEmpty: company.fiscalID)
    statement.bind(first + 21, nonEmpty: backendRelationID)
    statement.bind(first + 6, optional: dateOfBirth)
    statement.bind(first + 16, (accountType ?? .standard).rawValue)
  }

  /// Whether the row holds all of these values already; an absent one is no wish (R20).
  func isContained(in row: any EngineStatement) -> Bool {
    keeps(row, 1, emailAddress) && keeps(row, 2, gender) && keeps(row, 3, initials) && keeps(row, 4, firstName)
      && keeps(row, 5, lastName) && keeps(row, 6, phoneNumber) && keeps(row, 8, placeOfBirth)
      && keeps(row, 9, bankAccount) && keeps(row, 10, nickname) && keeps(row, 11, languageID)
      && keeps(row, 12, countryID) && keeps(row, 13, fiscalID) && keeps(row, 14, socialSecurityNumber)
      && keeps(row, 15, title) && keeps(row, 16, salutation) && keeps(row, 18, company.name)
      && keeps(row, 19, company.registrationNumber) && keeps(row, 20, company.vatNumber)
      && keeps(row, 21, company.fiscalID) && keeps(row, 22, backendRelationID)
      && (dateOfBirth == nil || dateOfBirth == row.optionalTime(7))
      && (accountType == nil || accountType?.rawValue == row.int32(17))
  }

  /// These details with what `newer` brings; what is absent there stays (R20).
  func merged(with newer: CustomerDetails) -> CustomerDetails {
    var merged = self
    let texts: [WritableKeyPath<CustomerDetails, String>] = [
      \.emailAddress, \.gender, \.initials, \.firstName, \.lastName, \.phoneNumber, \.placeOfBirth, \.bankAccount,
      \.nickname, \.languageID, \.countryID, \.fiscalID, \.socialSecurityNumber, \.title, \.salutation,
      \.company.name, \.company.registrationNumber, \.company.vatNumber, \.company.fiscalID, \.backendRelationID,
    ]
    for text in texts where !newer[keyPath: text].isEmpty { merged[keyPath: text] = newer[keyPath: text] }
    merged.dateOfBirth = newer.dateOfBirth ?? dateOfBirth
    merged.accountType = newer.accountType ?? accountType
    return merged
  }
}

/// Whether a column holds `text`, or `text` is absent.
func keeps(_ row: any EngineStatement, _ column: Int32, _ text: String) -> Bool {
  text.isEmpty || row.holds(column, text)
}

extension SQLStatement {
  private static let customerRow = """
    SELECT id, \(CustomerDetails.columns), backend_system_id, backend_id FROM users
    """

  static let customerByID = SQLStatement(
    """
    SELECT u.id, \(CustomerDetails.columns), u.backend_system_id, u.backend_id, b.name
    FROM users u LEFT JOIN backend_systems b ON b.id = u.backend_system_id WHERE u.id = ?1 AND u.type = 2
    """)

  /// The unique pair of R20.
  static let customerByBackend = SQLStatement("\(customerRow) WHERE backend_id = ?1 AND backend_system_id = ?2")

  /// Of several the lowest ID; only customers (R20).
  static let customerByEmail = SQLStatement("\(customerRow) WHERE email_key = ?1 AND type = 2 ORDER BY id LIMIT 1")
}
