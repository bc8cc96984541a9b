import CaseDomain
import CaseSchema
import RPCCore

extension TestServer {
  /// A customer with a token.
  struct Customer: Sendable {
    let id: Int64
    let identity: Identity
  }

  func makeCustomer(_ name: String = "Ada") async throws -> Customer {
    let created: CreateCustomerResponse = try await call(
      CustomerServiceDefinition.createCustomer,
      CreateCustomerRequest(emailAddress: "\(name)@example.com", firstName: name, lastName: "Lovelace"), as: .operator)
    return Customer(id: created.id, identity: .token(try await makeToken(.customerID(created.id))))
  }

  /// An employee with a role of the functionalities.
  func makeEmployee(_ functionalities: [Functionality] = [], name: String = "Grace") async throws -> Customer {
    let created: CreateEmployeeResponse = try await call(
      AdminServiceDefinition.createEmployee,
      CreateEmployeeRequest(
        emailAddress: "\(name)@example.org", firstName: name, lastName: "Hopper", customID: "E-\(name)"),
      as: .operator)
    let token = try await makeToken(.employeeID(created.id), functionalities)
    return Customer(id: created.id, identity: .token(token))
  }

  func makeAPIUser(_ functionalities: [Functionality] = [], name: String = "shop") async throws -> Identity {
    .token(try await makeToken(.apiName(name), functionalities))
  }

  func makeToken(
    _ subject: CreateTokenRequest.Subject, _ functionalities: [Functionality] = [], expiresIn seconds: Int64? = nil
  ) async throws -> String {
    try await createToken(subject, functionalities, expiresIn: seconds).token
  }

  func createToken(
    _ subject: CreateTokenRequest.Subject, _ functionalities: [Functionality] = [], expiresIn seconds: Int64? = nil
  ) async throws -> CreateTokenResponse {
    var roles: [String] = []
    if !functionalities.isEmpty { roles.append(try await makeRole(functionalities)) }
    return try await call(
      AdminServiceDefinition.createToken,
      CreateTokenRequest(subject: subject, roles: roles, expiresInSeconds: seconds), as: .operator)
  }

  /// A role of just the functionalities, created where there is none.
  private func makeRole(_ functionalities: [Functionality]) async throws -> String {
    let name = functionalities.map(\.rawValue).joined(separator: "+")
    do {
      let _: CreateRoleResponse = try await call(
        AdminServiceDefinition.createRole,
        CreateRoleRequest(name: name, functionalities: functionalities.map(\.rawValue)), as: .operator)
    } catch let error as RPCError where error.code == .alreadyExists {}
    return name
  }

  func makeCase(
    _ customer: Customer, title: String = "The app crashes", customFields: [String: String] = [:]
  ) async throws -> Int64 {
    let created: CustomerCreateCaseResponse = try await call(
      CaseServiceDefinition.customerCreateCase,
      CustomerCreateCaseRequest(
        topicID: 1, title: title, description: "It crashes when I open it.", customFields: customFields),
      as: customer.identity)
    return created.id
  }

  func set(_ setting: String, to value: String) async throws {
    let _: Setting = try await call(
      AdminServiceDefinition.setSetting, SetSettingRequest(name: setting, value: value), as: .operator)
  }

  func customerCase(_ id: Int64, as customer: Customer) async throws -> CustomerGetCaseByIDResponse {
    try await call(
      CaseServiceDefinition.customerGetCaseByID, CustomerGetCaseByIDRequest(id: id), as: customer.identity)
  }

  func staffCase(_ id: Int64, as identity: Identity = .operator) async throws -> GetCaseByIDResponse {
    try await call(CaseServiceDefinition.getCaseByID, GetCaseByIDRequest(id: id), as: identity)
  }

  func push(_ request: PushCaseRequest, as identity: Identity = .operator) async throws -> Int64 {
    let answer: PushCaseResponse = try await call(CaseServiceDefinition.pushCase, request, as: identity)
    return answer.id
  }
}

extension PushCaseRequest {
  /// A sound push.
  static func sample(_ backendID: String = "1") -> PushCaseRequest {
    var request = PushCaseRequest()
    request.backendSystemID = "Sys123"
    request.backendID = backendID
    request.topic = "Products"
    request.title = "Broken zip"
    request.description = "The zip of the bag broke."
    request.customer = PushedCustomer()
    request.customer?.backendID = "C\(backendID)"
    request.customer?.emailAddress = "customer\(backendID)@example.com"
    return request
  }
}
