/// A time of the data set, which names no time zone and is taken as UTC.
public struct TicketTime: Comparable, Sendable {
  /// As protobuf's JSON mapping has it: `2023-06-01T12:15:36.000Z`. Of equal width, hence in order of time.
  public let json: String

  /// Reads `2023-06-01 12:15:36`, and nothing else.
  public init?(_ text: String) {
    let characters = Array(text.utf8)
    guard characters.count == 19, Self.hasSeparators(characters) else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      guard characters[range].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
      return characters[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      year >= 1, (1...12).contains(month), (1...Self.days(of: month, in: year)).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    json = "\(text.prefix(10))T\(text.suffix(8)).000Z"
  }

  public static func < (left: TicketTime, right: TicketTime) -> Bool { left.json < right.json }

  private static func hasSeparators(_ characters: [UInt8]) -> Bool {
    zip([4, 7, 10, 13, 16], "-- ::".utf8).allSatisfy { characters[$0] == $1 }
  }

  private static func days(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
