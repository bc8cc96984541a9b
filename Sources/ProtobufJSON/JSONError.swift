/// JSON that cannot be read, or does not fit a message.
public struct JSONError: Error, Sendable, Equatable {
  /// What kind of fault it is.
  public enum Kind: Sendable, Equatable {
    /// Not JSON by RFC 8259.
    case syntax
    /// A name that the message does not have.
    case unknownField
    /// A name that comes twice in one object, or a field by both of its names.
    case duplicateName
    /// Two members of one oneof.
    case oneofConflict
    /// A value that is not of the field's type.
    case wrongValue
    /// Objects and arrays nested deeper than `JSONDocument.maximumDepth`.
    case tooDeep
  }

  public let kind: Kind
  /// What was expected, and what is there.
  public let reason: String
  /// The field in JSON spelling, `Customer.ShippingAddress.ZipCode` or `Results[3].Name`; empty where the document
  /// itself is meant.
  public internal(set) var path: String
  /// 1 is the first.
  public internal(set) var line: Int
  /// In characters; 1 is the first.
  public internal(set) var column: Int
  /// In bytes from the start of the document.
  public internal(set) var offset: Int

  init(_ kind: Kind, at offset: Int, _ reason: String) {
    self.kind = kind
    self.reason = reason
    self.offset = offset
    path = ""
    line = 1
    column = 1
  }

  /// The same error, seen from the message or list around it.
  func inside(_ step: String) -> JSONError {
    var error = self
    error.path = path.isEmpty || path.hasPrefix("[") ? step + path : "\(step).\(path)"
    return error
  }

  /// The same error with its line and column counted.
  func located(in bytes: UnsafeBufferPointer<UInt8>) -> JSONError {
    var error = self
    error.line = 1
    error.column = 1
    for byte in bytes.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        error.line += 1
        error.column = 1
      } else if byte & 0xc0 != 0x80 {
        error.column += 1
      }
    }
    return error
  }
}

extension JSONError: CustomStringConvertible {
  /// ``line 3, column 14: Customer.Gender: expected a string, found `7` ``
  public var description: String {
    let place = "line \(line), column \(column)"
    return path.isEmpty ? "\(place): \(reason)" : "\(place): \(path): \(reason)"
  }
}
