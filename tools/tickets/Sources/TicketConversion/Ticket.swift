/// One ticket of the data set, as it stands there.
public struct Ticket: Sendable {
  /// The line on which it begins; the first line is 1.
  public let line: Int
  private let values: [TicketColumn: String]

  /// A ticket with these values; a column that is not among them is empty.
  public init(line: Int, values: [TicketColumn: String]) {
    self.line = line
    self.values = values
  }

  /// The column's value; empty where the ticket has none.
  public subscript(column: TicketColumn) -> String { values[column] ?? "" }

  /// The column's value, which must not be empty.
  func required(_ column: TicketColumn) throws(TicketError) -> String {
    guard !self[column].isEmpty else { throw error(column, "it is empty") }
    return self[column]
  }

  /// What the table has for the column's value.
  func mapped<Value>(_ column: TicketColumn, by table: KeyValuePairs<String, Value>) throws(TicketError) -> Value {
    for (name, value) in table where name == self[column] { return value }
    let wanted = table.map { "'\($0.key)'" }.joined(separator: ", ")
    throw error(column, "'\(self[column])' is none of \(wanted)")
  }

  /// The column's time, or nil where it is empty.
  func time(_ column: TicketColumn) throws(TicketError) -> TicketTime? {
    guard !self[column].isEmpty else { return nil }
    guard let time = TicketTime(self[column]) else {
      throw error(column, "'\(self[column])' is no time; it is written 2023-06-01 12:15:36")
    }
    return time
  }

  func error(_ column: TicketColumn, _ reason: String) -> TicketError {
    TicketError(line: line, column: column, reason: reason)
  }
}
