import ProtobufJSON
import Testing

@Suite struct TimeMappingTests {
  private func printed(_ field: String, _ text: String) throws -> JSONValue? {
    try Schema.roundTrip("{\"\(field)\":\"\(text)\"}")[field]
  }

  @Test(
    "R17 a time has three fraction digits, more only where it is finer",
    arguments: [
      ("2023-03-30T16:30:57.947Z", "2023-03-30T16:30:57.947Z"), ("2023-03-30T16:30:57Z", "2023-03-30T16:30:57.000Z"),
      ("2023-03-30T16:30:57.9Z", "2023-03-30T16:30:57.900Z"),
      ("2023-03-30T16:30:57.947000Z", "2023-03-30T16:30:57.947Z"),
      ("2023-03-30T16:30:57.947001Z", "2023-03-30T16:30:57.947001Z"),
      ("2023-03-30T16:30:57.000000001Z", "2023-03-30T16:30:57.000000001Z"),
      ("2023-03-30T18:30:57.947+02:00", "2023-03-30T16:30:57.947Z"),
      ("2023-03-30T00:00:00-12:30", "2023-03-30T12:30:00.000Z"),
      ("2023-03-30t16:30:57z", "2023-03-30T16:30:57.000Z"), ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"),
      ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"), ("2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000Z"),
      ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
      ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
      ("1900-03-01T00:00:00Z", "1900-03-01T00:00:00.000Z"), ("2024-12-31T23:59:59Z", "2024-12-31T23:59:59.000Z"),
    ])
  func timesReadBack(text: String, expected: String) throws {
    #expect(try printed("At", text) == .string(expected))
  }

  @Test func everyDayOfFourCenturiesReadsBack() throws {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for year in stride(from: 1601, through: 2000, by: 1) {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for month in 1...12 {
        let last = lengths[month - 1] + (isLeap && month == 2 ? 1 : 0)
        for day in [1, last] {
          let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00.000Z"
          #expect(try printed("At", text) == .string(text))
        }
        #expect(throws: JSONError.self) {
          try printed("At", "\(year)-\(month < 10 ? "0" : "")\(month)-\(last + 1)T00:00:00Z")
        }
      }
    }
  }

  @Test(arguments: [
    "", "2023-03-30", "2023-03-30T16:30:57", "2023-03-30 16:30:57Z", "2023-3-30T16:30:57Z", "2023-13-01T00:00:00Z",
    "2023-00-01T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2023-01-01T24:00:00Z",
    "2023-01-01T00:60:00Z",
    "2023-01-01T00:00:60Z", "2023-01-01T00:00:00.Z", "2023-01-01T00:00:00.1234567890Z", "2023-01-01T00:00:00+24:00",
    "2023-01-01T00:00:00+01:60", "2023-01-01T00:00:00+0100", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00", "01/01/11 00:00:00.000", "2023-01-01T00:00:00ZZ",
  ])
  func anythingElseIsRefused(text: String) {
    let error = #expect(throws: JSONError.self) { try printed("At", text) }
    #expect(error?.path == "At")
    #expect(error?.reason.contains("RFC 3339") == true)
  }

  @Test(arguments: [
    ("0s", "0s"), ("1s", "1s"), ("1.5s", "1.500s"), ("-1.5s", "-1.500s"), ("-0.000001s", "-0.000001s"),
    ("0.000000001s", "0.000000001s"), ("315576000000s", "315576000000s"), ("-315576000000s", "-315576000000s"),
  ])
  func durationsReadBack(text: String, expected: String) throws {
    #expect(try printed("Took", text) == .string(expected))
  }

  @Test(arguments: [
    "", "1", "s", "1.s", ".5s", "+1s", "1 s", "315576000001s", "315576000000.1s", "1e3s", "1.1234567891s",
  ])
  func otherDurationsAreRefused(text: String) {
    #expect(throws: JSONError.self) { try printed("Took", text) }
  }
}
