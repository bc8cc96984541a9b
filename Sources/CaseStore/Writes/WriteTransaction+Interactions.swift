public import CaseDomain

extension WriteTransaction {
  /// Adds a public note of the customer to one of its open cases (R15).
  public func createInteraction(on caseID: CaseID, text: String, byCustomer customer: UserID) throws -> InteractionID {
    let phase = try read { try $0.customerCasePhase(caseID, of: customer) }
    guard let phase else { throw DomainError.notFound("case \(caseID)") }
    try DomainError.invalidating { () throws(FieldViolation) in try TextRule.interaction.check(text, "Text") }
    guard phase.isOpen else {
      throw DomainError.failedPrecondition("CaseID", "the case is closed; create a new one")
    }
    return try addNote(.publicNote, text, on: caseID, by: customer)
  }

  /// Adds a note of the staff, public or private, to a case in any phase (R34).
  ///
  /// - Parameter author: nil is the operator.
  public func createInteraction(
    on caseID: CaseID, _ kind: Interaction.Kind, text: String, byStaff author: UserID?
  ) throws -> InteractionID {
    guard try read({ try $0.caseState(caseID) }) != nil else { throw DomainError.notFound("case \(caseID)") }
    guard kind.isNote else {
      throw DomainError.invalid("Type", "is \(kind.rawValue); a person writes public notes, 0, and private notes, 1")
    }
    try DomainError.invalidating { () throws(FieldViolation) in try TextRule.interaction.check(text, "Text") }
    return try addNote(kind, text, on: caseID, by: author)
  }

  /// Changes the text of an own note, within the window (R16).
  ///
  /// - Parameter customer: where the editor is a customer: notes on others' cases are unknown.
  public func updateInteraction(
    _ id: InteractionID, text: String, by editor: UserID?, asCustomer: Bool
  ) throws {
    let unknown = DomainError.notFound("interaction \(id)")
    guard let current = try read({ try $0.interaction(id) }) else { throw unknown }
    if asCustomer {
      guard let editor, current.kind != .privateNote,
        try read({ try $0.customerCasePhase(current.caseID, of: editor) }) != nil
      else { throw unknown }
    }
    try DomainError.invalidating { () throws(FieldViolation) in try TextRule.interaction.check(text, "Text") }
    let window = session.catalogue.duration(.editWindow)
    guard
      Interaction.canBeModified(
        kind: current.kind, author: current.authorID, created: current.created, by: editor, at: now, window: window)
    else {
      throw DomainError.failedPrecondition(
        "ID", "is no note of yours of the last \(SettingDuration.text(window)); write another one")
    }
    guard current.text != text else { return }
    try connection.run(.updateInteraction) {
      $0.bind(1, id)
      $0.bind(2, text)
    }
    let version = try read { try $0.caseState(current.caseID) }?.version ?? 0
    try recordChange(.interactionUpdated, current.caseID, version: version, by: editor)
  }

  private func addNote(
    _ kind: Interaction.Kind, _ text: String, on caseID: CaseID, by author: UserID?
  ) throws -> InteractionID {
    let id = try insertInteraction(kind, text, on: caseID, isCustomerVisible: kind == .publicNote, by: author)
    try connection.run(.touchCase) {
      $0.bind(1, caseID)
      $0.bind(2, now)
    }
    let version = try read { try $0.caseState(caseID) }?.version ?? 0
    try recordChange(.interactionCreated, caseID, version: version, by: author)
    return id
  }

  /// Notes what the system did (R14).
  func insertLedgerEntry(_ entry: LedgerEntry, on caseID: CaseID, by actor: UserID?) throws {
    _ = try insertInteraction(.ledger, entry.text, on: caseID, isCustomerVisible: entry.isVisibleToCustomer, by: actor)
  }

  private func insertInteraction(
    _ kind: Interaction.Kind, _ text: String, on caseID: CaseID, isCustomerVisible: Bool, by author: UserID?
  ) throws -> InteractionID {
    InteractionID(
      try connection.insert(.insertInteraction) {
        $0.bind(1, caseID)
        $0.bind(2, kind.rawValue)
        $0.bind(3, isCustomerVisible)
        $0.bind(4, optional: author)
        $0.bind(5, now)
        $0.bind(6, text)
      })
  }
}

extension SQLStatement {
  static let insertInteraction = SQLStatement(
    """
    INSERT INTO interactions(case_id, kind, is_customer_visible, author_id, created_at, text)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    """)
  static let updateInteraction = SQLStatement("UPDATE interactions SET text = ?2 WHERE id = ?1")
  // The row changes, so its version does (R36).
  static let touchCase = SQLStatement(
    "UPDATE cases SET last_interaction_time = ?2, version = version + 1 WHERE id = ?1")
}
