/// A string of a document: where its text lies between the quotes.
struct JSONText {
  /// Of the first byte after the opening quote.
  let start: Int
  /// Of the closing quote.
  let end: Int
  let hasEscapes: Bool
}

extension JSONReader {
  /// Reads a string and checks it: escapes, control characters, UTF-8, surrogates in pairs.
  mutating func string() throws(JSONError) -> JSONText {
    guard peek() == UInt8(ascii: "\"") else { throw unexpected("expected a string", kind: .wrongValue) }
    let start = offset + 1
    var at = start
    var hasEscapes = false
    var isASCII = true
    while true {
      at = skipPlain(from: at)
      guard at < bytes.count else { throw JSONError(.syntax, at: offset, "a string without a closing quote") }
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        at = try checkEscape(at: at)
      } else if byte < 0x20 {
        throw JSONError(.syntax, at: at, "a control character in a string; write it as an escape")
      } else {
        if byte >= 0x80 { isASCII = false }
        at += 1
      }
    }
    if !isASCII { try checkUTF8(start..<at) }
    offset = at + 1
    return JSONText(start: start, end: at, hasEscapes: hasEscapes)
  }

  /// The string's text.
  func text(_ text: JSONText) -> String {
    withContent(text) { String(decoding: $0, as: UTF8.self) }
  }

  /// Gives the string's text as UTF-8, its escapes replaced.
  @inline(__always)
  func withContent<Result>(_ text: JSONText, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    if !text.hasEscapes {
      return body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[text.start..<text.end]))
    }
    return unescaped(text).withUnsafeBytes(body)
  }

  /// Steps over ASCII that is neither quote, backslash nor control character, eight bytes at a time.
  private func skipPlain(from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let raw = UnsafeRawBufferPointer(bytes)
    var at = start
    while bytes.count - at >= 8 {
      let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      // Each subtraction sets a byte's high bit where the byte is too small; a borrow can only report too much.
      let quote = (word ^ (ones &* 0x22)) &- ones
      let backslash = (word ^ (ones &* 0x5c)) &- ones
      let control = word &- (ones &* 0x20)
      guard (word | quote | backslash | control) & (ones &* 0x80) == 0 else { break }
      at += 8
    }
    while at < bytes.count {
      let byte = bytes[at]
      if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5c { break }
      at += 1
    }
    return at
  }

  /// Checks the escape at an offset and gives the offset after it.
  private func checkEscape(at start: Int) throws(JSONError) -> Int {
    switch byte(at: start + 1) {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return start + 2
    case UInt8(ascii: "u"):
      guard let unit = codeUnit(at: start) else {
        throw JSONError(.syntax, at: start, "expected four hexadecimal digits after `\\u`")
      }
      guard UTF16.isLeadSurrogate(unit) || UTF16.isTrailSurrogate(unit) else { return start + 6 }
      if UTF16.isLeadSurrogate(unit), let trail = codeUnit(at: start + 6), UTF16.isTrailSurrogate(trail) {
        return start + 12
      }
      throw JSONError(.syntax, at: start, "a surrogate that is not one of a pair")
    default:
      throw JSONError(.syntax, at: start, "an escape that JSON does not have")
    }
  }

  /// The UTF-16 code unit that an escape `\uXXXX` at an offset stands for, or nil where there is none.
  private func codeUnit(at start: Int) -> UInt16? {
    guard byte(at: start) == UInt8(ascii: "\\"), byte(at: start + 1) == UInt8(ascii: "u") else { return nil }
    var unit: UInt16 = 0
    for index in 2..<6 {
      guard let digit = Character(Unicode.Scalar(byte(at: start + index))).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  private func checkUTF8(_ range: Range<Int>) throws(JSONError) {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: UnsafeBufferPointer(rebasing: bytes[range]).span)
    } catch {
      throw JSONError(.syntax, at: range.lowerBound + error.byteOffsets.lowerBound, "text that is not valid UTF-8")
    }
  }

  /// The text with its escapes replaced; they were checked.
  private func unescaped(_ text: JSONText) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.end - text.start)
    var at = text.start
    while at < text.end {
      let run = bytes[at..<text.end].firstIndex(of: UInt8(ascii: "\\")) ?? text.end
      result.append(contentsOf: bytes[at..<run])
      at = run
      guard at < text.end else { break }
      switch bytes[at + 1] {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0c)
      case UInt8(ascii: "n"): result.append(0x0a)
      case UInt8(ascii: "r"): result.append(0x0d)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        at += appendScalar(at: at, to: &result)
        continue
      case let itself: result.append(itself)
      }
      at += 2
    }
    return result
  }

  /// Appends what one or two `\uXXXX` stand for, and gives their length.
  private func appendScalar(at start: Int, to result: inout [UInt8]) -> Int {
    let unit = UInt32(codeUnit(at: start) ?? 0)
    var value = unit
    var length = 6
    if let trail = codeUnit(at: start + 6), UTF16.isLeadSurrogate(UInt16(unit)) {
      value = 0x1_0000 + ((unit & 0x3ff) << 10 | UInt32(trail) & 0x3ff)
      length = 12
    }
    if let scalar = Unicode.Scalar(value) { result.append(contentsOf: String(Character(scalar)).utf8) }
    return length
  }
}
