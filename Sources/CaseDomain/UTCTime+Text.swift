extension UTCTime: CustomStringConvertible {
  /// RFC 3339 with three fraction digits: `2023-03-30T16:30:57.947Z`.
  public var description: String {
    let day = CivilDate(daysSince1970: seconds.floorDivided(by: 86_400))
    let second = seconds - day.daysSince1970 * 86_400
    let clock = [second / 3_600, second / 60 % 60, second % 60].map { decimal($0, digits: 2) }
    return "\(day)T\(clock[0]):\(clock[1]):\(clock[2]).\(decimal(Int64(nanoseconds / 1_000_000), digits: 3))Z"
  }

  /// Reads RFC 3339 in UTC, with up to three fraction digits; more are taken where they are zeros.
  public init(text: String) throws(Unfit) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.count <= 30, bytes.last == UInt8(ascii: "Z"),
      bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let day = CivilDate(ascii: bytes[0..<10]),
      let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
      hour < 24, minute < 60, second < 60
    else { throw .malformed }
    var fraction: Int64 = 0
    if bytes.count > 20 {
      guard bytes[19] == UInt8(ascii: "."), bytes.count > 21, let digits = number(bytes[20..<(bytes.count - 1)]) else {
        throw .malformed
      }
      fraction = digits
      for _ in (bytes.count - 21)..<9 { fraction *= 10 }
    }
    try self.init(
      seconds: day.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second, nanoseconds: Int32(fraction))
  }
}

/// A day of the proleptic Gregorian calendar, years 1 to 9999.
public struct CivilDate: Sendable, Hashable, CustomStringConvertible {
  public let daysSince1970: Int64

  public init(daysSince1970: Int64) { self.daysSince1970 = daysSince1970 }

  /// Reads `2023-03-30`; nil where that is no day.
  public init?(text: String) {
    self.init(ascii: Array(text.utf8)[...])
  }

  init?(ascii bytes: ArraySlice<UInt8>) {
    let start = bytes.startIndex
    guard bytes.count == 10, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
      let year = number(bytes[start..<(start + 4)]), let month = number(bytes[(start + 5)..<(start + 7)]),
      let day = number(bytes[(start + 8)..<(start + 10)]), year >= 1, (1...12).contains(month), day >= 1
    else { return nil }
    // Days are counted in years that begin in March, so that the leap day is a year's last.
    let shifted = month <= 2 ? year - 1 : year
    let monthFromMarch = (month + 9) % 12
    let era = shifted.floorDivided(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSince1970 = era * 146_097 + dayOfEra - 719_468
    // A 30th of February comes back as another day.
    guard self.parts == (year, month, day) else { return nil }
  }

  /// Year, month 1 to 12, day 1 to 31.
  public var parts: (year: Int64, month: Int64, day: Int64) {
    let days = daysSince1970 + 719_468
    let era = days.floorDivided(by: 146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  public var description: String {
    let parts = self.parts
    return "\(decimal(parts.year, digits: 4))-\(decimal(parts.month, digits: 2))-\(decimal(parts.day, digits: 2))"
  }
}

extension Int64 {
  fileprivate func floorDivided(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

/// A number in decimal with leading zeros.
private func decimal(_ number: Int64, digits: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}

/// Up to 18 ASCII digits as a number; nil where there is none or something else.
private func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
  guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
  var value: Int64 = 0
  for byte in bytes {
    guard byte >= 48, byte <= 57 else { return nil }
    value = value * 10 + Int64(byte - 48)
  }
  return value
}
