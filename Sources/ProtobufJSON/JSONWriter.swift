/// How JSON is laid out.
public enum JSONStyle: Sendable, Equatable {
  /// On one line, without spaces.
  case compact
  /// A line a value, two spaces an indentation.
  case pretty
}

/// Writes JSON token by token.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private let isPretty: Bool
  private var depth = 0
  /// Whether the innermost object or array has an element.
  private var hasElement = false

  init(style: JSONStyle) {
    isPretty = style == .pretty
  }

  /// What was written; valid UTF-8, since only that is taken.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes what opens an object or an array.
  mutating func open(_ character: Unicode.Scalar) {
    bytes.append(UInt8(ascii: character))
    depth += 1
    hasElement = false
  }

  /// Writes what closes it.
  mutating func close(_ character: Unicode.Scalar) {
    depth -= 1
    if hasElement, isPretty { newLine() }
    bytes.append(UInt8(ascii: character))
    hasElement = true
  }

  /// Begins an element of an array.
  mutating func element() {
    if hasElement { bytes.append(UInt8(ascii: ",")) }
    if isPretty { newLine() }
    hasElement = true
  }

  /// Begins a member of an object.
  mutating func name(_ name: String) {
    element()
    string(name)
    colon()
  }

  /// Begins a member whose name is written in quotes already.
  mutating func name(quoted: [UInt8]) {
    element()
    bytes.append(contentsOf: quoted)
    colon()
  }

  mutating func literal(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Writes a number that is JSON as it stands.
  mutating func number(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func integer(_ value: Int64) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    integer(value.magnitude)
  }

  mutating func integer(_ value: UInt64) {
    if value < 10 {
      bytes.append(UInt8(ascii: "0") + UInt8(value))
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var first = digits.count
      var rest = value
      while rest > 0 {
        first -= 1
        digits[first] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      }
      bytes.append(contentsOf: digits[first...])
    }
  }

  mutating func string(_ string: String) {
    var string = string
    string.withUTF8 { self.string(utf8: UnsafeRawBufferPointer($0)) }
  }

  /// Writes valid UTF-8 as a string.
  mutating func string(utf8: UnsafeRawBufferPointer) {
    bytes.append(UInt8(ascii: "\""))
    var run = 0
    for index in 0..<utf8.count {
      let byte = utf8[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      bytes.append(contentsOf: utf8[run..<index])
      escape(byte)
      run = index + 1
    }
    bytes.append(contentsOf: utf8[run...])
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0a: bytes.append(UInt8(ascii: "n"))
    case 0x0c: bytes.append(UInt8(ascii: "f"))
    case 0x0d: bytes.append(UInt8(ascii: "r"))
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    default:
      literal("u00")
      for digit in [byte >> 4, byte & 0xf] {
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
  }

  private mutating func colon() {
    bytes.append(UInt8(ascii: ":"))
    if isPretty { bytes.append(0x20) }
  }

  private mutating func newLine() {
    bytes.append(0x0a)
    bytes.append(contentsOf: repeatElement(0x20, count: 2 * depth))
  }
}
