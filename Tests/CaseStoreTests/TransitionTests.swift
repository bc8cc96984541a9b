import CaseDomain
import CaseStore
import Testing

@Suite struct TransitionTests {
  private let test: TestStore
  private let owner: UserID
  private let colleague: UserID

  init() async throws {
    test = try TestStore()
    owner = try await test.employee("owner@example.com")
    colleague = try await test.employee("colleague@example.com")
  }

  /// A case in the phase.
  private func makeCase(_ phase: Phase, of assignee: UserID?) async throws -> CaseID {
    let number = try test.read { try $0.cases(where: CaseFilter(), size: 200).rows.count }
    var pushed = soundPush("\(number)")
    pushed.status = phase.defaultStatusName
    pushed.assignee.id = assignee?.rawValue ?? 0
    return try #require(try await test.push(pushed).createdID)
  }

  private func edit(_ id: CaseID, _ edit: CaseEdit, by actor: UserID?, as type: UserType = .employee) async throws {
    _ = try await test.write { try $0.updateCase(id, edit, byStaff: actor, as: type) }
  }

  private func move(_ transition: Phase.Transition) -> CaseEdit {
    // A phase's default status has the phase's number.
    CaseEdit(to: transition.to, transition.closureReasons.first)
  }

  /// What any technician may do with a case of a colleague's.
  private static let anybodys: [(Phase, Phase)] = [
    (.awaitingAccount, .new), (.new, .open), (.new, .inProgress), (.new, .closed), (.open, .inProgress),
    (.inProgress, .waiting),
  ]

  @Test(
    "R34 what the state machine leaves to the owner is refused to a colleague, naming the owner",
    arguments: Phase.staffTransitions)
  func ownersTransitions(transition: Phase.Transition) async throws {
    let id = try await makeCase(transition.from, of: owner)
    let isAnybodys = TransitionTests.anybodys.contains { $0 == (transition.from, transition.to) }
    if isAnybodys {
      try await edit(id, move(transition), by: colleague)
      #expect(try test.staffCase(id)?.phase == transition.to)
    } else {
      let error = await #expect(throws: DomainError.self) { try await edit(id, move(transition), by: colleague) }
      #expect(error?.violation?.field == "StatusID")
      #expect(error?.violation?.reason.contains("user \(owner)'s") == true)
      #expect(try test.staffCase(id)?.version == 1)
      try await edit(id, move(transition), by: owner)
      #expect(try test.staffCase(id)?.phase == transition.to)
    }
  }

  @Test(
    "R34 any employee makes the transitions of a case without an owner, and the operator and System those of all",
    arguments: Phase.staffTransitions)
  func unownedCases(transition: Phase.Transition) async throws {
    let unowned = try await makeCase(transition.from, of: nil)
    try await edit(unowned, move(transition), by: colleague)
    #expect(try test.staffCase(unowned)?.phase == transition.to)
    let operators = try await makeCase(transition.from, of: owner)
    try await edit(operators, move(transition), by: nil, as: .system)
    #expect(try test.staffCase(operators)?.assigneeID == owner)
    let systems = try await makeCase(transition.from, of: owner)
    let service = try await test.write { try $0.apiUser(named: "monitoring") }
    try await edit(systems, move(transition), by: service, as: .system)
    #expect(try test.staffCase(systems)?.phase == transition.to)
  }

  @Test("R34 who is assigned the case in the same change is not its owner yet")
  func selfAssignment() async throws {
    let id = try await makeCase(.inProgress, of: owner)
    var change = CaseEdit(to: .resolved)
    change.assignee = .to(colleague)
    await #expect(throws: DomainError.self) { try await edit(id, change, by: colleague) }
    var take = CaseEdit()
    take.assignee = .to(colleague)
    try await edit(id, take, by: colleague)
    try await edit(id, CaseEdit(to: .resolved), by: colleague)
    #expect(try test.staffCase(id)?.assigneeID == colleague)
  }

  @Test(
    "R14 R34 who picks a case up, or solves one that nobody owns, becomes its owner, and the ledger tells",
    arguments: [(Phase.new, Phase.inProgress), (.open, .inProgress), (.open, .resolved), (.waiting, .resolved)])
  func becomingOwner(from: Phase, to: Phase) async throws {
    let id = try await makeCase(from, of: nil)
    try await edit(id, CaseEdit(to: to), by: colleague)
    let found = try #require(try test.staffCase(id))
    #expect(found.assigneeID == colleague)
    #expect(found.assignedOn == TestStore.start)
    let rows = try test.read { try $0.interactions(of: id, customerView: false) }.rows.map(\.text)
    #expect(rows == ["Case status set to `\(to.defaultStatusName)`", "Case assigned to `Pedro Pascal`"])
  }

  @Test("R34 who assigns a case to another picks it up for them, and who picks up an assigned one takes it over")
  func pickUpOfAssigned() async throws {
    let given = try await makeCase(.open, of: nil)
    var change = CaseEdit(to: .inProgress)
    change.assignee = .to(owner)
    try await edit(given, change, by: colleague)
    #expect(try test.staffCase(given)?.assigneeID == owner)
    let taken = try await makeCase(.open, of: owner)
    try await edit(taken, CaseEdit(to: .inProgress), by: colleague)
    #expect(try test.staffCase(taken)?.assigneeID == colleague)
  }

  static let reasons: [(Closure.Reason?, String?, String?)] = [
    (.mutualAgreement, nil, nil), (.workingAsDesigned, nil, nil), (.defect, nil, nil), (.outOfScope, "Not ours", nil),
    (.outOfScope, nil, "ClosureExplanation"), (.outOfScope, "", "ClosureExplanation"),
    (.closedByCustomer, nil, "ClosureReason"), (.noResponse, nil, "ClosureReason"),
  ]

  @Test("R48 staff close for four of the six reasons, OutOfScope with an explanation", arguments: reasons)
  func closing(reason: Closure.Reason?, explanation: String?, refused: String?) async throws {
    let id = try await makeCase(.new, of: nil)
    var change = CaseEdit(to: .closed, reason)
    change.closureExplanation = explanation
    try await expect(id, change, refused: refused, reason)
  }

  @Test("R48 the reason of a closed case is changed by the same rules", arguments: reasons)
  func changingReason(reason: Closure.Reason?, explanation: String?, refused: String?) async throws {
    let id = try await makeCase(.new, of: nil)
    try await edit(id, CaseEdit(to: .closed, .defect), by: colleague)
    var change = CaseEdit()
    change.closureReason = reason
    change.closureExplanation = explanation
    try await expect(id, change, refused: refused, refused == nil ? reason : .defect)
  }

  @Test("R48 an explanation that the reason needs cannot be taken away")
  func emptiedExplanation() async throws {
    let id = try await makeCase(.new, of: nil)
    var close = CaseEdit(to: .closed, .outOfScope)
    close.closureExplanation = "Not ours"
    try await edit(id, close, by: colleague)
    var change = CaseEdit()
    change.closureExplanation = ""
    try await expect(id, change, refused: "ClosureExplanation", .outOfScope)
    change.closureReason = .defect
    try await expect(id, change, refused: nil, .defect)
  }

  private func expect(
    _ id: CaseID, _ change: CaseEdit, refused field: String?, _ reason: Closure.Reason?
  ) async throws {
    let version = try test.staffCase(id)?.version
    do {
      try await edit(id, change, by: colleague)
      #expect(field == nil)
      #expect(try test.staffCase(id)?.closureReason == reason)
    } catch let error as DomainError {
      #expect(error.violation?.field == field)
      #expect(try test.staffCase(id)?.version == version)
    }
  }
}

extension CaseEdit {
  /// To the phase's default status, which has the phase's number in a new database.
  fileprivate init(to phase: Phase, _ reason: Closure.Reason? = nil) {
    self.init()
    statusID = StatusID(Int64(phase.rawValue))
    closureReason = reason
    if reason == .outOfScope { closureExplanation = "Not ours" }
  }
}
