/// Reads a CSV document as RFC 4180 has it, and refuses what it does not have.
///
/// Fields are separated by commas, records by CRLF or LF; a field in quotes may hold commas, line breaks and doubled
/// quotes. A quote inside a bare field, text after a closing quote, a lone CR and invalid UTF-8 are errors.
public struct CSVReader: Sendable {
  /// No field is longer, in bytes.
  public static let maximumFieldBytes = 1 << 20
  /// No record has more fields.
  public static let maximumFields = 1000

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  /// A reader at the beginning of a document.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next record, or nil at the end.
  public mutating func next() throws(CSVError) -> CSVRecord? {
    guard position < bytes.count else { return nil }
    let firstLine = line
    var fields: [String] = []
    while true {
      guard fields.count < Self.maximumFields else {
        throw error("the record has more than \(Self.maximumFields) fields")
      }
      fields.append(try nextField())
      if try endsRecord() { return CSVRecord(line: firstLine, fields: fields) }
    }
  }

  private mutating func nextField() throws(CSVError) -> String {
    let content = peek() == .quote ? try quotedField() : try bareField()
    guard content.count <= Self.maximumFieldBytes else {
      throw error("a field has \(content.count) bytes, and may have \(Self.maximumFieldBytes)")
    }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw error("a field is not valid UTF-8")
    }
    return text
  }

  private mutating func bareField() throws(CSVError) -> ArraySlice<UInt8> {
    let start = position
    while let byte = peek(), byte != .comma, byte != .newline, byte != .carriageReturn {
      guard byte != .quote else {
        throw error("a quote inside a field that does not begin with one; put the field in quotes and double it")
      }
      position += 1
    }
    return bytes[start..<position]
  }

  private mutating func quotedField() throws(CSVError) -> ArraySlice<UInt8> {
    let firstLine = line
    var content: [UInt8] = []
    position += 1
    while let byte = peek() {
      position += 1
      if byte == .newline { line += 1 }
      if byte == .quote {
        guard peek() == .quote else { return content[...] }
        position += 1
      }
      content.append(byte)
    }
    throw CSVError(line: firstLine, reason: "a quoted field begins here and never ends")
  }

  /// Moves past what ends a field, and says whether the record ends with it.
  private mutating func endsRecord() throws(CSVError) -> Bool {
    guard let byte = peek() else { return true }
    position += 1
    switch byte {
    case .comma:
      return false
    case .newline:
      break
    case .carriageReturn where peek() == .newline:
      position += 1
    case .carriageReturn:
      throw error("a carriage return without a line feed")
    default:
      throw error("text after a closing quote; a comma or the end of the line is wanted")
    }
    line += 1
    return true
  }

  private func peek() -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private func error(_ reason: String) -> CSVError {
    CSVError(line: line, reason: reason)
  }
}

extension UInt8 {
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let newline = UInt8(ascii: "\n")
  fileprivate static let carriageReturn = UInt8(ascii: "\r")
}
