import CaseDomain
import Testing

@Suite struct CaseReferenceTests {
  @Test("R42 a reference reads back to its case", arguments: [1, 10, 42, 99, 8_469, 5_000_000, Int64.max])
  func readsBack(id: Int64) {
    let reference = CaseReference(CaseID(id))
    #expect(CaseReference(text: reference.description)?.id == CaseID(id))
    #expect(CaseReference(text: reference.description.lowercased())?.id == CaseID(id))
    #expect(reference.description.hasPrefix("CW-\(id)"))
  }

  @Test("R42 a wrong digit is no reference, and neither are swapped neighbours")
  func findsMistakes() {
    for id in stride(from: Int64(1), to: 20_000, by: 97) {
      let digits = Array(CaseReference(CaseID(id)).description.utf8.dropFirst(3))
      for position in digits.indices {
        for digit in UInt8(48)...57 where digit != digits[position] {
          var wrong = digits
          wrong[position] = digit
          #expect(CaseReference(text: "CW-" + String(decoding: wrong, as: UTF8.self)) == nil)
        }
        guard position > 0, digits[position] != digits[position - 1] else { continue }
        var swapped = digits
        swapped.swapAt(position, position - 1)
        #expect(CaseReference(text: "CW-" + String(decoding: swapped, as: UTF8.self)) == nil)
      }
    }
  }

  @Test(
    "R42 what is no reference is refused",
    arguments: ["", "CW-", "CW-1", "CW-00", "XW-13", "CW13", "CW-1a", "CW-99999999999999999999", "CW- 13"])
  func refuses(text: String) {
    #expect(CaseReference(text: text) == nil)
  }
}

@Suite struct PhaseTests {
  @Test("R11 the phases keep their numbers, and only Closed is not open")
  func numbers() {
    #expect(Phase.allCases.map(\.rawValue) == Array(1...11))
    #expect(Phase.allCases.filter { !$0.isOpen } == [.closed])
  }

  @Test("R8 the description can be modified until pick-up")
  func description() {
    #expect(Phase.allCases.filter(\.descriptionCanBeModified) == [.new, .awaitingAccount, .open])
  }

  @Test("R34 no transition leaves Closed, and none needs a reason but into it")
  func transitions() {
    #expect(Phase.staffTransitions.allSatisfy { $0.from != .closed })
    #expect(Phase.staffTransitions.allSatisfy { ($0.to == .closed) == !$0.closureReasons.isEmpty })
    #expect(Set(Phase.staffTransitions.map { [$0.from, $0.to] }).count == Phase.staffTransitions.count)
    #expect(Phase.new.staffTransition(to: .waiting) == nil)
    #expect(Phase.resolved.staffTransition(to: .closed)?.closureReasons == [.mutualAgreement])
  }

  @Test("R14 ledger rows have the documented texts")
  func ledger() {
    #expect(LedgerEntry.created(.low).text == "Case created with priority `Low`")
    #expect(LedgerEntry.status(name: "New").text == "Case status set to `New`")
  }

  @Test("R13 ledger rows about the assignee stay internal")
  func visibility() {
    #expect(!LedgerEntry.assigned(name: "Pedro").isVisibleToCustomer)
    #expect(!LedgerEntry.unassigned.isVisibleToCustomer)
    #expect(LedgerEntry.priority(.high).isVisibleToCustomer)
  }

  @Test("R31 a mask admits a type where they share a bit; System is an employee too")
  func userTypes() {
    #expect(UserType.customer.isAdmitted(by: UserType(rawValue: 3)))
    #expect(UserType.system.isAdmitted(by: .employee))
    #expect(!UserType.api.isAdmitted(by: UserType(rawValue: 3)))
    #expect(!UserType.customer.isAdmitted(by: []))
  }

  @Test("R10 priorities keep their numbers")
  func priorities() {
    #expect(Priority.allCases.map(\.rawValue) == [0, 1, 2, 9])
  }

  @Test("R16 a note is its author's to change, within the window")
  func editWindow() {
    func can(_ kind: Interaction.Kind, _ author: UserID?, after: Int64) -> Bool {
      Interaction.canBeModified(
        kind: kind, author: author, created: UTCTime(milliseconds: 0), by: UserID(1),
        at: UTCTime(milliseconds: after), window: 900_000)
    }
    #expect(can(.publicNote, UserID(1), after: 900_000))
    #expect(can(.privateNote, UserID(1), after: 0))
    #expect(!can(.publicNote, UserID(1), after: 900_001))
    #expect(!can(.publicNote, UserID(2), after: 0))
    #expect(!can(.ledger, UserID(1), after: 0))
    #expect(!can(.email, UserID(1), after: 0))
    #expect(!can(.publicNote, nil, after: 0))
  }
}
