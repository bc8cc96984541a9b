import CaseDomain
import CaseSchema
import RPCCore
import RPCSchema
import Testing

@Suite(.timeLimit(.minutes(2))) struct PushTests {
  private let push = CaseServiceDefinition.pushCase

  @Test("R18 R26 R27 R28 a pushed case and its customer come back as they were sent")
  func pushedCaseComesBack() async throws {
    let server = try TestServer()
    let employee = try await server.makeEmployee()
    let request = PushTests.full(assignee: employee.id)
    let id = try await server.push(request)
    let found = try await server.staffCase(id)
    #expect(found.backendSystemID == "Sys123")
    #expect(found.backendID == "1")
    #expect(found.topicName == "Products")
    #expect(found.title == request.title)
    #expect(found.description == request.description)
    #expect(found.summary == request.summary)
    #expect(found.solution == request.solution)
    #expect(found.originatingOrganizationUnitBackendID == "Unit1")
    #expect(found.assigneeID == employee.id)
    #expect(found.assignedOn == request.assignedOn)
    #expect(found.priority == .high)
    #expect(found.isWarranty)
    #expect(found.statusName == "Closed")
    #expect(found.phase == .closed)
    #expect(found.reportingTime == request.reportingTime)
    #expect(found.lastInteractionTime == request.lastInteractionTime)
    #expect(found.closingTime == request.closingTime)
    #expect(found.version == 1)
    #expect(found.reference == CaseReference(CaseID(id)).description)
    try await expectCustomer(server, try #require(found.customerID), request)
  }

  private func expectCustomer(_ server: TestServer, _ id: Int64, _ request: PushCaseRequest) async throws {
    let customer: GetCustomerResponse = try await server.call(
      CustomerServiceDefinition.getCustomer, GetCustomerRequest(id: id), as: .operator)
    let pushed = try #require(request.customer)
    #expect(customer.backendSystemID == "Sys123")
    #expect(customer.backendID == pushed.backendID)
    #expect(customer.emailAddress == pushed.emailAddress)
    #expect(customer.gender == "F")
    #expect(customer.dateOfBirth == pushed.dateOfBirth)
    #expect(customer.shippingAddress == pushed.shippingAddress)
    #expect(customer.billingAddress == nil)
    #expect(customer.languageID == "en")
    #expect(customer.countryID == "NL")
    #expect(customer.accountType == .basic)
    #expect(customer.company == pushed.company)
    #expect(customer.backendRelationID == "R1")
  }

  static func full(assignee: Int64) -> PushCaseRequest {
    var request = PushCaseRequest.sample()
    request.summary = "A summary"
    request.solution = "A solution"
    request.originatingOrganizationUnitBackendID = "Unit1"
    request.assignee = PushedAssignee(id: assignee)
    request.assignedOn = Google_Protobuf_Timestamp(seconds: 1_300_000_000, nanos: 5_000_000)
    request.priority = .high
    request.isWarranty = true
    request.reportingTime = Google_Protobuf_Timestamp(seconds: 1_200_000_000)
    request.lastInteractionTime = Google_Protobuf_Timestamp(seconds: 1_350_000_000)
    request.closingTime = Google_Protobuf_Timestamp(seconds: 1_400_000_000)
    request.customer?.gender = "F"
    request.customer?.dateOfBirth = Google_Protobuf_Timestamp(seconds: -1_000_000_000)
    request.customer?.languageID = "en"
    request.customer?.countryID = "NL"
    request.customer?.accountType = .basic
    request.customer?.company = Company(name: "Acme", registrationNumber: "1", vatNumber: "2", fiscalID: "3")
    request.customer?.backendRelationID = "R1"
    var address = Address()
    address.address1 = "Street"
    address.houseNumber = "1a"
    address.city = "Haarlem"
    address.state = "NL-NH"
    address.countryID = "NL"
    request.customer?.shippingAddress = address
    return request
  }

  @Test("R19 a pair that exists is refused with its ID and changes nothing, the customer included")
  func existingPairChangesNothing() async throws {
    let server = try TestServer()
    let id = try await server.push(.sample())
    var again = PushCaseRequest.sample()
    again.title = "Another title"
    again.customer?.firstName = "Changed"
    let error = try await server.refusal(of: push, again, as: .operator)
    #expect(error.code == .alreadyExists)
    #expect(
      error.info == RPCError.Info(reason: "CASE_EXISTS", domain: "casewire", metadata: ["id": "\(id)"]))
    let found = try await server.staffCase(id)
    #expect(found.title == "Broken zip")
    let customer: GetCustomerResponse = try await server.call(
      CustomerServiceDefinition.getCustomer, GetCustomerRequest(id: found.customerID ?? 0), as: .operator)
    #expect(customer.firstName.isEmpty)
  }

  static let unfit: [(String, StatusCode, @Sendable (inout PushCaseRequest) -> Void)] = [
    ("BackendSystemID", .invalidArgument, { $0.backendSystemID = "" }),
    ("BackendID", .invalidArgument, { $0.backendID = "" }),
    ("BackendID", .invalidArgument, { $0.backendID = String(repeating: "x", count: 201) }),
    ("Topic", .invalidArgument, { $0.topic = "" }),
    ("Topic", .failedPrecondition, { $0.topic = "Bicycles" }),
    ("Status", .failedPrecondition, { $0.status = "Unheard of" }),
    ("Title", .invalidArgument, { $0.title = "" }),
    ("Customer", .invalidArgument, { $0.customer = nil }),
    ("Customer", .invalidArgument, { $0.customer = PushedCustomer() }),
    ("Customer.Gender", .invalidArgument, { $0.customer?.gender = "X" }),
    ("Customer.EmailAddress", .invalidArgument, { $0.customer?.emailAddress = "nobody" }),
    ("Customer.LanguageID", .invalidArgument, { $0.customer?.languageID = "zz" }),
    ("Customer.CountryID", .invalidArgument, { $0.customer?.countryID = "ZZ" }),
    ("Customer.AccountType", .invalidArgument, { $0.customer?.accountType = AccountType(rawValue: 7) }),
    (
      "Customer.ShippingAddress.State", .invalidArgument,
      { $0.customer?.shippingAddress = Address(state: "Utrecht") }
    ),
    (
      "Customer.DateOfBirth", .invalidArgument,
      { $0.customer?.dateOfBirth = Google_Protobuf_Timestamp(seconds: 0, nanos: 1) }
    ),
    ("Priority", .invalidArgument, { $0.priority = CasePriority(rawValue: 3) }),
    ("CustomFields.Unknown", .invalidArgument, { $0.customFields = ["Unknown": "x"] }),
  ]

  @Test("R19 R20 R24 R25 R27 R28 R29 R35 an unfit push is refused by its field", arguments: PushTests.unfit.indices)
  func unfitPushIsRefused(row: Int) async throws {
    let server = try TestServer()
    let (field, code, change) = PushTests.unfit[row]
    var request = PushCaseRequest.sample()
    change(&request)
    let error = try await server.refusal(of: push, request, as: .operator)
    #expect(error.code == code)
    #expect(error.violations.map(\.field) == [field])
    #expect(error.info != nil)
    let cases: ListCasesResponse = try await server.call(
      CaseServiceDefinition.listCases, ListCasesRequest(), as: .operator)
    #expect(cases.results.isEmpty)
  }

  static let times: [(String, @Sendable (inout PushCaseRequest, Google_Protobuf_Timestamp) -> Void)] = [
    ("AssignedOn", { $0.assignedOn = $1 }), ("ReportingTime", { $0.reportingTime = $1 }),
    ("LastInteractionTime", { $0.lastInteractionTime = $1 }), ("ClosingTime", { $0.closingTime = $1 }),
    ("Customer.DateOfBirth", { $0.customer?.dateOfBirth = $1 }),
  ]

  @Test(
    "R17 a time finer than a millisecond or out of range is refused by its field", arguments: PushTests.times.indices)
  func unfitTimeIsRefused(row: Int) async throws {
    let server = try TestServer()
    let (field, set) = PushTests.times[row]
    for time in [
      Google_Protobuf_Timestamp(seconds: 0, nanos: 1_000_001), Google_Protobuf_Timestamp(seconds: 253_402_300_800),
      Google_Protobuf_Timestamp(seconds: -62_135_596_801), Google_Protobuf_Timestamp(seconds: .max),
      Google_Protobuf_Timestamp(seconds: .min), Google_Protobuf_Timestamp(seconds: 0, nanos: -1),
    ] {
      var request = PushCaseRequest.sample()
      set(&request, time)
      let error = try await server.refusal(of: push, request, as: .operator)
      #expect(error.code == .invalidArgument)
      #expect(error.violations.map(\.field) == [field])
    }
  }

  @Test("R24 R25 a refused topic or status says how to let pushes create it")
  func refusalSaysHow() async throws {
    let server = try TestServer()
    for (field, change) in [
      ("Topic", { $0.topic = "Bicycles" }), ("Status", { $0.status = "Unheard of" }),
    ] as [(String, (inout PushCaseRequest) -> Void)] {
      var request = PushCaseRequest.sample()
      change(&request)
      let error = try await server.refusal(of: push, request, as: .operator)
      #expect(error.message.contains("`casectl setting set PushCases:AutoCreate\(field) true`"), "\(error.message)")
    }
  }

  @Test("R24 R25 the settings let a push create topic and status, the status in phase Open")
  func settingsCreate() async throws {
    let server = try TestServer()
    try await server.set("PushCases:AutoCreateTopic", to: "true")
    try await server.set("PushCases:AutoCreateStatus", to: "true")
    var request = PushCaseRequest.sample()
    request.topic = "Bicycles"
    request.status = "Unheard of"
    let found = try await server.staffCase(try await server.push(request))
    #expect(found.topicName == "Bicycles")
    #expect(found.statusName == "Unheard of")
    #expect(found.phase == .open)
  }

  @Test("R20 R26 the pushed customer sees the case; a push writes no ledger row")
  func pushedCaseIsTheCustomers() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    var request = PushCaseRequest.sample()
    request.customer = PushedCustomer()
    request.customer?.emailAddress = "ADA@EXAMPLE.COM"
    request.customer?.phoneNumber = "+31 20 1234567"
    let id = try await server.push(request)
    #expect(try await server.customerCase(id, as: customer).title == "Broken zip")
    let rows: CustomerListCaseInteractionsResponse = try await server.call(
      InteractionServiceDefinition.customerListCaseInteractions, CustomerListCaseInteractionsRequest(caseID: id),
      as: customer.identity)
    #expect(rows.results.isEmpty)
    let details: GetCustomerResponse = try await server.call(
      CustomerServiceDefinition.getCustomer, GetCustomerRequest(id: customer.id), as: customer.identity)
    #expect(details.phoneNumber == "+31 20 1234567")
    #expect(details.firstName == "Ada")
  }

  @Test("R22 R23 an assignee is found by ID, CustomID or address; who may not be assigned is no match")
  func assignees() async throws {
    let server = try TestServer()
    let employee = try await server.makeEmployee()
    let customer = try await server.makeCustomer()
    let assignedOn = Google_Protobuf_Timestamp(seconds: 1_300_000_000)
    let rows: [(PushedAssignee, Int64?)] = [
      (PushedAssignee(id: employee.id), employee.id), (PushedAssignee(customID: "E-Grace"), employee.id),
      (PushedAssignee(emailAddress: "grace@EXAMPLE.org"), employee.id), (PushedAssignee(id: customer.id), nil),
      (PushedAssignee(id: 987), nil), (PushedAssignee(), nil),
    ]
    for (number, (keys, expected)) in rows.enumerated() {
      var request = PushCaseRequest.sample("\(number)")
      request.assignee = keys
      request.assignedOn = assignedOn
      let found = try await server.staffCase(try await server.push(request))
      #expect(found.assigneeID == expected)
      #expect(found.assignedOn == (expected == nil ? nil : assignedOn))
    }
  }
}
