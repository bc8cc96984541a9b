/// A postal address (R28). An empty string is an absent value.
public struct PostalAddress: Sendable, Hashable {
  public var address1 = ""
  public var address2 = ""
  /// With extensions.
  public var houseNumber = ""
  public var firstName = ""
  public var lastName = ""
  public var zipCode = ""
  public var city = ""
  public var region = ""
  public var district = ""
  public var subdistrict = ""
  public var emailAddress = ""
  public var phoneNumber = ""
  /// ISO 3166-2.
  public var state = ""
  /// ISO 3166-1 alpha-2.
  public var countryID = ""

  public init() {}

  /// Which of a customer's addresses. The numbers are stored.
  public enum Kind: Int32, CaseIterable, Sendable {
    case shipping = 1
    case billing = 2
  }

  /// Refuses lines that are too long and codes that do not exist (R28).
  public func check() throws(FieldViolation) {
    try TextRule.line.check(address1, "Address1")
    try TextRule.line.check(address2, "Address2")
    try TextRule.line.check(houseNumber, "HouseNumber")
    try TextRule.line.check(firstName, "FirstName")
    try TextRule.line.check(lastName, "LastName")
    try TextRule.line.check(zipCode, "ZipCode")
    try TextRule.line.check(city, "City")
    try TextRule.line.check(region, "Region")
    try TextRule.line.check(district, "District")
    try TextRule.line.check(subdistrict, "Subdistrict")
    try EmailAddress.check(emailAddress, "EmailAddress")
    try TextRule.line.check(phoneNumber, "PhoneNumber")
    guard state.isEmpty || Code.isSubdivision(state) else {
      throw FieldViolation("State", "is no code of ISO 3166-2 such as NL-NH")
    }
    guard countryID.isEmpty || Code.isCountry(countryID) else {
      throw FieldViolation("CountryID", "is no two-letter code of ISO 3166-1 such as NL")
    }
  }
}
