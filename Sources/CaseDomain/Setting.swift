/// A setting: its name, the values it takes, and the value it has until someone sets another.
public struct SettingDefinition: Sendable, Hashable {
  public let name: String
  public let kind: Kind
  public let defaultValue: String
  /// What it does, in one sentence.
  public let purpose: String

  /// The values a setting takes.
  public enum Kind: Sendable, Hashable {
    /// `true` or `false`.
    case bool
    /// A number and a unit, `15m`: `ms`, `s`, `m`, `h` or `d`; bounds in milliseconds.
    case duration(ClosedRange<Int64>)
  }

  /// The purpose, the values it takes and the default.
  public var description: String {
    let values =
      switch kind {
      case .bool: "true or false"
      case .duration(let range):
        "a duration such as 90s, 15m, 24h or 7d, from \(Duration.text(range.lowerBound)) "
          + "to \(Duration.text(range.upperBound))"
      }
    return "\(purpose) Takes \(values); default \(defaultValue)."
  }

  /// Refuses a value the setting does not take.
  public func check(_ value: String) throws(FieldViolation) {
    switch kind {
    case .bool:
      guard value == "true" || value == "false" else {
        throw FieldViolation("Value", "is \"\(value.prefix(100))\"; \(name) takes true or false")
      }
    case .duration(let range):
      guard let milliseconds = Duration.milliseconds(value), range.contains(milliseconds) else {
        throw FieldViolation(
          "Value",
          "is \"\(value.prefix(100))\"; \(name) takes a duration such as 15m, from "
            + "\(Duration.text(range.lowerBound)) to \(Duration.text(range.upperBound))")
      }
    }
  }

  private typealias Duration = SettingDuration
}

/// A duration as settings write it: digits and a unit.
public enum SettingDuration {
  private static let units: [(text: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
  ]

  /// Reads `15m`; nil where it is no duration or over 2^53 ms.
  public static func milliseconds(_ text: String) -> Int64? {
    let digits = text.utf8.prefix { (48...57).contains($0) }
    guard !digits.isEmpty, digits.count <= 15, let number = Int64(String(digits) ?? ""),
      let unit = units.first(where: { $0.text.utf8.elementsEqual(text.utf8.dropFirst(digits.count)) })
    else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
    return overflow || product > 1 << 53 ? nil : product
  }

  /// The shortest text of a duration: `15m`.
  public static func text(_ milliseconds: Int64) -> String {
    let unit = units.first { milliseconds % $0.milliseconds == 0 && milliseconds >= $0.milliseconds }
    return unit.map { "\(milliseconds / $0.milliseconds)\($0.text)" } ?? "0s"
  }
}
