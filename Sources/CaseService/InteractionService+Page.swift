import CaseDomain
import CaseSchema
import CaseStore
import RPCCore
import RPCSchema

extension InteractionService {
  /// The most bytes of a page, as counted by `leastBytes`: an answer stays under the 4 MiB of a message, though every
  /// text may have 64 KiB. A page has one interaction at least.
  static let maximumPageBytes = 3 << 20

  /// A page of a case's interactions, of a case that the caller may see.
  func page(
    of caseID: CaseID, _ request: some PageRequest, _ context: ServerContext, customerView: Bool,
    isVisible: (borrowing ReadTransaction) throws -> Bool
  ) throws -> (results: [CaseInteraction], next: String?) {
    let size = try request.checkedPageSize()
    let cursor = try pageTokens.cursor(of: request, context)
    let reader = context.caller.userID
    return try store.read { transaction in
      guard try isVisible(transaction) else { throw DomainError.notFound("case \(caseID)") }
      let page = try transaction.interactions(of: caseID, customerView: customerView, after: cursor, size: size)
      let fitting = InteractionService.prefix(of: page.rows)
      let next = fitting.count < page.rows.count ? fitting.last?.cursor : page.next
      let (now, window) = (transaction.now, transaction.interactionEditWindow)
      return (
        fitting.map { CaseInteraction($0, for: reader, at: now, window: window) },
        try pageTokens.next(next, after: request, context)
      )
    }
  }

  private static func prefix(of rows: [InteractionRecord]) -> ArraySlice<InteractionRecord> {
    var bytes = 0
    for (index, row) in rows.enumerated() {
      bytes += row.encodedBytes
      if bytes > maximumPageBytes, index > 0 { return rows[..<index] }
    }
    return rows[...]
  }
}

extension InteractionRecord {
  /// About what the row takes in an answer: its text, its author's names twice, and its numbers.
  fileprivate var encodedBytes: Int {
    text.utf8.count + 2 * (authorFirstName.utf8.count + authorLastName.utf8.count) + 100
  }
}

extension CaseInteraction {
  /// - Parameters:
  ///   - reader: whose own notes can be modified; nil is nobody.
  ///   - window: milliseconds after which they no longer can.
  init(_ record: InteractionRecord, for reader: UserID?, at now: UTCTime, window: Int64) {
    self.init(
      id: record.id.rawValue, caseID: record.caseID.rawValue, type: InteractionType(rawValue: record.kind.rawValue),
      canBeModified: Interaction.canBeModified(
        kind: record.kind, author: record.authorID, created: record.created, by: reader, at: now, window: window),
      text: record.text, creationTime: Google_Protobuf_Timestamp(record.created))
    guard let author = record.authorID else { return }
    // A ledger row is the system's; it names whose doing it tells of, and no author (R12).
    if record.kind != .ledger { createdByID = author.rawValue }
    let names = [record.authorFirstName, record.authorLastName]
    createdBy = PersonName(
      firstName: names[0], lastName: names[1], fullName: names.filter { !$0.isEmpty }.joined(separator: " "))
  }
}
