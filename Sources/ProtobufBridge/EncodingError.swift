/// A message that has no bytes.
public struct EncodingError: Error, Sendable, Equatable {
  /// Why a message was refused.
  public enum Reason: Sendable, Equatable {
    /// Text with U+0000, which protobuf-c would cut.
    case embeddedNUL
    /// Larger than `EncodingError.maximumBytes`.
    case tooLarge
  }

  /// The largest message, in bytes: protobuf's own bound.
  public static let maximumBytes = Int(Int32.max)

  public let reason: Reason
  /// The full name of the outermost message's type.
  public let message: String
  /// The number of the field at fault, in the message or in one within it; nil where none is.
  public let field: Int32?

  public init(reason: Reason, message: String, field: Int32? = nil) {
    self.reason = reason
    self.message = message
    self.field = field
  }
}

extension EncodingError: CustomStringConvertible {
  public var description: String {
    switch reason {
    case .embeddedNUL:
      "\(message): the text of field \(field ?? 0), or of a field of that number in a message within, has a NUL "
        + "character; take U+0000 out"
    case .tooLarge:
      "\(message): is larger than \(EncodingError.maximumBytes) bytes; split it"
    }
  }
}
