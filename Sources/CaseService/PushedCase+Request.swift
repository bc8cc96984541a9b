import CaseDomain
import CaseSchema

extension PushedCase {
  /// The case of a request. Texts are passed on, not copied.
  ///
  /// - Throws: a violation of a time or a number that has no meaning; texts and codes the store checks.
  init(_ request: PushCaseRequest) throws(FieldViolation) {
    self.init(
      backendSystemID: request.backendSystemID, backendID: request.backendID, topic: request.topic,
      title: request.title)
    description = request.description
    summary = request.summary
    solution = request.solution
    if let pushed = request.customer { customer = try CustomerDetails(pushed) }
    originatingOrganizationUnitBackendID = request.originatingOrganizationUnitBackendID
    if let keys = request.assignee {
      assignee.id = keys.id
      assignee.customID = keys.customID
      assignee.emailAddress = keys.emailAddress
    }
    assignedOn = try UTCTime.optional(request.assignedOn, "AssignedOn")
    priority = try RequestValue.known(request.priority, "Priority")
    isWarranty = request.isWarranty
    status = request.status
    reportingTime = try UTCTime.optional(request.reportingTime, "ReportingTime")
    lastInteractionTime = try UTCTime.optional(request.lastInteractionTime, "LastInteractionTime")
    closingTime = try UTCTime.optional(request.closingTime, "ClosingTime")
    customFields = request.customFields
  }
}

extension CustomerDetails {
  init(_ pushed: PushedCustomer) throws(FieldViolation) {
    self.init()
    backendID = pushed.backendID
    emailAddress = pushed.emailAddress
    gender = pushed.gender
    initials = pushed.initials
    firstName = pushed.firstName
    lastName = pushed.lastName
    phoneNumber = pushed.phoneNumber
    dateOfBirth = try UTCTime.optional(pushed.dateOfBirth, "Customer.DateOfBirth")
    placeOfBirth = pushed.placeOfBirth
    bankAccount = pushed.bankAccount
    nickname = pushed.nickname
    shippingAddress = pushed.shippingAddress.map(PostalAddress.init)
    billingAddress = pushed.billingAddress.map(PostalAddress.init)
    languageID = pushed.languageID
    countryID = pushed.countryID
    fiscalID = pushed.fiscalID
    socialSecurityNumber = pushed.socialSecurityNumber
    title = pushed.title
    salutation = pushed.salutation
    accountType = try RequestValue.known(optional: pushed.accountType, "Customer.AccountType")
    if let pushed = pushed.company {
      company.name = pushed.name
      company.registrationNumber = pushed.registrationNumber
      company.vatNumber = pushed.vatNumber
      company.fiscalID = pushed.fiscalID
    }
    backendRelationID = pushed.backendRelationID
  }
}

extension PostalAddress {
  init(_ address: Address) {
    self.init()
    address1 = address.address1
    address2 = address.address2
    houseNumber = address.houseNumber
    firstName = address.firstName
    lastName = address.lastName
    zipCode = address.zipCode
    city = address.city
    region = address.region
    district = address.district
    subdistrict = address.subdistrict
    emailAddress = address.emailAddress
    phoneNumber = address.phoneNumber
    state = address.state
    countryID = address.countryID
  }
}
