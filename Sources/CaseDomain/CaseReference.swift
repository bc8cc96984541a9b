/// What a case is called in a mail's subject: `CW-`, the case's ID, and a check digit (R42).
///
/// The check digit is Damm's: it finds every single wrong digit and every swap of neighbours, so that a mistyped
/// reference does not reach another's case.
public struct CaseReference: Sendable, Hashable, CustomStringConvertible {
  public let id: CaseID

  public init(_ id: CaseID) { self.id = id }

  /// Reads `CW-420`, in either case; nil where the form or the check digit is wrong.
  public init?(text: String) {
    let bytes = Array(text.utf8)
    guard (5...23).contains(bytes.count), bytes[0] | 0x20 == UInt8(ascii: "c"), bytes[1] | 0x20 == UInt8(ascii: "w"),
      bytes[2] == UInt8(ascii: "-"), bytes[3] != UInt8(ascii: "0")
    else { return nil }
    var number: Int64 = 0
    for byte in bytes[3..<(bytes.count - 1)] {
      guard byte >= 48, byte <= 57 else { return nil }
      let (product, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int64(byte - 48))
      guard !overflow, !carry else { return nil }
      number = sum
    }
    guard Int(bytes[bytes.count - 1]) - 48 == CaseReference.checkDigit(of: number) else { return nil }
    id = CaseID(number)
  }

  public var description: String { "CW-\(id)\(CaseReference.checkDigit(of: id.rawValue))" }

  /// Damm's algorithm over the decimal digits, the highest first.
  static func checkDigit(of number: Int64) -> Int {
    var interim = 0
    for digit in String(number).utf8 { interim = quasigroup[interim * 10 + Int(digit) - 48] }
    return interim
  }

  /// A totally antisymmetric quasigroup of order 10 (Damm 2004).
  private static let quasigroup = [
    0, 3, 1, 7, 5, 9, 8, 6, 4, 2,
    7, 0, 9, 2, 1, 5, 4, 8, 6, 3,
    4, 2, 0, 6, 8, 7, 1, 3, 5, 9,
    1, 7, 5, 0, 9, 8, 3, 4, 2, 6,
    6, 1, 2, 3, 0, 4, 5, 9, 7, 8,
    3, 6, 7, 4, 2, 0, 9, 5, 8, 1,
    5, 8, 6, 9, 7, 2, 0, 1, 3, 4,
    8, 9, 4, 5, 3, 6, 2, 0, 1, 7,
    9, 4, 3, 8, 6, 1, 7, 2, 0, 5,
    2, 5, 8, 1, 4, 3, 6, 7, 9, 0,
  ]
}
