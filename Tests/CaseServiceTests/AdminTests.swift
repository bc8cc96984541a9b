import CaseDomain
import CaseSchema
import RPCCore
import RPCSchema
import Testing

@Suite(.timeLimit(.minutes(2))) struct AdminTests {
  @Test("a token is told once; lists have neither it nor its digest")
  func tokensAreToldOnce() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let token = try await server.createToken(.apiName("shop"), expiresIn: 3_600)
    let answer: ListTokensResponse = try await server.call(
      AdminServiceDefinition.listTokens, ListTokensRequest(), as: .operator)
    #expect(answer.results.map(\.userType) == [2_048, 2])
    let listed = try #require(answer.results.first)
    #expect(listed.id == token.id)
    #expect(listed.userName == "shop")
    #expect(listed.revocationTime == nil)
    let (from, until) = (try #require(listed.creationTime), try #require(listed.expirationTime))
    #expect(until.seconds - from.seconds == 3_600)
    #expect(!"\(answer)".contains(token.token))
    #expect(answer.results.last?.userID == customer.id)
    #expect(answer.results.last?.expirationTime == nil)
  }

  @Test("R36 tokens are listed in pages, newest first")
  func tokenPages() async throws {
    let server = try TestServer()
    for number in 0..<3 { _ = try await server.makeToken(.apiName("api \(number)")) }
    var names: [String] = []
    var token = ""
    repeat {
      let page: ListTokensResponse = try await server.call(
        AdminServiceDefinition.listTokens, ListTokensRequest(pageSize: 2, pageToken: token), as: .operator)
      names += page.results.map(\.userName)
      token = page.nextPageToken ?? ""
    } while !token.isEmpty
    #expect(names == ["api 2", "api 1", "api 0"])
  }

  static let unfit: [(String, CreateTokenRequest)] = [
    ("CustomerID", CreateTokenRequest()),
    ("CustomerID", CreateTokenRequest(subject: .customerID(99))),
    ("EmployeeID", CreateTokenRequest(subject: .employeeID(99))),
    ("ApiName", CreateTokenRequest(subject: .apiName(""))),
    ("Roles", CreateTokenRequest(subject: .apiName("shop"), roles: ["none such"])),
    ("ExpiresInSeconds", CreateTokenRequest(subject: .apiName("shop"), expiresInSeconds: 0)),
    ("ExpiresInSeconds", CreateTokenRequest(subject: .apiName("shop"), expiresInSeconds: -1)),
    ("ExpiresInSeconds", CreateTokenRequest(subject: .apiName("shop"), expiresInSeconds: .max)),
  ]

  @Test("R35 an unfit token is refused by its field", arguments: AdminTests.unfit.indices)
  func unfitTokens(row: Int) async throws {
    let server = try TestServer()
    let (field, request) = AdminTests.unfit[row]
    let error = try await server.refusal(of: AdminServiceDefinition.createToken, request, as: .operator)
    #expect(error.code == .invalidArgument)
    #expect(error.violations.map(\.field) == [field])
  }

  @Test("R18 roles carry functionalities that exist, under names of their own")
  func roles() async throws {
    let server = try TestServer()
    let method = AdminServiceDefinition.createRole
    let _: CreateRoleResponse = try await server.call(
      method, CreateRoleRequest(name: "Importer", functionalities: ["PushCases", "PushCases", "Cases:View"]),
      as: .operator)
    let answer: ListRolesResponse = try await server.call(
      AdminServiceDefinition.listRoles, ListRolesRequest(), as: .operator)
    #expect(answer.results.map(\.name) == ["Importer"])
    #expect(answer.results.first?.functionalities.sorted() == ["Cases:View", "PushCases"])
    let unknown = try await server.refusal(
      of: method, CreateRoleRequest(name: "Other", functionalities: ["Everything"]), as: .operator)
    #expect(unknown.violations.map(\.field) == ["Functionalities"])
    let taken = try await server.refusal(of: method, CreateRoleRequest(name: "Importer"), as: .operator)
    #expect(taken.code == .alreadyExists)
  }

  @Test("R24 R25 R16 settings are listed with what they take, and refuse what they do not")
  func settings() async throws {
    let server = try TestServer()
    let answer: ListSettingsResponse = try await server.call(
      AdminServiceDefinition.listSettings, ListSettingsRequest(), as: .operator)
    let values = Dictionary(uniqueKeysWithValues: answer.results.map { ($0.name, $0.value) })
    #expect(values["PushCases:AutoCreateTopic"] == "false")
    #expect(values["PushCases:AutoCreateStatus"] == "false")
    #expect(values["Interactions:EditWindow"] == "15m")
    #expect(answer.results.allSatisfy { !$0.description.isEmpty })
    try await server.set("PushCases:AutoCreateTopic", to: "true")
    let setting: Setting = try await server.call(
      AdminServiceDefinition.getSetting, GetSettingRequest(name: "PushCases:AutoCreateTopic"), as: .operator)
    #expect(setting.value == "true")
    let unfit = try await server.refusal(
      of: AdminServiceDefinition.setSetting, SetSettingRequest(name: "PushCases:AutoCreateTopic", value: "maybe"),
      as: .operator)
    #expect(unfit.violations.map(\.field) == ["Value"])
    let unknown = try await server.refusal(
      of: AdminServiceDefinition.getSetting, GetSettingRequest(name: "None"), as: .operator)
    #expect(unknown.code == .notFound)
  }

  @Test("people need an address that is one")
  func people() async throws {
    let server = try TestServer()
    let customer = try await server.refusal(
      of: CustomerServiceDefinition.createCustomer, CreateCustomerRequest(firstName: "Ada"), as: .operator)
    #expect(customer.violations.map(\.field) == ["EmailAddress"])
    _ = try await server.makeEmployee()
    let employee = try await server.refusal(
      of: AdminServiceDefinition.createEmployee,
      CreateEmployeeRequest(emailAddress: "other@example.org", customID: "E-Grace"), as: .operator)
    #expect(employee.code == .alreadyExists)
    #expect(employee.violations.map(\.field) == ["CustomID"])
  }
}
