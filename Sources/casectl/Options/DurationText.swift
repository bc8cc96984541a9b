/// Durations as people write them: `500ms`, `2s`, `1m30s`, `12h`, `30d`.
enum DurationText {
  static let expected = "a duration such as 500ms, 2s, 1m30s, 12h or 30d"
  // From the longest to the shortest, as they stand in the text.
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
  ]

  /// Reads a duration of at least 1 ms: whole numbers, each with its unit, the longest first. Nil where it is none.
  static func parse(_ text: String) -> Duration? {
    var rest = text[...]
    var total: Int64 = 0
    var remaining = units[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest[digits.endIndex...]
      let name = rest.prefix { $0.isLetter }
      rest = rest[name.endIndex...]
      guard let count = Int64(digits), let unit = remaining.first(where: { $0.name == name }) else { return nil }
      remaining = remaining.drop { $0.milliseconds >= unit.milliseconds }
      let (product, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
      let (sum, carried) = total.addingReportingOverflow(product)
      guard !overflow, !carried else { return nil }
      total = sum
    }
    return total > 0 ? .milliseconds(total) : nil
  }
}
