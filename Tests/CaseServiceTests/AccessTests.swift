import CaseDomain
import CaseSchema
import ProtobufBridge
import RPCCore
import Testing

/// Who may call what: a row a method, a column a caller (R2, R18, R35).
@Suite(.timeLimit(.minutes(2))) struct AccessTests {
  /// Whom a method lets in.
  enum Rule: Sendable {
    case customers
    case identified
    case permission(Functionality)
    case customersOr(Functionality)

    func admits(_ caller: MatrixCaller) -> Bool {
      switch self {
      case .customers: caller.isCustomer
      case .identified: caller != .anonymous
      case .permission(let functionality): caller.functionalities.contains(functionality)
      case .customersOr(let functionality): caller.isCustomer || caller.functionalities.contains(functionality)
      }
    }
  }

  /// Callers, and what they may do.
  enum MatrixCaller: String, CaseIterable, Sendable {
    case customer, otherCustomer, anonymous, employee, viewer, editor, pusher, api, mapped, `operator`, expired, revoked

    var isCustomer: Bool { self == .customer || self == .otherCustomer }
    var isRefused: Bool { self == .expired || self == .revoked }

    var functionalities: Set<Functionality> {
      switch self {
      case .viewer: [.viewCases, .viewCustomers]
      case .editor: [.editCases, .editCustomers, .editCustomFields]
      case .pusher, .mapped: [.pushCases]
      case .operator: Set(Functionality.allCases)
      default: []
      }
    }
  }

  static let rules: [String: Rule] = [
    "casewire.v1.CaseService/CustomerCreateCase": .customers,
    "casewire.v1.CaseService/CustomerUpdateCase": .customers,
    "casewire.v1.CaseService/CustomerListCases": .customers,
    "casewire.v1.CaseService/CustomerGetCaseByID": .customers,
    "casewire.v1.CaseService/PushCase": .permission(.pushCases),
    "casewire.v1.CaseService/PushCases": .permission(.pushCases),
    "casewire.v1.CaseService/ListCases": .permission(.viewCases),
    "casewire.v1.CaseService/GetCaseByID": .permission(.viewCases),
    "casewire.v1.CaseService/UpdateCase": .permission(.editCases),
    "casewire.v1.TopicService/ListCaseTopics": .identified,
    "casewire.v1.InteractionService/CustomerListCaseInteractions": .customers,
    "casewire.v1.InteractionService/CustomerCreateCaseInteraction": .customers,
    "casewire.v1.InteractionService/ListCaseInteractions": .permission(.viewCases),
    "casewire.v1.InteractionService/CreateCaseInteraction": .permission(.editCases),
    "casewire.v1.InteractionService/UpdateCaseInteraction": .customersOr(.editCases),
    "casewire.v1.CustomFieldService/CreateCustomField": .permission(.editCustomFields),
    "casewire.v1.CustomFieldService/GetCustomFieldTypes": .identified,
    "casewire.v1.CustomFieldService/SetCustomFieldOptions": .permission(.editCustomFields),
    "casewire.v1.CustomerService/GetCustomer": .customersOr(.viewCustomers),
    "casewire.v1.CustomerService/CreateCustomer": .permission(.editCustomers),
    "casewire.v1.AdminService/CreateEmployee": .permission(.admin),
    "casewire.v1.AdminService/CreateRole": .permission(.admin),
    "casewire.v1.AdminService/ListRoles": .permission(.admin),
    "casewire.v1.AdminService/CreateToken": .permission(.admin),
    "casewire.v1.AdminService/ListTokens": .permission(.admin),
    "casewire.v1.AdminService/RevokeToken": .permission(.admin),
    "casewire.v1.AdminService/GetSetting": .permission(.admin),
    "casewire.v1.AdminService/SetSetting": .permission(.admin),
    "casewire.v1.AdminService/ListSettings": .permission(.admin),
  ]

  @Test("R18 R35 every method admits whom its row says, and refuses the others with the right code")
  func everyMethodByEveryCaller() async throws {
    let server = try TestServer()
    let callers = try await identities(server)
    for method in server.router.services.flatMap(\.methods) {
      guard let rule = AccessTests.rules[method.path] else {
        Issue.record("\(method.path) has no row: say who may call it")
        continue
      }
      for caller in MatrixCaller.allCases {
        guard let identity = callers[caller] else { continue }
        // An empty request: who may is decided before what.
        let outcome = await server.outcome(of: method, [], as: identity)
        check(outcome, rule, caller, method)
      }
    }
    #expect(AccessTests.rules.count == server.router.services.flatMap(\.methods).count)
  }

  private func check(_ outcome: CallOutcome, _ rule: Rule, _ caller: MatrixCaller, _ method: MethodDescriptor) {
    let comment: Comment = "\(method.path) by \(caller.rawValue)"
    let refusals: [StatusCode] = [.unauthenticated, .permissionDenied]
    if caller.isRefused || (caller == .anonymous && !rule.admits(caller)) {
      #expect(outcome.code == .unauthenticated, comment)
    } else if rule.admits(caller) {
      #expect(!refusals.contains(outcome.code), comment)
    } else {
      #expect(outcome.code == .permissionDenied, comment)
      if case .failed(let error) = outcome, case .permission(let functionality) = rule {
        #expect(error.info?.metadata["permission"] == functionality.rawValue, comment)
        #expect(error.message.contains(functionality.rawValue), comment)
      }
    }
    if case .failed(let error) = outcome {
      #expect(error.code != .internal && error.code != .unimplemented, comment)
      #expect(error.info?.domain == "casewire", comment)
    }
  }

  private func identities(_ server: TestServer) async throws -> [MatrixCaller: TestServer.Identity] {
    let customer = try await server.makeCustomer()
    let expired = try await server.makeToken(.customerID(customer.id), expiresIn: 1)
    let revoked = try await server.createToken(.customerID(customer.id))
    let _: RevokeTokenResponse = try await server.call(
      AdminServiceDefinition.revokeToken, RevokeTokenRequest(id: revoked.id), as: .operator)
    _ = try await server.makeAPIUser([.pushCases], name: "importer")
    server.clock.advance(milliseconds: 1_000)
    func employee(_ caller: MatrixCaller) async throws -> TestServer.Identity {
      try await server.makeEmployee(Array(caller.functionalities), name: caller.rawValue).identity
    }
    return [
      .customer: customer.identity,
      .otherCustomer: try await server.makeCustomer("Mary").identity,
      .anonymous: .anonymous,
      .employee: try await employee(.employee),
      .viewer: try await employee(.viewer),
      .editor: try await employee(.editor),
      .pusher: try await server.makeAPIUser([.pushCases], name: "pusher"),
      .api: try await server.makeAPIUser(name: "reader"),
      .mapped: .mapped,
      .operator: .operator,
      .expired: .token(expired),
      .revoked: .token(revoked.token),
    ]
  }

  /// Calls that address a case or what hangs on one.
  static let addressing: [(MethodDescriptor, @Sendable (_ caseID: Int64, _ noteID: Int64) -> any Message)] = [
    (CaseServiceDefinition.customerGetCaseByID, { id, _ in CustomerGetCaseByIDRequest(id: id) }),
    (CaseServiceDefinition.customerUpdateCase, { id, _ in CustomerUpdateCaseRequest(id: id, title: "Another title") }),
    (CaseServiceDefinition.customerUpdateCase, { id, _ in CustomerUpdateCaseRequest(id: id, orderID: 4) }),
    (CaseServiceDefinition.customerUpdateCase, { id, _ in CustomerUpdateCaseRequest(id: id, version: 77) }),
    (
      InteractionServiceDefinition.customerListCaseInteractions,
      { id, _ in CustomerListCaseInteractionsRequest(caseID: id) }
    ),
    (
      InteractionServiceDefinition.customerCreateCaseInteraction,
      { id, _ in CustomerCreateCaseInteractionRequest(caseID: id, text: "Hello?") }
    ),
    (
      InteractionServiceDefinition.updateCaseInteraction,
      { _, id in UpdateCaseInteractionRequest(id: id, text: "Mine now.") }
    ),
  ]

  @Test("R2 another's case is told from none by nothing", arguments: AccessTests.addressing.indices)
  func anothersCaseIsNotFound(row: Int) async throws {
    let server = try TestServer()
    let owner = try await server.makeCustomer()
    let other = try await server.makeCustomer("Mary")
    let caseID = try await server.makeCase(owner)
    let note: CustomerCreateCaseInteractionResponse = try await server.call(
      InteractionServiceDefinition.customerCreateCaseInteraction,
      CustomerCreateCaseInteractionRequest(caseID: caseID, text: "A note."), as: owner.identity)
    let (method, request) = AccessTests.addressing[row]
    let anothers = try await server.refusal(of: method, request(caseID, note.id), as: other.identity)
    let missing = try await server.refusal(of: method, request(987, 987), as: other.identity)
    #expect(anothers.code == .notFound)
    #expect(missing.code == .notFound)
    #expect(anothers.info == missing.info)
    #expect(anothers.violations == missing.violations)
    let numberless = { (message: String) in message.filter { !$0.isNumber } }
    #expect(numberless(anothers.message) == numberless(missing.message))
  }
}
