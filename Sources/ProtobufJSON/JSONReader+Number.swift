/// A number of a document: where it lies.
struct JSONNumber {
  let range: Range<Int>
  /// Whether it has neither a fraction nor an exponent.
  let isPlain: Bool
}

extension JSONReader {
  /// Reads a number.
  mutating func number() throws(JSONError) -> JSONNumber {
    guard peek() == UInt8(ascii: "-") || isDigit(offset) else { throw unexpected("expected a value") }
    let start = offset
    var at = start
    if bytes[at] == UInt8(ascii: "-") { at += 1 }
    guard isDigit(at) else { throw JSONError(.syntax, at: start, "a minus without a number") }
    if bytes[at] == UInt8(ascii: "0"), isDigit(at + 1) {
      throw JSONError(.syntax, at: start, "a number with a leading zero")
    }
    at = skipDigits(from: at)
    var isPlain = true
    if byte(at: at) == UInt8(ascii: ".") {
      isPlain = false
      guard isDigit(at + 1) else { throw JSONError(.syntax, at: start, "a number without digits after its point") }
      at = skipDigits(from: at + 1)
    }
    if byte(at: at) == UInt8(ascii: "e") || byte(at: at) == UInt8(ascii: "E") {
      isPlain = false
      at += 1
      if byte(at: at) == UInt8(ascii: "+") || byte(at: at) == UInt8(ascii: "-") { at += 1 }
      guard isDigit(at) else { throw JSONError(.syntax, at: start, "a number without digits in its exponent") }
      at = skipDigits(from: at)
    }
    offset = at
    return JSONNumber(range: start..<at, isPlain: isPlain)
  }

  /// The number as it is written.
  func content(_ number: JSONNumber) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[number.range])
  }

  @inline(__always)
  private func isDigit(_ offset: Int) -> Bool {
    byte(at: offset) &- UInt8(ascii: "0") < 10
  }

  private func skipDigits(from start: Int) -> Int {
    var at = start
    while isDigit(at) { at += 1 }
    return at
  }
}
