/// The columns of the tickets that a push has a place for, by their name in the header.
public enum TicketColumn: String, CaseIterable, Sendable {
  case id = "Ticket ID"
  case customerName = "Customer Name"
  case customerEmail = "Customer Email"
  case customerGender = "Customer Gender"
  case type = "Ticket Type"
  case subject = "Ticket Subject"
  case description = "Ticket Description"
  case status = "Ticket Status"
  case resolution = "Resolution"
  case priority = "Ticket Priority"
  case firstResponseTime = "First Response Time"
  case timeToResolution = "Time to Resolution"
}

/// Why a ticket cannot be converted.
public struct TicketError: Error, Equatable, CustomStringConvertible {
  /// The line on which the ticket begins; the first line is 1.
  public let line: Int
  /// The column at fault; nil: the record as a whole.
  public let column: TicketColumn?
  /// What is wrong, and what is wanted.
  public let reason: String

  public var description: String {
    guard let column else { return "line \(line): \(reason)" }
    return "line \(line), column '\(column.rawValue)': \(reason)"
  }
}
