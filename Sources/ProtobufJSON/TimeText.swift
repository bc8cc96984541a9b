/// Seconds and nanoseconds, as google.protobuf.Timestamp and google.protobuf.Duration have them.
struct SecondsAndNanos: Equatable {
  var seconds: Int64
  var nanos: Int32
}

/// What dates and durations are read with: digits and signs one after the other.
struct TextCursor {
  private let text: UnsafeRawBufferPointer
  private var index = 0

  init(_ text: UnsafeRawBufferPointer) {
    self.text = text
  }

  var isAtEnd: Bool { index == text.count }

  /// Passes one of the characters and gives it, or nil.
  mutating func character(_ candidates: Unicode.Scalar...) -> Unicode.Scalar? {
    guard index < text.count else { return nil }
    let found = candidates.first { UInt8(ascii: $0) == text[index] }
    if found != nil { index += 1 }
    return found
  }

  /// Reads exactly `count` digits.
  mutating func digits(_ count: Int) -> Int? {
    guard let value = digits(atMost: count), value.count == count else { return nil }
    return value.value
  }

  /// Reads one to `most` digits; nil where there are none, or more.
  mutating func digits(atMost most: Int) -> (value: Int, count: Int)? {
    var value = 0
    var count = 0
    while index < text.count, case let digit = text[index] &- UInt8(ascii: "0"), digit < 10, count < most {
      value = value * 10 + Int(digit)
      count += 1
      index += 1
    }
    return count == 0 ? nil : (value, count)
  }

  /// Reads a point and one to nine digits, if they are there, as nanoseconds; nil where there are others.
  mutating func fraction() -> Int32? {
    guard character(".") != nil else { return 0 }
    guard let (value, count) = digits(atMost: 9) else { return nil }
    return (count..<9).reduce(Int32(value)) { nanos, _ in nanos * 10 }
  }
}

/// RFC 3339 text of google.protobuf.Timestamp.
enum TimestampText {
  static let expected = "a time as of RFC 3339, such as \"2023-03-30T16:30:57.947Z\""
  private static let secondsPerDay: Int64 = 86_400
  /// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
  static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// Reads a time with 0 to 9 fraction digits and any offset; nil where the text is none.
  static func parse(_ text: UnsafeRawBufferPointer) -> SecondsAndNanos? {
    var cursor = TextCursor(text)
    guard let year = cursor.digits(4), cursor.character("-") != nil,
      let month = cursor.digits(2), cursor.character("-") != nil,
      let day = cursor.digits(2), cursor.character("T", "t") != nil,
      let hour = cursor.digits(2), cursor.character(":") != nil,
      let minute = cursor.digits(2), cursor.character(":") != nil,
      let second = cursor.digits(2), let nanos = cursor.fraction(), let offset = offset(&cursor), cursor.isAtEnd,
      1...12 ~= month, 1...daysInMonth(month, of: year) ~= day, hour < 24, minute < 60, second < 60
    else { return nil }
    let days = daysSinceEpoch(year: year, month: month, day: day)
    let seconds = days * secondsPerDay + Int64(hour * 3600 + minute * 60 + second - offset)
    return range.contains(seconds) ? SecondsAndNanos(seconds: seconds, nanos: nanos) : nil
  }

  /// Three fraction digits; six or nine where the time is finer. Nil where it is out of range.
  static func format(_ time: SecondsAndNanos) -> String? {
    guard range.contains(time.seconds), 0..<1_000_000_000 ~= time.nanos else { return nil }
    var days = time.seconds / secondsPerDay
    var rest = Int(time.seconds % secondsPerDay)
    if rest < 0 {
      days -= 1
      rest += Int(secondsPerDay)
    }
    let (year, month, day) = date(daysSinceEpoch: days)
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    let clock = "\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
    return "\(date)T\(clock).\(fractionDigits(time.nanos, atLeast: 3))Z"
  }

  /// Reads `Z` or `±hh:mm` as seconds east of UTC.
  private static func offset(_ cursor: inout TextCursor) -> Int? {
    if cursor.character("Z", "z") != nil { return 0 }
    guard let sign = cursor.character("+", "-"), let hours = cursor.digits(2), cursor.character(":") != nil,
      let minutes = cursor.digits(2), hours < 24, minutes < 60
    else { return nil }
    return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func daysInMonth(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days before the first of January of a year, counted from the first of January of year 1.
  private static func daysBefore(year: Int) -> Int {
    let years = year - 1
    return years * 365 + years / 4 - years / 100 + years / 400
  }

  /// Days from year 1 to 1970.
  private static let epochDays = 719_162

  private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
    let daysBeforeMonth = (1..<month).reduce(0) { $0 + daysInMonth($1, of: year) }
    return Int64(daysBefore(year: year) + daysBeforeMonth + day - 1 - epochDays)
  }

  private static func date(daysSinceEpoch days: Int64) -> (year: Int, month: Int, day: Int) {
    let days = Int(days) + epochDays
    // The quotient is the year or the one after it.
    var year = days * 400 / 146_097 + 1
    while daysBefore(year: year) > days { year -= 1 }
    while daysBefore(year: year + 1) <= days { year += 1 }
    var rest = days - daysBefore(year: year)
    var month = 1
    while rest >= daysInMonth(month, of: year) {
      rest -= daysInMonth(month, of: year)
      month += 1
    }
    return (year, month, rest + 1)
  }
}

/// Text of google.protobuf.Duration: `1.500s`.
enum DurationText {
  static let expected = "a duration in seconds, such as \"1.5s\""
  /// About 10,000 years, in seconds.
  static let maximumSeconds: Int64 = 315_576_000_000

  /// Reads seconds with 0 to 9 fraction digits; nil where the text is none.
  static func parse(_ text: UnsafeRawBufferPointer) -> SecondsAndNanos? {
    var cursor = TextCursor(text)
    let sign: Int64 = cursor.character("-") == nil ? 1 : -1
    guard let (seconds, _) = cursor.digits(atMost: 12), let nanos = cursor.fraction(), cursor.character("s") != nil,
      cursor.isAtEnd, seconds < maximumSeconds || (seconds == maximumSeconds && nanos == 0)
    else { return nil }
    return SecondsAndNanos(seconds: sign * Int64(seconds), nanos: Int32(sign) * nanos)
  }

  /// 0, 3, 6 or 9 fraction digits. Nil where it is out of range, or the signs differ.
  static func format(_ duration: SecondsAndNanos) -> String? {
    let (seconds, nanos) = (duration.seconds, duration.nanos)
    guard seconds.magnitude <= maximumSeconds.magnitude, nanos.magnitude < 1_000_000_000,
      (seconds >= 0 && nanos >= 0) || (seconds <= 0 && nanos <= 0)
    else { return nil }
    let sign = seconds < 0 || nanos < 0 ? "-" : ""
    let digits = fractionDigits(Int32(nanos.magnitude), atLeast: 0)
    return "\(sign)\(seconds.magnitude)\(digits.isEmpty ? "" : ".")\(digits)s"
  }
}

private func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Nanoseconds as 0, 3, 6 or 9 digits, as few as keep them whole.
private func fractionDigits(_ nanos: Int32, atLeast least: Int) -> String {
  let digits = padded(Int(nanos), 9)
  let needed = nanos == 0 ? 0 : nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9
  return String(digits.prefix(max(needed, least)))
}
