import CaseDomain
import CaseStore
import Testing

@Suite(.timeLimit(.minutes(2))) struct CaseTests {
  @Test("R3 a new database has the seed's seven topics, highest ID first")
  func topics() throws {
    let topics = try TestStore().read { $0.topics() }
    #expect(topics.map(\.id.rawValue) == [7, 6, 5, 4, 3, 2, 1])
    #expect(
      topics.map(\.name) == ["Other", "Promotions", "Account", "Returns", "Payment", "Shipping", "Products"])
    #expect(topics.last?.description == "Anything related to products.")
  }

  @Test("R11 each phase has one default status; status 1 is New; the escalated one is Closed's")
  func statuses() throws {
    let statuses = try TestStore().read { $0.statuses() }
    #expect(statuses.first?.name == "New")
    for phase in Phase.allCases { #expect(statuses.count { $0.phase == phase && $0.isDefault } == 1) }
    let escalated = statuses.first { $0.name == "Closed - Escalated to TEM" }
    #expect(escalated?.phase == .closed && escalated?.isDefault == false)
  }

  @Test("R1 R10 R14 a customer's case is New and Low, and has two ledger rows in order")
  func create() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let id = try await test.createCase(of: customer)
    let found = try #require(try test.read { try $0.customerCase(id, of: customer) })
    #expect(found.statusID == .new && found.statusName == "New" && found.priority == .low && found.version == 1)
    #expect(found.topicName == "Products" && found.reportingTime == TestStore.start)
    let rows = try test.read { try $0.interactions(of: id, customerView: true) }.rows
    #expect(rows.map(\.text) == ["Case status set to `New`", "Case created with priority `Low`"])
    #expect(rows.allSatisfy { $0.kind == .ledger && $0.authorFirstName == "Ann" && $0.created == TestStore.start })
  }

  @Test("R1 an unknown topic and an unfit title change nothing")
  func refused() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    for (topic, title, field) in [(99, "A title", "TopicID"), (1, "abc", "Title"), (0, "A title", "TopicID")] {
      let error = await #expect(throws: DomainError.self) {
        try await test.write {
          try $0.createCase(
            CaseDraft(topicID: TopicID(Int64(topic)), title: title, description: "x"), byCustomer: customer)
        }
      }
      #expect(error?.violation?.field == field)
    }
    #expect(try test.read { try $0.changes(limit: 9) }.isEmpty)
  }

  @Test("R2 another customer's case is not there")
  func others() async throws {
    let test = try TestStore()
    let owner = try await test.customer("a@example.com")
    let other = try await test.customer("b@example.com")
    let id = try await test.createCase(of: owner)
    #expect(try test.read { try $0.customerCase(id, of: other) } == nil)
    #expect(try test.read { try $0.customerCases(of: other) }.rows.isEmpty)
    await #expect(throws: DomainError.notFound("case \(id)")) {
      try await test.write { try $0.updateCase(id, CaseEdit(), byCustomer: other) }
    }
    await #expect(throws: DomainError.notFound("case \(id)")) {
      try await test.write { try $0.createInteraction(on: id, text: "Hello", byCustomer: other) }
    }
  }

  @Test("R5 R36 absent fields stay; each change raises the version by one; none leaves it")
  func update() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let id = try await test.createCase(of: customer)
    var edit = CaseEdit()
    edit.title = "Another title"
    #expect(try await test.edit(id, edit, by: customer) == 2)
    #expect(try await test.edit(id, edit, by: customer) == 2)
    edit = CaseEdit()
    edit.topicID = TopicID(2)
    edit.version = 2
    #expect(try await test.edit(id, edit, by: customer) == 3)
    let found = try #require(try test.read { try $0.customerCase(id, of: customer) })
    #expect(found.title == "Another title" && found.description == "Text" && found.topicName == "Shipping")
    #expect(found.version == 3)
    let texts = try test.read { try $0.interactions(of: id, customerView: true) }.rows.map(\.text)
    #expect(texts.first == "Case topic set to `Shipping`")
    #expect(try test.read { try $0.changes(limit: 9) }.map(\.version) == [1, 2, 3])
  }

  @Test("R36 another version than the current refuses the change and tells the current")
  func versions() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let id = try await test.createCase(of: customer)
    var edit = CaseEdit()
    edit.title = "Another title"
    edit.version = 7
    await #expect(throws: DomainError.versionMismatch(current: 1)) {
      try await test.edit(id, edit, by: customer)
    }
  }

  @Test("R8 after pick-up the description is fixed, title and topic are not; closed fixes all")
  func pickedUp() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let employee = try await test.employee()
    let id = try await test.createCase(of: customer)
    var move = CaseEdit()
    move.statusID = StatusID(4)
    _ = try await test.write { [move] in try $0.updateCase(id, move, byStaff: employee, as: .employee) }
    var edit = CaseEdit()
    edit.description = "Changed"
    let error = await #expect(throws: DomainError.self) {
      try await test.edit(id, edit, by: customer)
    }
    #expect(error?.violation?.field == "Description")
    edit.description = "Text"
    edit.title = "Another title"
    #expect(try await test.edit(id, edit, by: customer) == 3)
    move.statusID = StatusID(11)
    move.closureReason = .defect
    _ = try await test.write { [move] in try $0.updateCase(id, move, byStaff: employee, as: .employee) }
    await #expect(throws: DomainError.self) {
      try await test.edit(id, edit, by: customer)
    }
    #expect(try test.staffCase(id)?.closureReason == .defect)
    #expect(try test.staffCase(id)?.closingTime == TestStore.start)
  }

  @Test("R34 staff move a case along the table only, with the checks of its rows")
  func transitions() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let employee = try await test.employee()
    let id = try await test.createCase(of: customer)
    func move(_ status: Int64, _ reason: Closure.Reason? = nil, _ explanation: String? = nil) async throws {
      var edit = CaseEdit()
      edit.statusID = StatusID(status)
      edit.closureReason = reason
      edit.closureExplanation = explanation
      _ = try await test.write { [edit] in try $0.updateCase(id, edit, byStaff: employee, as: .employee) }
    }
    await #expect(throws: DomainError.self) { try await move(5) }
    await #expect(throws: DomainError.self) { try await move(11) }
    await #expect(throws: DomainError.self) { try await move(11, .noResponse) }
    await #expect(throws: DomainError.self) { try await move(11, .outOfScope) }
    try await move(3)
    try await move(8)
    #expect(try test.staffCase(id)?.assigneeID == employee)
    await #expect(throws: DomainError.self) { try await move(11, .defect) }
    try await move(11, .mutualAgreement)
    try await move(12)
    await #expect(throws: DomainError.self) { try await move(4) }
    #expect(try test.staffCase(id)?.statusName == "Closed - Escalated to TEM")
    let visible = try test.read { try $0.interactions(of: id, customerView: true) }.rows.map(\.text)
    let all = try test.read { try $0.interactions(of: id, customerView: false) }.rows.map(\.text)
    #expect(all.contains("Case assigned to `Pedro Pascal`"))
    #expect(!visible.contains("Case assigned to `Pedro Pascal`"))
    #expect(visible.first == "Case status set to `Closed - Escalated to TEM`")
  }

  @Test("R31 customers write the custom fields they may edit, and remove them by an empty value")
  func customFields() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let field = try await test.write { try $0.createCustomField(CustomFieldDraft(name: "Brand", dataType: .string)) }
    var options = CustomField.Options()
    options.visibleBy = .customer
    options.editableBy = .customer
    try await test.write { [options] in try $0.setOptions(options, of: field) }
    let id = try await test.write {
      try $0.createCase(
        CaseDraft(topicID: TopicID(1), title: "A title", description: "x", customFields: ["Brand": "audi"]),
        byCustomer: customer)
    }
    #expect(try test.read { try $0.customerCase(id, of: customer) }?.customFields == ["Brand": "audi"])
    #expect(try test.read { try $0.customerCase(id, of: customer, visibleTo: .api) }?.customFields == [:])
    var edit = CaseEdit()
    edit.customFields = ["Brand": "audi"]
    #expect(try await test.edit(id, edit, by: customer) == 1)
    edit.customFields = ["Brand": ""]
    #expect(try await test.edit(id, edit, by: customer) == 2)
    #expect(try test.read { try $0.customerCase(id, of: customer) }?.customFields == [:])
  }
}
