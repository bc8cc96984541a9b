import CaseDomain

/// How an address lies in a row of `addresses`: `kind`, then these.
extension PostalAddress {
  static let columns = """
    address1, address2, house_number, first_name, last_name, zip_code, city, region, district, subdistrict,
    email_address, phone_number, state, country_id
    """

  init(row: any EngineStatement) {
    self.init()
    address1 = row.string(1)
    address2 = row.string(2)
    houseNumber = row.string(3)
    firstName = row.string(4)
    lastName = row.string(5)
    zipCode = row.string(6)
    city = row.string(7)
    region = row.string(8)
    district = row.string(9)
    subdistrict = row.string(10)
    emailAddress = row.string(11)
    phoneNumber = row.string(12)
    state = row.string(13)
    countryID = row.string(14)
  }

  /// Binds the columns to the parameters from `first` on.
  func bind(to statement: any EngineStatement, from first: Int32) {
    statement.bind(first, nonEmpty: address1)
    statement.bind(first + 1, nonEmpty: address2)
    statement.bind(first + 2, nonEmpty: houseNumber)
    statement.bind(first + 3, nonEmpty: firstName)
    statement.bind(first + 4, nonEmpty: lastName)
    statement.bind(first + 5, nonEmpty: zipCode)
    statement.bind(first + 6, nonEmpty: city)
    statement.bind(first + 7, nonEmpty: region)
    statement.bind(first + 8, nonEmpty: district)
    statement.bind(first + 9, nonEmpty: subdistrict)
    statement.bind(first + 10, nonEmpty: emailAddress)
    statement.bind(first + 11, nonEmpty: phoneNumber)
    statement.bind(first + 12, nonEmpty: state)
    statement.bind(first + 13, nonEmpty: countryID)
  }

  /// Whether the row holds all of these values already; an absent one is no wish (R21).
  func isContained(in row: any EngineStatement) -> Bool {
    keeps(row, 1, address1) && keeps(row, 2, address2) && keeps(row, 3, houseNumber) && keeps(row, 4, firstName)
      && keeps(row, 5, lastName) && keeps(row, 6, zipCode) && keeps(row, 7, city) && keeps(row, 8, region)
      && keeps(row, 9, district) && keeps(row, 10, subdistrict) && keeps(row, 11, emailAddress)
      && keeps(row, 12, phoneNumber) && keeps(row, 13, state) && keeps(row, 14, countryID)
  }

  /// Whether nothing is given at all.
  var isAbsent: Bool { self == PostalAddress() }

  /// This address with what `newer` brings; what is absent there stays (R21).
  func merged(with newer: PostalAddress) -> PostalAddress {
    var merged = self
    let texts: [WritableKeyPath<PostalAddress, String>] = [
      \.address1, \.address2, \.houseNumber, \.firstName, \.lastName, \.zipCode, \.city, \.region, \.district,
      \.subdistrict, \.emailAddress, \.phoneNumber, \.state, \.countryID,
    ]
    for text in texts where !newer[keyPath: text].isEmpty { merged[keyPath: text] = newer[keyPath: text] }
    return merged
  }
}

extension SQLStatement {
  static let addresses = SQLStatement("SELECT kind, \(PostalAddress.columns) FROM addresses WHERE user_id = ?1")
  static let address = SQLStatement(
    "SELECT kind, \(PostalAddress.columns) FROM addresses WHERE user_id = ?1 AND kind = ?2")
  static let insertAddress = SQLStatement(
    """
    INSERT INTO addresses(user_id, kind, \(PostalAddress.columns))
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
    """)
  static let updateAddress = SQLStatement(
    """
    UPDATE addresses SET address1 = ?3, address2 = ?4, house_number = ?5, first_name = ?6, last_name = ?7, zip_code = ?8,
      city = ?9, region = ?10, district = ?11, subdistrict = ?12, email_address = ?13, phone_number = ?14, state = ?15,
      country_id = ?16
    WHERE user_id = ?1 AND kind = ?2
    """)
}
