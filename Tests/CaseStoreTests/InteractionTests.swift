import CaseDomain
import CaseStore
import Testing

@Suite(.timeLimit(.minutes(2))) struct InteractionTests {
  @Test("R12 R15 a customer's note is public, raises the case's version, and comes first")
  func customerNote() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let id = try await test.createCase(of: customer)
    test.advance(milliseconds: 1)
    let note = try await test.write { try $0.createInteraction(on: id, text: "Hello", byCustomer: customer) }
    let first = try #require(try test.read { try $0.interactions(of: id, customerView: true) }.rows.first)
    #expect(first.id == note && first.kind == .publicNote && first.authorID == customer)
    let found = try #require(try test.staffCase(id))
    #expect(found.version == 2 && found.lastInteractionTime == TestStore.start.advanced(byMilliseconds: 1))
  }

  @Test("R12 equal times are listed by highest ID, and pages join")
  func order() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let id = try await test.createCase(of: customer)
    for index in 0..<9 {
      _ = try await test.write { try $0.createInteraction(on: id, text: "\(index)", byCustomer: customer) }
    }
    var seen: [Int64] = []
    var cursor: TimeCursor?
    repeat {
      let page = try test.read { try $0.interactions(of: id, customerView: true, after: cursor, size: 2) }
      seen += page.rows.map(\.id.rawValue)
      cursor = page.next
    } while cursor != nil
    #expect(seen == Array((1...11).reversed()))
  }

  @Test("R13 private notes are not for customers")
  func privateNotes() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let employee = try await test.employee()
    let id = try await test.createCase(of: customer)
    let note = try await test.write {
      try $0.createInteraction(on: id, .privateNote, text: "Between us", byStaff: employee)
    }
    #expect(try !test.read { try $0.interactions(of: id, customerView: true) }.rows.contains { $0.id == note })
    #expect(try test.read { try $0.interactions(of: id, customerView: false) }.rows.contains { $0.id == note })
    await #expect(throws: DomainError.notFound("interaction \(note)")) {
      try await test.write { try $0.updateInteraction(note, text: "x", by: customer, asCustomer: true) }
    }
    for kind in [Interaction.Kind.ledger, .email] {
      let error = await #expect(throws: DomainError.self) {
        try await test.write { try $0.createInteraction(on: id, kind, text: "x", byStaff: employee) }
      }
      #expect(error?.violation?.field == "Type")
    }
  }

  @Test("R15 a closed case takes no note of its customer; an empty text is refused")
  func closed() async throws {
    let test = try TestStore()
    var pushed = soundPush()
    pushed.closingTime = UTCTime(milliseconds: 1)
    let id = try #require(try await test.push(pushed).createdID)
    let customer = try #require(try test.staffCase(id)?.customerID)
    await #expect(throws: DomainError.failedPrecondition("CaseID", "the case is closed; create a new one")) {
      try await test.write { try $0.createInteraction(on: id, text: "x", byCustomer: customer) }
    }
    await #expect(throws: DomainError.invalid("Text", "is required")) {
      try await test.write { try $0.createInteraction(on: id, text: "", byCustomer: customer) }
    }
  }

  @Test("R16 a note is changed by its author within the setting's window")
  func editing() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let other = try await test.customer("b@example.com")
    let id = try await test.createCase(of: customer)
    let note = try await test.write { try $0.createInteraction(on: id, text: "Helo", byCustomer: customer) }
    try await test.write { try $0.updateInteraction(note, text: "Hello", by: customer, asCustomer: true) }
    #expect(try test.read { try $0.interaction(note) }?.text == "Hello")
    await #expect(throws: DomainError.notFound("interaction \(note)")) {
      try await test.write { try $0.updateInteraction(note, text: "x", by: other, asCustomer: true) }
    }
    let ledger = InteractionID(1)
    await #expect(throws: DomainError.self) {
      try await test.write { try $0.updateInteraction(ledger, text: "x", by: customer, asCustomer: true) }
    }
    try await test.write { try $0.set(.editWindow, to: "1m") }
    test.advance(milliseconds: 60_001)
    await #expect(throws: DomainError.self) {
      try await test.write { try $0.updateInteraction(note, text: "Late", by: customer, asCustomer: true) }
    }
  }
}
