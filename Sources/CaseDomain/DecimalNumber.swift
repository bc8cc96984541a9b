/// A decimal number, exact: no binary fraction comes between what was written and what is compared.
public struct DecimalNumber: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The most digits on both sides of the point together.
  public static let maximumDigits = 38

  private let isNegative: Bool
  /// ASCII digits without leading zeros; empty for a fraction.
  private let whole: [UInt8]
  /// ASCII digits without trailing zeros.
  private let fraction: [UInt8]

  public init(_ number: Int64) {
    isNegative = number < 0
    whole = number == 0 ? [] : Array(String(number.magnitude).utf8)
    fraction = []
  }

  /// Reads `-1.50`: an optional minus, digits, and optionally a point and digits. No exponent, no plus, no spaces.
  public init?(text: String) {
    var rest = text.utf8[...]
    let negative = rest.first == UInt8(ascii: "-")
    if negative { rest = rest.dropFirst() }
    let parts = rest.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let digits = parts.reduce(0) { $0 + $1.count }
    guard (1...DecimalNumber.maximumDigits).contains(digits),
      parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    whole = Array(parts[0].drop { $0 == 48 })
    fraction = parts.count == 2 ? Array(parts[1].reversed().drop { $0 == 48 }.reversed()) : []
    isNegative = negative && !(whole.isEmpty && fraction.isEmpty)
  }

  /// The shortest text: `-1.5`, `0.25`, `7`.
  public var description: String {
    let integer = whole.isEmpty ? "0" : String(decoding: whole, as: UTF8.self)
    let rest = fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self)
    return (isNegative ? "-" : "") + integer + rest
  }

  public static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
    guard left.isNegative == right.isNegative else { return left.isNegative }
    return left.isNegative ? right.isSmallerInSize(than: left) : left.isSmallerInSize(than: right)
  }

  private func isSmallerInSize(than other: DecimalNumber) -> Bool {
    guard whole.count == other.whole.count else { return whole.count < other.whole.count }
    guard whole == other.whole else { return whole.lexicographicallyPrecedes(other.whole) }
    return fraction.lexicographicallyPrecedes(other.fraction)
  }
}
