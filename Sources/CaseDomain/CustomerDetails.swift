/// What is known of a customer (R27). An empty string is an absent value.
public struct CustomerDetails: Sendable, Hashable {
  /// The customer's key in the backend system that pushes it.
  public var backendID = ""
  public var emailAddress = ""
  /// `M`, `F` or `O`.
  public var gender = ""
  public var initials = ""
  public var firstName = ""
  public var lastName = ""
  public var phoneNumber = ""
  public var dateOfBirth: UTCTime?
  public var placeOfBirth = ""
  public var bankAccount = ""
  public var nickname = ""
  public var shippingAddress: PostalAddress?
  public var billingAddress: PostalAddress?
  /// ISO 639-1.
  public var languageID = ""
  /// ISO 3166-1 alpha-2.
  public var countryID = ""
  public var fiscalID = ""
  public var socialSecurityNumber = ""
  public var title = ""
  public var salutation = ""
  public var accountType: AccountType?
  public var company = Company()
  public var backendRelationID = ""

  public init() {}

  /// The company a customer belongs to.
  public struct Company: Sendable, Hashable {
    public var name = ""
    public var registrationNumber = ""
    public var vatNumber = ""
    public var fiscalID = ""

    public init() {}
  }

  /// The kind of account. The numbers are stored and travel.
  public enum AccountType: Int32, CaseIterable, Sendable {
    case standard = 0
    case basic = 1
    case incognito = 2
  }

  /// Refuses lines that are too long and codes that do not exist (R27).
  public func check() throws(FieldViolation) {
    try TextRule(maximumBytes: TextRule.backendKey.maximumBytes).check(backendID, "BackendID")
    try EmailAddress.check(emailAddress, "EmailAddress")
    guard gender.isEmpty || gender == "M" || gender == "F" || gender == "O" else {
      throw FieldViolation("Gender", "is none of M, F and O")
    }
    guard languageID.isEmpty || Code.isLanguage(languageID) else {
      throw FieldViolation("LanguageID", "is no code of ISO 639-1 such as en")
    }
    guard countryID.isEmpty || Code.isCountry(countryID) else {
      throw FieldViolation("CountryID", "is no two-letter code of ISO 3166-1 such as NL")
    }
    try checkLines()
    try checkAddress(shippingAddress, "ShippingAddress")
    try checkAddress(billingAddress, "BillingAddress")
  }

  private func checkLines() throws(FieldViolation) {
    try TextRule.line.check(initials, "Initials")
    try TextRule.line.check(firstName, "FirstName")
    try TextRule.line.check(lastName, "LastName")
    try TextRule.line.check(phoneNumber, "PhoneNumber")
    try TextRule.line.check(placeOfBirth, "PlaceOfBirth")
    try TextRule.line.check(bankAccount, "BankAccount")
    try TextRule.line.check(nickname, "Nickname")
    try TextRule.line.check(fiscalID, "FiscalID")
    try TextRule.line.check(socialSecurityNumber, "SocialSecurityNumber")
    try TextRule.line.check(title, "Title")
    try TextRule.line.check(salutation, "Salutation")
    try TextRule.line.check(company.name, "Company.Name")
    try TextRule.line.check(company.registrationNumber, "Company.RegistrationNumber")
    try TextRule.line.check(company.vatNumber, "Company.VatNumber")
    try TextRule.line.check(company.fiscalID, "Company.FiscalID")
    try TextRule.line.check(backendRelationID, "BackendRelationID")
  }

  private func checkAddress(_ address: borrowing PostalAddress?, _ field: String) throws(FieldViolation) {
    guard let address = copy address else { return }
    do throws(FieldViolation) {
      try address.check()
    } catch {
      throw error.within(field)
    }
  }
}
