import CaseSchema

extension PushCaseRequest {
  /// Bytes of the request's encoding, at least: of its texts. A client that keeps the window by encoded bytes is never
  /// over it by this count.
  var leastEncodedBytes: Int {
    var bytes = backendSystemID.utf8.count + backendID.utf8.count + topic.utf8.count + title.utf8.count
    bytes += description.utf8.count + summary.utf8.count + solution.utf8.count + status.utf8.count
    bytes += originatingOrganizationUnitBackendID.utf8.count
    if let assignee { bytes += assignee.customID.utf8.count + assignee.emailAddress.utf8.count }
    if let customer { bytes += customer.leastEncodedBytes }
    for (name, value) in customFields { bytes += name.utf8.count + value.utf8.count }
    return bytes
  }
}

extension PushedCustomer {
  fileprivate var leastEncodedBytes: Int {
    var bytes = backendID.utf8.count + emailAddress.utf8.count + gender.utf8.count + initials.utf8.count
    bytes += firstName.utf8.count + lastName.utf8.count + phoneNumber.utf8.count + placeOfBirth.utf8.count
    bytes += bankAccount.utf8.count + nickname.utf8.count + languageID.utf8.count + countryID.utf8.count
    bytes += fiscalID.utf8.count + socialSecurityNumber.utf8.count + title.utf8.count + salutation.utf8.count
    bytes += backendRelationID.utf8.count
    if let shippingAddress { bytes += shippingAddress.leastEncodedBytes }
    if let billingAddress { bytes += billingAddress.leastEncodedBytes }
    if let company {
      bytes += company.name.utf8.count + company.registrationNumber.utf8.count
      bytes += company.vatNumber.utf8.count + company.fiscalID.utf8.count
    }
    return bytes
  }
}

extension Address {
  fileprivate var leastEncodedBytes: Int {
    var bytes = address1.utf8.count + address2.utf8.count + houseNumber.utf8.count + firstName.utf8.count
    bytes += lastName.utf8.count + zipCode.utf8.count + city.utf8.count + region.utf8.count
    bytes += district.utf8.count + subdistrict.utf8.count + emailAddress.utf8.count + phoneNumber.utf8.count
    return bytes + state.utf8.count + countryID.utf8.count
  }
}
