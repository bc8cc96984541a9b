import CaseDomain
public import CaseSchema
import CaseStore
public import RPCCore
import RPCSchema

/// Customers: the people cases belong to.
public struct CustomerService: CustomerServiceProtocol {
  let store: CaseStore

  /// A customer, whole. Staff need Customers:View. A customer reads its own; for others' it is as if they were not
  /// there (R2).
  public func getCustomer(_ request: GetCustomerRequest, context: ServerContext) async throws -> GetCustomerResponse {
    try refusing {
      let caller = context.caller
      let readsOwnOnly = caller.kind == .customer && !caller.functionalities.contains(.viewCustomers)
      if !readsOwnOnly { try caller.require(.viewCustomers) }
      let id = try RequestValue.id(request.id, "ID", UserID.self)
      guard !readsOwnOnly || id == caller.userID, let customer = try store.read({ try $0.customer(id) }) else {
        throw DomainError.notFound("customer \(id)")
      }
      return GetCustomerResponse(customer)
    }
  }

  /// Creates a customer; an e-mail address may be another's too (R20). Needs Customers:Edit.
  public func createCustomer(
    _ request: CreateCustomerRequest, context: ServerContext
  ) async throws -> CreateCustomerResponse {
    try await refusing {
      try context.caller.require(.editCustomers)
      let draft = PersonDraft(
        emailAddress: request.emailAddress, firstName: request.firstName, lastName: request.lastName)
      let id = try await store.write { try $0.createCustomer(draft) }
      return CreateCustomerResponse(id: id.rawValue)
    }
  }
}

extension GetCustomerResponse {
  init(_ customer: Customer) {
    let details = customer.details
    self.init()
    id = customer.id.rawValue
    backendSystemID = customer.backendSystemID
    backendID = details.backendID.isEmpty ? nil : details.backendID
    emailAddress = details.emailAddress
    gender = details.gender
    initials = details.initials
    firstName = details.firstName
    lastName = details.lastName
    phoneNumber = details.phoneNumber
    dateOfBirth = details.dateOfBirth.map(Google_Protobuf_Timestamp.init)
    placeOfBirth = details.placeOfBirth
    bankAccount = details.bankAccount
    nickname = details.nickname
    shippingAddress = details.shippingAddress.map(Address.init)
    billingAddress = details.billingAddress.map(Address.init)
    languageID = details.languageID
    countryID = details.countryID
    fiscalID = details.fiscalID
    socialSecurityNumber = details.socialSecurityNumber
    title = details.title
    salutation = details.salutation
    accountType = AccountType(rawValue: details.accountType?.rawValue ?? 0)
    company = Company(details.company)
    backendRelationID = details.backendRelationID
  }
}

extension Company {
  /// Nil where nothing of it is known.
  init?(_ company: CustomerDetails.Company) {
    guard company != CustomerDetails.Company() else { return nil }
    self.init(
      name: company.name, registrationNumber: company.registrationNumber, vatNumber: company.vatNumber,
      fiscalID: company.fiscalID)
  }
}

extension Address {
  init(_ address: PostalAddress) {
    self.init(
      address1: address.address1, address2: address.address2, houseNumber: address.houseNumber,
      firstName: address.firstName, lastName: address.lastName, zipCode: address.zipCode, city: address.city,
      region: address.region, district: address.district, subdistrict: address.subdistrict,
      emailAddress: address.emailAddress, phoneNumber: address.phoneNumber, state: address.state,
      countryID: address.countryID)
  }
}
