import CaseDomain
import CaseStore
import Testing

@Suite(.timeLimit(.minutes(2))) struct PushTests {
  @Test("R19 a pair that exists tells its ID and changes nothing, the customer included")
  func exists() async throws {
    let test = try TestStore()
    let id = try #require(try await test.push(soundPush()).createdID)
    let customer = try #require(try test.staffCase(id)?.customerID)
    var again = soundPush()
    again.title = "Another"
    again.customer.firstName = "Changed"
    again.topic = "No such topic"
    #expect(try await test.push(again) == .exists(id))
    #expect(try test.staffCase(id)?.title == "It rings")
    #expect(try test.read { try $0.customer(customer) }?.details.firstName == "")
    #expect(try test.read { try $0.changes(limit: 100) }.count == 1)
  }

  @Test("R19 the pair is unique within its system, and both parts are required")
  func pairs() async throws {
    let test = try TestStore()
    var other = soundPush()
    other.backendSystemID = "Other system"
    #expect(try await test.push(soundPush()).createdID != nil)
    #expect(try await test.push(other).createdID != nil)
    var nameless = soundPush("")
    #expect(try await test.push(nameless).violation?.field == "BackendID")
    nameless = soundPush()
    nameless.backendSystemID = ""
    #expect(try await test.push(nameless).violation?.field == "BackendSystemID")
  }

  @Test("R19 the same pair twice in one batch is created once")
  func twiceInABatch() async throws {
    let test = try TestStore()
    let outcomes = try await test.store.push([soundPush(), soundPush()], by: nil)
    let id = try #require(outcomes[0].createdID)
    #expect(outcomes[1] == .exists(id))
  }

  @Test("R20 a customer matches by the pair, and then not by e-mail")
  func customerByPair() async throws {
    let test = try TestStore()
    var first = soundPush("1", email: "a@example.com")
    first.customer.backendID = "C1"
    first.customer.firstName = "Ann"
    first.customer.nickname = "annie"
    var second = soundPush("2", email: "b@example.com")
    second.customer.backendID = "C1"
    second.customer.firstName = "Anna"
    var third = soundPush("3", email: "b@example.com")
    third.customer.backendID = "C2"
    let ids = try await test.store.push([first, second, third], by: nil).compactMap(\.createdID)
    let customers = try ids.map { try #require(try test.staffCase($0)?.customerID) }
    #expect(customers[0] == customers[1])
    #expect(customers[2] != customers[0])
    let details = try #require(try test.read { try $0.customer(customers[0]) })
    #expect(details.details.emailAddress == "b@example.com")
    #expect(details.details.firstName == "Anna")
    #expect(details.details.nickname == "annie")
    #expect(details.backendSystemID == "Sys")
    #expect(details.details.backendID == "C1")
  }

  @Test("R20 without a pair the lowest ID of the e-mail address matches, whatever its case; only customers")
  func customerByEmail() async throws {
    let test = try TestStore()
    _ = try await test.employee("ann@example.com")
    let lowest = try await test.customer("Ann@Example.com")
    _ = try await test.customer("ann@example.com")
    let id = try #require(try await test.push(soundPush("1", email: "ANN@example.COM")).createdID)
    #expect(try test.staffCase(id)?.customerID == lowest)
  }

  @Test("R20 a customer without a key is refused")
  func customerWithoutKey() async throws {
    let test = try TestStore()
    #expect(try await test.push(soundPush("1", email: "")).violation?.field == "Customer")
  }

  @Test("R20 absent and empty values keep what is there")
  func absentKeeps() async throws {
    let test = try TestStore()
    var first = soundPush("1")
    first.customer.firstName = "Ann"
    first.customer.accountType = .incognito
    first.customer.dateOfBirth = UTCTime(milliseconds: 0)
    first.customer.company.name = "Acme"
    let id = try #require(try await test.push(first).createdID)
    #expect(try await test.push(soundPush("2")).createdID != nil)
    let customer = try #require(try test.staffCase(id)?.customerID)
    let details = try #require(try test.read { try $0.customer(customer) }?.details)
    #expect(details.firstName == "Ann")
    #expect(details.accountType == .incognito)
    #expect(details.dateOfBirth == UTCTime(milliseconds: 0))
    #expect(details.company.name == "Acme")
  }

  @Test("R21 one shipping and one billing address, created and then updated")
  func addresses() async throws {
    let test = try TestStore()
    var first = soundPush("1")
    first.customer.shippingAddress = PostalAddress()
    first.customer.shippingAddress?.city = "Berlin"
    first.customer.shippingAddress?.countryID = "DE"
    first.customer.billingAddress = PostalAddress()
    var second = soundPush("2")
    second.customer.shippingAddress = PostalAddress()
    second.customer.shippingAddress?.city = "Bremen"
    second.customer.billingAddress = PostalAddress()
    second.customer.billingAddress?.city = "Bonn"
    let id = try #require(try await test.push(first).createdID)
    let customer = try #require(try test.staffCase(id)?.customerID)
    #expect(try test.read { try $0.customer(customer) }?.details.billingAddress == nil)
    try await test.push(second)
    let details = try #require(try test.read { try $0.customer(customer) }?.details)
    #expect(details.shippingAddress?.city == "Bremen")
    #expect(details.shippingAddress?.countryID == "DE")
    #expect(details.billingAddress?.city == "Bonn")
  }

  @Test("R22 R23 the assignee is found by ID, CustomID, e-mail; who may not be assigned is no match")
  func assignees() async throws {
    let test = try TestStore()
    let customer = try await test.customer("pedro@example.com")
    let first = try await test.employee("pedro@example.com", customID: "P1")
    let second = try await test.employee("maria@example.com", customID: "M1")
    let table: [(id: Int64, customID: String, email: String, expected: UserID?)] = [
      (first.rawValue, "M1", "maria@example.com", first), (0, "M1", "pedro@example.com", second),
      (0, "", "PEDRO@example.com", first), (customer.rawValue, "M1", "", second), (customer.rawValue, "", "", nil),
      (999, "nobody", "nobody@example.com", nil), (999, "nobody", "maria@example.com", second), (0, "", "", nil),
    ]
    for (index, row) in table.enumerated() {
      var pushed = soundPush("\(index)")
      pushed.assignee.id = row.id
      pushed.assignee.customID = row.customID
      pushed.assignee.emailAddress = row.email
      pushed.assignedOn = UTCTime(milliseconds: 5)
      let found = try await test.created(pushed)
      #expect(found.assigneeID == row.expected)
      #expect(found.assignedOn == row.expected.map { _ in UTCTime(milliseconds: 5) })
    }
  }

  @Test("R22 an employee who is created later is found from then on")
  func laterAssignee() async throws {
    let test = try TestStore()
    var pushed = soundPush("1")
    pushed.assignee.customID = "P1"
    let before = try #require(try await test.push(pushed).createdID)
    #expect(try test.staffCase(before)?.assigneeID == nil)
    let employee = try await test.employee(customID: "P1")
    pushed.backendID = "2"
    let after = try #require(try await test.push(pushed).createdID)
    #expect(try test.staffCase(after)?.assigneeID == employee)
  }

  @Test("R24 a missing topic fails the push, or is created where the setting says so")
  func topics() async throws {
    let test = try TestStore()
    var pushed = soundPush()
    pushed.topic = "Bananas"
    let refused = try await test.push(pushed)
    guard case .rejected(.failedPrecondition(let violation)) = refused else {
      Issue.record("\(refused)")
      return
    }
    #expect(violation.field == "Topic")
    #expect(violation.reason.contains("Bananas"))
    #expect(try test.read { try $0.customer(UserID(1)) } == nil)
    try await test.write { try $0.set(.autoCreateTopic, to: "true") }
    let id = try #require(try await test.push(pushed).createdID)
    #expect(try test.staffCase(id)?.topicName == "Bananas")
    #expect(try test.read { $0.topics() }.first?.name == "Bananas")
    try await test.write { try $0.set(.autoCreateTopic, to: "false") }
    pushed.topic = "Apples"
    pushed.backendID = "2"
    #expect(try await test.push(pushed).violation?.field == "Topic")
  }

  @Test("R25 a missing status fails the push, or is created in phase Open where the setting says so")
  func statuses() async throws {
    let test = try TestStore()
    var pushed = soundPush()
    pushed.status = "SomeStatus"
    #expect(try await test.push(pushed).violation?.field == "Status")
    try await test.write { try $0.set(.autoCreateStatus, to: "true") }
    let found = try await test.created(pushed)
    #expect(found.statusName == "SomeStatus")
    #expect(found.phase == .open)
  }

  static let phases: [(status: String, isClosed: Bool, phase: Phase, name: String)] = [
    ("", false, .new, "New"), ("", true, .closed, "Closed"), ("In Progress", false, .inProgress, "In Progress"),
    ("In Progress", true, .closed, "In Progress"), ("Closed", false, .closed, "Closed"),
    ("Closed - Escalated to TEM", false, .closed, "Closed - Escalated to TEM"),
  ]

  @Test("R25 a closing time closes, whatever the status; else the phase is the status's", arguments: phases)
  func phase(status: String, isClosed: Bool, phase: Phase, name: String) async throws {
    let test = try TestStore()
    var pushed = soundPush()
    pushed.status = status
    pushed.closingTime = isClosed ? UTCTime(milliseconds: 7) : nil
    let found = try await test.created(pushed)
    #expect(found.phase == phase)
    #expect(found.statusName == name)
    #expect(found.closingTime == pushed.closingTime)
    #expect(found.closureReason == nil)
  }

  @Test("R26 every field reads back, historical times too, and no ledger row is written")
  func fields() async throws {
    let test = try TestStore()
    var pushed = soundPush()
    pushed.description = "It rings, but it's not a phone"
    pushed.summary = "After investigating, it was a phone"
    pushed.solution = "Gave customer a banana so it wouldn't ring"
    pushed.originatingOrganizationUnitBackendID = "Unit"
    pushed.priority = .critical
    pushed.isWarranty = true
    pushed.reportingTime = UTCTime(milliseconds: 1_000)
    pushed.lastInteractionTime = UTCTime(milliseconds: 2_000)
    let id = try #require(try await test.push(pushed).createdID)
    let found = try #require(try test.staffCase(id))
    #expect(found.backendSystemID == "Sys" && found.backendID == "1")
    #expect(found.description == pushed.description && found.summary == pushed.summary)
    #expect(found.solution == pushed.solution && found.title == pushed.title)
    #expect(found.originatingOrganizationUnitBackendID == "Unit")
    #expect(found.priority == .critical && found.isWarranty && found.version == 1)
    #expect(found.reportingTime == pushed.reportingTime)
    #expect(found.lastInteractionTime == pushed.lastInteractionTime)
    #expect(try test.read { try $0.interactions(of: id, customerView: false) }.rows.isEmpty)
    #expect(try test.read { try $0.changes(limit: 9) }.map(\.kind) == [.casePushed])
  }

  @Test("R26 its own customer sees a pushed case, and a time that is absent is now")
  func ownCustomer() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let id = try #require(try await test.push(soundPush()).createdID)
    #expect(try test.read { try $0.customerCase(id, of: customer) }?.reportingTime == TestStore.start)
  }

  @Test("R29 custom fields are coerced; an unknown or unfit one refuses the whole push")
  func customFields() async throws {
    let test = try TestStore()
    let field = try await test.write {
      try $0.createCustomField(
        CustomFieldDraft(name: "Car brand", dataType: .enum, enumValues: ["audi": "Audi", "bmw": "BMW"]))
    }
    _ = try await test.write { try $0.createCustomField(CustomFieldDraft(name: "Rings", dataType: .bool)) }
    for (values, name) in [(["Car brand": "tesla"], "Car brand"), (["Nope": "1"], "Nope"), (["Rings": "so"], "Rings")] {
      var pushed = soundPush()
      pushed.customFields = values
      #expect(try await test.push(pushed).violation?.field == "CustomFields.\(name)")
    }
    #expect(try test.read { try $0.customer(UserID(1)) } == nil)
    var pushed = soundPush()
    pushed.customFields = ["Car brand": "audi", "Rings": "yes"]
    let id = try #require(try await test.push(pushed).createdID)
    // Until options are set a field is the staff's.
    #expect(try test.staffCase(id)?.customFields == ["Car brand": "audi", "Rings": "true"])
    #expect(try test.customerCase(id)?.customFields == [:])
    var options = CustomField.Options()
    options.visibleBy = .customer
    try await test.write { [options] in try $0.setOptions(options, of: field) }
    #expect(try test.staffCase(id)?.customFields == ["Rings": "true"])
    #expect(try test.customerCase(id)?.customFields == ["Car brand": "audi"])
  }

  @Test("R31 a required field binds a push from the next call on")
  func required() async throws {
    let test = try TestStore()
    let field = try await test.write { try $0.createCustomField(CustomFieldDraft(name: "Must", dataType: .string)) }
    #expect(try await test.push(soundPush("1")).createdID != nil)
    var options = CustomField.Options()
    options.isRequired = true
    try await test.write { [options] in try $0.setOptions(options, of: field) }
    #expect(try await test.push(soundPush("2")).violation?.field == "CustomFields.Must")
  }

  @Test("R33 each item of a batch is by itself, in order")
  func batch() async throws {
    let test = try TestStore()
    var wrong = soundPush("2")
    wrong.customer.gender = "X"
    let outcomes = try await test.store.push([soundPush("1"), wrong, soundPush("3")], by: nil)
    #expect(outcomes[0].createdID == CaseID(1))
    #expect(outcomes[1].violation?.field == "Customer.Gender")
    #expect(outcomes[2].createdID == CaseID(2))
  }

  @Test("R33 many pushes in one job are taken back by its failure")
  func atomicSeam() async throws {
    let test = try TestStore()
    struct Stop: Error {}
    await #expect(throws: Stop.self) {
      try await test.write { transaction in
        _ = try transaction.push([soundPush("1"), soundPush("2")], by: nil)
        _ = try transaction.createTopic("Gone again")
        throw Stop()
      }
    }
    #expect(try test.read { try $0.changes(limit: 9) }.isEmpty)
    #expect(try test.read { $0.topics() }.count == 7)
    #expect(try await test.push(soundPush("1")).createdID == CaseID(1))
  }
}
