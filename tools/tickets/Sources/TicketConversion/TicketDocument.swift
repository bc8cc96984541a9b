/// A CSV document of tickets.
public struct TicketDocument: Sendable {
  private var reader: CSVReader
  private let header: TicketHeader

  /// Reads the header of a document.
  public init(_ bytes: [UInt8]) throws {
    reader = CSVReader(bytes)
    guard let record = try reader.next() else {
      throw CSVError(line: 1, reason: "the document is empty; a header is wanted")
    }
    header = try TicketHeader(record)
  }

  /// The next ticket, or nil at the end.
  public mutating func next() throws -> Ticket? {
    guard let record = try reader.next() else { return nil }
    return try header.ticket(record)
  }
}
