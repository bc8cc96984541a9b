public import CaseDomain

/// A customer, whole (R27).
public struct Customer: Sendable, Hashable {
  public let id: UserID
  public let backendSystemID: String?
  /// With `backendID` where `backendSystemID` is present.
  public let details: CustomerDetails
}

/// Whom a token speaks for, and what that user may do (R35).
public struct TokenIdentity: Sendable, Hashable {
  public let tokenID: TokenID
  public let userID: UserID
  public let userType: UserType
  public let functionalities: Set<Functionality>
  /// Nil: never.
  public let expires: UTCTime?
  public let isRevoked: Bool

  /// Whether the token still speaks for its user.
  public func isValid(at now: UTCTime) -> Bool { !isRevoked && expires.map { now < $0 } ?? true }
}

/// A token in a list: never its secret or digest.
public struct TokenRecord: Sendable, Hashable {
  public let id: TokenID
  public let userID: UserID
  public let userType: UserType
  /// The API user's name, or first and last name, or the e-mail address.
  public let userName: String
  public let created: UTCTime
  public let expires: UTCTime?
  public let revoked: UTCTime?
}

/// A role and what it grants (R18).
public struct RoleRecord: Sendable, Hashable {
  public let id: RoleID
  public let name: String
  public let functionalities: [Functionality]
}

/// Whom a new token is for.
public enum TokenSubject: Sendable, Hashable {
  case customer(UserID)
  case employee(UserID)
  /// The API user of this name; created where there is none.
  case api(name: String)
}

/// A person to be created: a customer or an employee.
public struct PersonDraft: Sendable, Hashable {
  public var emailAddress: String
  public var firstName: String
  public var lastName: String
  /// Employees only: what a push may name them by (R22).
  public var customID: String

  public init(emailAddress: String, firstName: String = "", lastName: String = "", customID: String = "") {
    self.emailAddress = emailAddress
    self.firstName = firstName
    self.lastName = lastName
    self.customID = customID
  }

  /// Refuses an address that is none and lines that are too long.
  public func check() throws(FieldViolation) {
    guard EmailAddress.isWellFormed(emailAddress) else {
      throw FieldViolation("EmailAddress", "is no e-mail address such as name@example.com")
    }
    try TextRule.line.check(firstName, "FirstName")
    try TextRule.line.check(lastName, "LastName")
    try TextRule(maximumBytes: TextRule.backendKey.maximumBytes).check(customID, "CustomID")
  }
}

/// A setting and its value now.
public struct SettingValue: Sendable, Hashable {
  public let definition: SettingDefinition
  public let value: String
}

/// What a custom field can be added to (R30).
public struct CustomFieldTypeRecord: Sendable, Hashable {
  public let id: CustomFieldTypeID
  public let name: String
}
