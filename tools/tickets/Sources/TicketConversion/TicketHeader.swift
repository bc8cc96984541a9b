/// Where each column stands, from the first record of the document.
public struct TicketHeader: Sendable {
  private let indices: [TicketColumn: Int]
  private let count: Int

  /// Finds every column of `TicketColumn`, in any order; other columns are passed over.
  public init(_ record: CSVRecord) throws(TicketError) {
    var indices: [TicketColumn: Int] = [:]
    for (index, name) in record.fields.enumerated() {
      guard let column = TicketColumn(rawValue: name) else { continue }
      guard indices.updateValue(index, forKey: column) == nil else {
        throw TicketError(line: record.line, column: column, reason: "the header has it twice")
      }
    }
    for column in TicketColumn.allCases where indices[column] == nil {
      throw TicketError(line: record.line, column: column, reason: "the header does not have it")
    }
    self.indices = indices
    count = record.fields.count
  }

  /// The ticket of a record, which must have as many fields as the header.
  public func ticket(_ record: CSVRecord) throws(TicketError) -> Ticket {
    guard record.fields.count == count else {
      throw TicketError(
        line: record.line, column: nil, reason: "it has \(record.fields.count) fields, and the header has \(count)")
    }
    return Ticket(line: record.line, values: indices.mapValues { record.fields[$0] })
  }
}
