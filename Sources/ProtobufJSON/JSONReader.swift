/// Reads JSON token by token, strictly by RFC 8259, without copying.
struct JSONReader {
  /// The document, which outlives the reader.
  let bytes: UnsafeBufferPointer<UInt8>
  /// How far the reader has come.
  var offset = 0
  /// How many objects and arrays are open.
  private var depth = 0

  init(_ bytes: UnsafeRawBufferPointer, from offset: Int = 0) {
    self.bytes = bytes.bindMemory(to: UInt8.self)
    self.offset = offset
  }

  /// The byte at an offset, or 0, which no token has, past the end.
  @inline(__always)
  func byte(at offset: Int) -> UInt8 {
    offset < bytes.count ? bytes[offset] : 0
  }

  /// The first byte of the next token, or 0 at the end. White space before it is passed.
  @inline(__always)
  mutating func peek() -> UInt8 {
    var next = byte(at: offset)
    while next == 0x20 || next == 0x0a || next == 0x0d || next == 0x09 {
      offset += 1
      next = byte(at: offset)
    }
    return next
  }

  /// Reads one of the six structural characters.
  @inline(__always)
  mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
    guard peek() == UInt8(ascii: character) else { throw unexpected("expected `\(character)`") }
    offset += 1
  }

  /// Reads `true`, `false` or `null`.
  mutating func literal(_ literal: StaticString) throws(JSONError) {
    _ = peek()
    let length = literal.utf8CodeUnitCount
    for index in 0..<length where byte(at: offset + index) != literal.utf8Start[index] {
      throw unexpected("expected a value")
    }
    offset += length
  }

  /// Reads what opens an object or an array.
  mutating func open(_ character: Unicode.Scalar) throws(JSONError) {
    try expect(character)
    depth += 1
    guard depth <= JSONDocument.maximumDepth else {
      throw JSONError(.tooDeep, at: offset - 1, "nested more than \(JSONDocument.maximumDepth) deep")
    }
  }

  /// Reads what closes the object or array, or the comma before its next element. True where there is one.
  mutating func next(before close: Unicode.Scalar, isFirst: Bool) throws(JSONError) -> Bool {
    let character = peek()
    if character == UInt8(ascii: close) {
      offset += 1
      depth -= 1
      return false
    }
    if isFirst { return true }
    guard character == UInt8(ascii: ",") else { throw unexpected("expected `,` or `\(close)`") }
    offset += 1
    guard peek() != UInt8(ascii: close) else { throw unexpected("expected another element after the comma") }
    return true
  }

  /// Reads a name and its colon.
  mutating func name() throws(JSONError) -> JSONText {
    guard peek() == UInt8(ascii: "\"") else { throw unexpected("expected a name in double quotes") }
    let name = try string()
    try expect(":")
    return name
  }

  /// Reads up to the end, where there must be nothing more.
  mutating func end() throws(JSONError) {
    _ = peek()
    guard offset == bytes.count else { throw unexpected("expected the end of the document") }
  }

  /// Steps over a value of any kind.
  mutating func skipValue() throws(JSONError) {
    switch peek() {
    case UInt8(ascii: "{"):
      try open("{")
      var isFirst = true
      while try next(before: "}", isFirst: isFirst) {
        isFirst = false
        _ = try name()
        try skipValue()
      }
    case UInt8(ascii: "["):
      try open("[")
      var isFirst = true
      while try next(before: "]", isFirst: isFirst) {
        isFirst = false
        try skipValue()
      }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    default: _ = try number()
    }
  }

  /// An error at the next token: what was expected, and what is there.
  func unexpected(_ expected: String, kind: JSONError.Kind = .syntax) -> JSONError {
    JSONError(kind, at: offset, "\(expected), found \(excerpt(from: offset))")
  }

  /// The token at an offset, as people are told of it: in quotes, and at most 40 bytes of it.
  func excerpt(from start: Int) -> String {
    guard start < bytes.count else { return "the end" }
    let longest = 40
    // A structural character is a token of its own.
    if "{}[]:,".utf8.contains(bytes[start]) { return "`\(Unicode.Scalar(bytes[start]))`" }
    var end = start
    let isString = bytes[start] == UInt8(ascii: "\"")
    while end < bytes.count, end - start < longest {
      let byte = bytes[end]
      if byte < 0x20 || (isString && end > start && byte == UInt8(ascii: "\"")) { break }
      if !isString, end > start, " ,:[]{}\"".utf8.contains(byte) { break }
      end += 1
    }
    if isString, end < bytes.count, bytes[end] == UInt8(ascii: "\"") { end += 1 }
    if end == start { return "the control character \(bytes[start])" }
    let token = String(decoding: bytes[start..<end], as: UTF8.self) + (end - start >= longest ? "…" : "")
    return isString ? token : "`\(token)`"
  }
}
