import CaseDomain
import CaseSchema
import RPCCore
import RPCSchema
import Testing

@Suite(.timeLimit(.minutes(2))) struct CustomerCaseTests {
  private let create = CaseServiceDefinition.customerCreateCase
  private let update = CaseServiceDefinition.customerUpdateCase

  @Test("R1 R7 R10 R11 R17 a case comes back as it was created, with status New and priority Low")
  func createdCaseComesBack() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let id = try await server.makeCase(customer)
    let found = try await server.customerCase(id, as: customer)
    var expected = CustomerGetCaseByIDResponse()
    expected.id = id
    expected.topicID = 1
    expected.topicName = "Products"
    expected.statusID = 1
    expected.statusName = "New"
    expected.priority = .low
    expected.title = "The app crashes"
    expected.description = "It crashes when I open it."
    expected.reportingTime = Google_Protobuf_Timestamp(seconds: 1_680_193_857, nanos: 947_000_000)
    expected.descriptionCanBeModified = true
    expected.version = 1
    expected.reference = CaseReference(CaseID(id)).description
    #expect(found == expected)
    #expect(found.orderID == nil)
  }

  static let unfit: [(String, @Sendable (inout CustomerCreateCaseRequest) -> Void)] = [
    ("TopicID", { $0.topicID = 0 }),
    ("TopicID", { $0.topicID = 99 }),
    ("Title", { $0.title = "" }),
    ("Title", { $0.title = "1234" }),
    ("Title", { $0.title = String(repeating: "é", count: 201) }),
    ("Description", { $0.description = "" }),
    ("Description", { $0.description = String(repeating: "x", count: 65_537) }),
    ("OrderID", { $0.orderID = 7 }),
    ("CustomFields.Car brand", { $0.customFields = ["Car brand": "audi"] }),
  ]

  @Test("R1 R35 an unfit field is refused by its name", arguments: CustomerCaseTests.unfit.indices)
  func unfitFieldIsRefused(row: Int) async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    var request = CustomerCreateCaseRequest(topicID: 1, title: "A title", description: "A description")
    let (field, change) = CustomerCaseTests.unfit[row]
    change(&request)
    let error = try await server.refusal(of: create, request, as: customer.identity)
    #expect(error.code == .invalidArgument)
    #expect(error.violations.map(\.field) == [field])
    #expect(error.message.hasPrefix(field))
  }

  @Test("R1 the longest title and description are taken")
  func longestTextsAreTaken() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let request = CustomerCreateCaseRequest(
      topicID: 1, title: String(repeating: "é", count: 200), description: String(repeating: "x", count: 65_536))
    let created: CustomerCreateCaseResponse = try await server.call(create, request, as: customer.identity)
    let found = try await server.customerCase(created.id, as: customer)
    #expect(found.title == request.title)
    #expect(found.description == request.description)
  }

  @Test("R5 R36 an absent field keeps its value, and each change makes the version one higher")
  func absentFieldsKeepTheirValue() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let id = try await server.makeCase(customer)
    let first: CustomerUpdateCaseResponse = try await server.call(
      update, CustomerUpdateCaseRequest(id: id, title: "Another title"), as: customer.identity)
    #expect(first == CustomerUpdateCaseResponse(id: id, version: 2))
    let second: CustomerUpdateCaseResponse = try await server.call(
      update, CustomerUpdateCaseRequest(id: id, topicID: 2, version: 2), as: customer.identity)
    #expect(second.version == 3)
    let found = try await server.customerCase(id, as: customer)
    #expect(found.title == "Another title")
    #expect(found.description == "It crashes when I open it.")
    #expect(found.topicName == "Shipping")
    #expect(found.version == 3)
  }

  @Test("R5 a present field that is empty does not keep its value", arguments: ["Title", "Description"])
  func presentEmptyFieldIsRefused(field: String) async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let id = try await server.makeCase(customer)
    var request = CustomerUpdateCaseRequest(id: id)
    if field == "Title" { request.title = "" } else { request.description = "" }
    let error = try await server.refusal(of: update, request, as: customer.identity)
    #expect(error.code == .invalidArgument)
    #expect(error.violations.map(\.field) == [field])
  }

  @Test("R5 the ID is required, and an order cannot be altered")
  func orderCannotBeAltered() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let id = try await server.makeCase(customer)
    for (request, field) in [
      (CustomerUpdateCaseRequest(title: "No ID here"), "ID"),
      (CustomerUpdateCaseRequest(id: id, orderID: 3), "OrderID"),
    ] {
      let error = try await server.refusal(of: update, request, as: customer.identity)
      #expect(error.code == .invalidArgument)
      #expect(error.violations.map(\.field) == [field])
    }
  }

  @Test("R36 another version than the current is ABORTED, tells the current, and changes nothing")
  func versionMismatch() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let id = try await server.makeCase(customer)
    let error = try await server.refusal(
      of: update, CustomerUpdateCaseRequest(id: id, title: "Another title", version: 2), as: customer.identity)
    #expect(error.code == .aborted)
    #expect(
      error.info == RPCError.Info(reason: "VERSION_MISMATCH", domain: "casewire", metadata: ["current": "1"]))
    #expect(try await server.customerCase(id, as: customer).title == "The app crashes")
  }

  @Test("R8 after pick-up the description is settled, while title and topic are not until it is closed")
  func descriptionIsSettledAfterPickUp() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let id = try await server.makeCase(customer)
    try await setStatus(server, id, .inProgress)
    #expect(try await !server.customerCase(id, as: customer).descriptionCanBeModified)
    let error = try await server.refusal(
      of: update, CustomerUpdateCaseRequest(id: id, description: "Something else"), as: customer.identity)
    #expect(error.code == .failedPrecondition)
    #expect(error.violations.map(\.field) == ["Description"])
    let _: CustomerUpdateCaseResponse = try await server.call(
      update,
      CustomerUpdateCaseRequest(
        id: id, topicID: 3, title: "Another title", description: "It crashes when I open it."),
      as: customer.identity)
    let _: UpdateCaseResponse = try await server.call(
      CaseServiceDefinition.updateCase,
      UpdateCaseRequest(id: id, statusID: Int64(Phase.closed.rawValue), closureReason: .workingAsDesigned),
      as: .operator)
    let closed = try await server.refusal(
      of: update, CustomerUpdateCaseRequest(id: id, title: "Once more"), as: customer.identity)
    #expect(closed.code == .failedPrecondition)
  }

  private func setStatus(_ server: TestServer, _ id: Int64, _ phase: Phase) async throws {
    // A phase's default status has the phase's number.
    let _: UpdateCaseResponse = try await server.call(
      CaseServiceDefinition.updateCase, UpdateCaseRequest(id: id, statusID: Int64(phase.rawValue)), as: .operator)
  }

  @Test("R3 topics come highest ID first, with the seed's seven in a new database")
  func topics() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let answer: ListCaseTopicsResponse = try await server.call(
      TopicServiceDefinition.listCaseTopics, ListCaseTopicsRequest(), as: customer.identity)
    #expect(
      answer.results.map(\.name) == [
        "Other", "Promotions", "Account", "Returns", "Payment", "Shipping", "Products",
      ])
    #expect(answer.results.map(\.id) == [7, 6, 5, 4, 3, 2, 1])
    #expect(answer.results.allSatisfy { !$0.description.isEmpty })
  }

  @Test("R2 a customer reads its own details and nobody else's")
  func customerReadsItself() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let other = try await server.makeCustomer("Mary")
    let method = CustomerServiceDefinition.getCustomer
    let own: GetCustomerResponse = try await server.call(
      method, GetCustomerRequest(id: customer.id), as: customer.identity)
    #expect(own.emailAddress == "Ada@example.com")
    #expect(own.lastName == "Lovelace")
    let error = try await server.refusal(of: method, GetCustomerRequest(id: other.id), as: customer.identity)
    #expect(error.code == .notFound)
    let staff: GetCustomerResponse = try await server.call(method, GetCustomerRequest(id: other.id), as: .operator)
    #expect(staff.firstName == "Mary")
  }
}
