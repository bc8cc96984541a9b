/// An integer read from text: its magnitude and sign.
struct SignedMagnitude {
  var magnitude: UInt64
  var isNegative: Bool
}

/// Integers and fractions as proto3's JSON mapping takes them from numbers and strings.
enum NumberText {
  /// Reads digits with an optional minus.
  static func plainInteger(_ text: UnsafeRawBufferPointer) -> SignedMagnitude? {
    let isNegative = text.first == UInt8(ascii: "-")
    var magnitude: UInt64 = 0
    guard text.count > (isNegative ? 1 : 0) else { return nil }
    for byte in text.dropFirst(isNegative ? 1 : 0) {
      let digit = UInt64(byte &- UInt8(ascii: "0"))
      guard digit < 10 else { return nil }
      let (product, overflows) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = product.addingReportingOverflow(digit)
      if overflows || overflowsToo { return nil }
      magnitude = sum
    }
    return SignedMagnitude(magnitude: magnitude, isNegative: isNegative)
  }

  /// Reads a number that may have a fraction or an exponent but is whole, such as `1.50e2`.
  static func integer(_ text: UnsafeRawBufferPointer) -> SignedMagnitude? {
    if let plain = plainInteger(text) { return plain }
    var digits: [UInt8] = []
    var pointPlace: Int?
    var index = text.startIndex
    if text.first == UInt8(ascii: "-") {
      digits.append(UInt8(ascii: "-"))
      index += 1
    }
    while index < text.endIndex, text[index] | 0x20 != UInt8(ascii: "e") {
      if text[index] == UInt8(ascii: ".") { pointPlace = digits.count } else { digits.append(text[index]) }
      index += 1
    }
    let exponentText = text[index...].dropFirst()
    guard let exponent = exponentText.isEmpty ? 0 : Int(String(decoding: exponentText, as: UTF8.self)) else {
      return nil
    }
    // Digits after the point, less those that the exponent moves before it.
    let fraction = (pointPlace.map { digits.count - $0 } ?? 0) - min(max(exponent, -4096), 4096)
    for _ in 0..<max(fraction, 0) {
      guard digits.last == UInt8(ascii: "0"), digits.count > 1 else { return isZero(digits) }
      digits.removeLast()
    }
    if isZero(digits) == nil, fraction < -20 { return nil }
    digits.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: min(max(-fraction, 0), 20)))
    return digits.withUnsafeBytes { plainInteger($0) }
  }

  /// Zero, where all digits are; nil otherwise.
  private static func isZero(_ digits: [UInt8]) -> SignedMagnitude? {
    digits.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "-") }
      ? SignedMagnitude(magnitude: 0, isNegative: false) : nil
  }

  /// Whether text is a number by JSON's grammar; Swift's own conversions take more.
  static func isNumber(_ text: UnsafeRawBufferPointer) -> Bool {
    var reader = JSONReader(text)
    guard let first = text.first, first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10 else { return false }
    return (try? reader.number()) != nil && reader.offset == text.count
  }
}
