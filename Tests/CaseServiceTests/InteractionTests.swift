import CaseDomain
import CaseSchema
import RPCCore
import RPCSchema
import Testing

@Suite(.timeLimit(.minutes(2))) struct InteractionTests {
  private let list = InteractionServiceDefinition.customerListCaseInteractions
  private let create = InteractionServiceDefinition.customerCreateCaseInteraction
  private let edit = InteractionServiceDefinition.updateCaseInteraction

  private func interactions(
    _ server: TestServer, _ caseID: Int64, _ customer: TestServer.Customer
  ) async throws -> [CaseInteraction] {
    let answer: CustomerListCaseInteractionsResponse = try await server.call(
      list, CustomerListCaseInteractionsRequest(caseID: caseID), as: customer.identity)
    return answer.results
  }

  private func note(_ server: TestServer, _ caseID: Int64, _ text: String, _ customer: TestServer.Customer)
    async throws -> Int64
  {
    let answer: CustomerCreateCaseInteractionResponse = try await server.call(
      create, CustomerCreateCaseInteractionRequest(caseID: caseID, text: text), as: customer.identity)
    return answer.id
  }

  private func staffUpdate(_ server: TestServer, _ request: UpdateCaseRequest) async throws {
    let _: UpdateCaseResponse = try await server.call(CaseServiceDefinition.updateCase, request, as: .operator)
  }

  @Test("R12 R14 R16 a created case has two ledger rows of the exact texts, newest first, that nobody may modify")
  func ledgerRows() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let caseID = try await server.makeCase(customer)
    let rows = try await interactions(server, caseID, customer)
    #expect(rows.map(\.text) == ["Case status set to `New`", "Case created with priority `Low`"])
    #expect(rows.allSatisfy { $0.type == .ledger && !$0.canBeModified && $0.caseID == caseID })
    #expect(rows.allSatisfy { $0.createdByID == nil })
    #expect(rows.first?.createdBy == PersonName(firstName: "Ada", lastName: "Lovelace", fullName: "Ada Lovelace"))
    #expect(rows.map(\.id) == rows.map(\.id).sorted(by: >))
    #expect(rows.first?.creationTime?.nanos == 947_000_000)
  }

  @Test("R14 each later change writes a row alike; assignees stay internal (R13)")
  func laterChangesAreNoted() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let employee = try await server.makeEmployee()
    let caseID = try await server.makeCase(customer)
    try await staffUpdate(server, UpdateCaseRequest(id: caseID, priority: .critical))
    try await staffUpdate(server, UpdateCaseRequest(id: caseID, topicID: 2))
    try await staffUpdate(server, UpdateCaseRequest(id: caseID, statusID: Int64(Phase.open.rawValue)))
    try await staffUpdate(server, UpdateCaseRequest(id: caseID, assigneeID: employee.id))
    let texts = try await interactions(server, caseID, customer).map(\.text)
    #expect(
      texts.dropLast(2) == [
        "Case status set to `Open`", "Case topic set to `Shipping`", "Case priority set to `Critical`",
      ])
    let staff: ListCaseInteractionsResponse = try await server.call(
      InteractionServiceDefinition.listCaseInteractions, ListCaseInteractionsRequest(caseID: caseID), as: .operator)
    #expect(staff.results.first?.text == "Case assigned to `Grace Hopper`")
  }

  @Test("R12 R15 a customer's note is public and names its author")
  func noteComesBack() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let caseID = try await server.makeCase(customer)
    let id = try await note(server, caseID, "It happened again.", customer)
    let row = try #require(try await interactions(server, caseID, customer).first)
    #expect(row.id == id)
    #expect(row.type == .publicNote)
    #expect(row.text == "It happened again.")
    #expect(row.canBeModified)
    #expect(row.createdByID == customer.id)
    #expect(row.createdBy?.fullName == "Ada Lovelace")
  }

  @Test("R13 a customer sees no private notes")
  func privateNotesStayInternal() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let employee = try await server.makeEmployee([.editCases])
    let caseID = try await server.makeCase(customer)
    for (type, text) in [(InteractionType.privateNote, "Between us."), (.publicNote, "We look into it.")] {
      let _: CreateCaseInteractionResponse = try await server.call(
        InteractionServiceDefinition.createCaseInteraction,
        CreateCaseInteractionRequest(caseID: caseID, type: type, text: text), as: employee.identity)
    }
    let texts = try await interactions(server, caseID, customer).map(\.text)
    #expect(texts.first == "We look into it.")
    #expect(!texts.contains("Between us."))
    for type in [InteractionType.ledger, .email, InteractionType(rawValue: 9)] {
      let error = try await server.refusal(
        of: InteractionServiceDefinition.createCaseInteraction,
        CreateCaseInteractionRequest(caseID: caseID, type: type, text: "No."), as: employee.identity)
      #expect(error.violations.map(\.field) == ["Type"])
    }
  }

  @Test("R15 a closed case takes no more notes of a customer")
  func closedCaseTakesNoNotes() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let caseID = try await server.makeCase(customer)
    try await staffUpdate(
      server,
      UpdateCaseRequest(id: caseID, statusID: Int64(Phase.closed.rawValue), closureReason: .mutualAgreement))
    let error = try await server.refusal(
      of: create, CustomerCreateCaseInteractionRequest(caseID: caseID, text: "Wait!"), as: customer.identity)
    #expect(error.code == .failedPrecondition)
    #expect(try await interactions(server, caseID, customer).first?.text == "Case status set to `Closed`")
  }

  @Test("R15 a note's text is required and bounded", arguments: ["", String(repeating: "x", count: 65_537)])
  func textIsBounded(text: String) async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let caseID = try await server.makeCase(customer)
    let error = try await server.refusal(
      of: create, CustomerCreateCaseInteractionRequest(caseID: caseID, text: text), as: customer.identity)
    #expect(error.code == .invalidArgument)
    #expect(error.violations.map(\.field) == ["Text"])
  }

  @Test("R16 the author may change a note for 15 minutes, as CanBeModified says, and nobody else may")
  func editWindow() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let employee = try await server.makeEmployee([.editCases])
    let caseID = try await server.makeCase(customer)
    let id = try await note(server, caseID, "Typo", customer)
    let request = UpdateCaseInteractionRequest(id: id, text: "No typo")
    let byStaff = try await server.refusal(of: edit, request, as: employee.identity)
    #expect(byStaff.code == .failedPrecondition)
    server.clock.advance(milliseconds: 15 * 60_000)
    let answer: UpdateCaseInteractionResponse = try await server.call(edit, request, as: customer.identity)
    #expect(answer.id == id)
    #expect(try await interactions(server, caseID, customer).first?.text == "No typo")
    #expect(try await interactions(server, caseID, customer).first?.canBeModified == true)
    server.clock.advance(milliseconds: 1)
    #expect(try await interactions(server, caseID, customer).first?.canBeModified == false)
    let late = try await server.refusal(of: edit, request, as: customer.identity)
    #expect(late.code == .failedPrecondition)
    try await server.set("Interactions:EditWindow", to: "1h")
    #expect(try await interactions(server, caseID, customer).first?.canBeModified == true)
  }

  @Test("R16 a ledger row cannot be changed, not even by whose doing it tells of")
  func ledgerRowCannotBeChanged() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let caseID = try await server.makeCase(customer)
    let row = try #require(try await interactions(server, caseID, customer).first)
    let error = try await server.refusal(
      of: edit, UpdateCaseInteractionRequest(id: row.id, text: "Mine"), as: customer.identity)
    #expect(error.code == .failedPrecondition)
  }
}
