import CaseDomain
import Testing

@Suite struct UTCTimeTests {
  static let texts: [(String, Int64)] = [
    ("1970-01-01T00:00:00.000Z", 0),
    ("2023-03-30T16:30:57.947Z", 1_680_193_857_947),
    ("1969-12-31T23:59:59.999Z", -1),
    ("0001-01-01T00:00:00.000Z", -62_135_596_800_000),
    ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ("2000-02-29T12:00:00.000Z", 951_825_600_000),
    ("1900-03-01T00:00:00.000Z", -2_203_891_200_000),
  ]

  @Test("R17 times are written and read with milliseconds", arguments: texts)
  func text(text: String, milliseconds: Int64) throws {
    #expect(UTCTime(milliseconds: milliseconds).description == text)
    #expect(try UTCTime(text: text).milliseconds == milliseconds)
    let time = UTCTime(milliseconds: milliseconds)
    #expect(try UTCTime(seconds: time.seconds, nanoseconds: time.nanoseconds) == time)
  }

  @Test("R17 a time finer than a millisecond is refused")
  func tooFine() {
    #expect(throws: UTCTime.Unfit.tooFine) { try UTCTime(seconds: 0, nanoseconds: 1) }
    #expect(throws: UTCTime.Unfit.tooFine) { try UTCTime(text: "2023-03-30T16:30:57.9471Z") }
    #expect(throws: Never.self) { try UTCTime(text: "2023-03-30T16:30:57.947000Z") }
    #expect(throws: Never.self) { try UTCTime(text: "2023-03-30T16:30:57Z") }
  }

  @Test(
    "R17 what is no time is refused",
    arguments: [
      "", "2023-03-30", "2023-02-29T00:00:00Z", "2023-13-01T00:00:00Z", "2023-03-30T24:00:00Z",
      "2023-03-30T16:30:57.Z", "2023-03-30 16:30:57Z", "2023-03-30T16:30:57+02:00", "0000-01-01T00:00:00Z",
      "2023-03-30T16:60:57Z", "01/01/11 00:00:00.000",
    ])
  func malformed(text: String) {
    #expect(throws: UTCTime.Unfit.self) { try UTCTime(text: text) }
  }

  @Test("R17 the years are 1 to 9999")
  func range() {
    #expect(throws: UTCTime.Unfit.outOfRange) { try UTCTime(seconds: 253_402_300_800, nanoseconds: 0) }
    #expect(throws: UTCTime.Unfit.outOfRange) { try UTCTime(seconds: -62_135_596_801, nanoseconds: 0) }
    #expect(throws: UTCTime.Unfit.outOfRange) { try UTCTime(seconds: 0, nanoseconds: -1) }
  }

  @Test func everyDayOfFourCenturiesReadsBack() {
    for day in stride(from: Int64(-135_000), to: 40_000, by: 1) {
      let date = CivilDate(daysSince1970: day)
      #expect(CivilDate(text: date.description) == date)
    }
  }
}
