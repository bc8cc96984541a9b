import Testing

@testable import TicketConversion

@Suite("Tickets")
struct TicketPushTests {
  static let open: [TicketColumn: String] = [
    .id: "7", .customerName: "Dr. Shane Q. Day", .customerEmail: "day@example.com", .customerGender: "Other",
    .type: "Refund request", .subject: "Data loss", .description: "My {product_purchased}\nis \"gone\".",
    .status: "Open", .priority: "Critical",
  ]

  @Test("an open ticket is a push with every field in its place")
  func convertsOpenTicket() throws {
    #expect(
      try push([:]) == """
        {"BackendSystemID":"tickets","BackendID":"7","Topic":"Refund request","Title":"Data loss",\
        "Description":"My {product_purchased}\\nis \\"gone\\".",\
        "Customer":{"EmailAddress":"day@example.com","Gender":"O","FirstName":"Shane","LastName":"Q. Day",\
        "Title":"Dr."},"Priority":9,"Status":"Open","ReportingTime":"2023-06-01T00:00:00.000Z"}
        """)
  }

  @Test("a closed ticket has its solution and its times")
  func convertsClosedTicket() throws {
    let text = try push([
      .status: "Closed", .resolution: "Replaced.", .firstResponseTime: "2023-06-01 10:00:00",
      .timeToResolution: "2023-06-01 18:30:00",
    ])
    #expect(text.contains(#""Solution":"Replaced.""#))
    #expect(text.hasSuffix(times("2023-06-01T10:00:00.000Z", "2023-06-01T18:30:00.000Z", closed: true)))
  }

  @Test("times in the wrong order change places")
  func ordersTimes() throws {
    let text = try push([
      .status: "Closed", .firstResponseTime: "2023-06-01 18:30:00", .timeToResolution: "2023-06-01 10:00:00",
    ])
    #expect(text.hasSuffix(times("2023-06-01T10:00:00.000Z", "2023-06-01T18:30:00.000Z", closed: true)))
  }

  @Test("an answered ticket is reported and last touched at its first response")
  func convertsPendingTicket() throws {
    let text = try push([.status: "Pending Customer Response", .firstResponseTime: "2023-06-01 18:30:00"])
    #expect(text.hasSuffix(times("2023-06-01T18:30:00.000Z", "2023-06-01T18:30:00.000Z", closed: false)))
  }

  @Test(
    "a ticket that cannot be converted names its column",
    arguments: [
      ([.priority: "Urgent"], .priority), ([.customerGender: "X"], .customerGender),
      ([.customerEmail: ""], .customerEmail),
      ([.id: ""], .id), ([.type: ""], .type), ([.subject: ""], .subject), ([.status: ""], .status),
      ([.firstResponseTime: "yesterday"], .firstResponseTime), ([.status: "Closed"], .timeToResolution),
    ] as [([TicketColumn: String], TicketColumn)])
  func refuses(_ changes: [TicketColumn: String], _ column: TicketColumn) {
    let error = #expect(throws: TicketError.self) { try push(changes) }
    #expect(error?.column == column)
    #expect(error?.line == 12)
  }

  @Test(
    "a time that is none is refused",
    arguments: [
      "2023-02-29 00:00:00", "2023-13-01 00:00:00", "2023-06-31 00:00:00", "2023-06-01T00:00:00", "2023-06-01 24:00:00",
      "2023-06-01 00:60:00", "2023-06-01 00:00:60", "2023-6-1 00:00:00", "+023-06-01 00:00:00", "0000-01-01 00:00:00",
    ])
  func refusesTime(_ text: String) {
    #expect(TicketTime(text) == nil)
  }

  @Test("a leap day is a day", arguments: ["2024-02-29 23:59:59", "2000-02-29 00:00:00"])
  func acceptsLeapDay(_ text: String) {
    #expect(TicketTime(text) != nil)
  }

  @Test(
    "a name is split into title, first and last name",
    arguments: [
      ("Marisa Obrien", "", "Marisa", "Obrien"), ("Mrs. Katherine Butler", "Mrs.", "Katherine", "Butler"),
      ("James Smith Jr.", "", "James", "Smith Jr."), ("Ms. Stephanie Stein DDS", "Ms.", "Stephanie", "Stein DDS"),
      ("Cher", "", "Cher", ""), ("", "", "", ""),
    ])
  func splitsName(_ name: String, _ title: String, _ first: String, _ last: String) {
    let parts = PersonNameParts(name)
    #expect([parts.title, parts.firstName, parts.lastName] == [title, first, last])
  }

  @Test("control characters are escaped in JSON")
  func escapes() throws {
    #expect(try push([.description: "\u{01}\t\\\r\u{1f}é"]).contains(#""Description":"\u0001\t\\\r\u001fé""#))
  }

  @Test("a header without a column, or with one twice, is refused")
  func refusesHeader() throws {
    let names = TicketColumn.allCases.map(\.rawValue)
    #expect(throws: TicketError.self) { try TicketHeader(CSVRecord(line: 1, fields: names.dropLast())) }
    #expect(throws: TicketError.self) { try TicketHeader(CSVRecord(line: 1, fields: names + [names[0]])) }
    let header = try TicketHeader(CSVRecord(line: 1, fields: ["other"] + names.reversed()))
    #expect(throws: TicketError.self) { try header.ticket(CSVRecord(line: 2, fields: names)) }
    #expect(try header.ticket(CSVRecord(line: 2, fields: [""] + names.reversed()))[.subject] == "Ticket Subject")
  }

  private func push(_ changes: [TicketColumn: String]) throws -> String {
    try Ticket(line: 12, values: Self.open.merging(changes) { $1 }).push()
  }

  private func times(_ first: String, _ last: String, closed: Bool) -> String {
    let closing = closed ? #","ClosingTime":"\#(last)""# : ""
    return #""ReportingTime":"\#(first)","LastInteractionTime":"\#(last)"\#(closing)}"#
  }
}
