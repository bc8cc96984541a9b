/// Bytes that are not a message, or cost too much to read.
public struct DecodingError: Error, Sendable, Equatable {
  /// Why bytes were refused.
  public enum Reason: Sendable, Equatable {
    /// A varint, a length or a value goes past the end.
    case truncated
    /// A field number that is 0 or too large.
    case invalidFieldNumber
    /// A value of more than 64 bits, or a tag or length of more than 32.
    case overlongVarint
    /// Groups are not supported.
    case group
    /// Wire type 6 or 7.
    case reservedWireType
    /// A known field with another wire type; protobuf would take it for an unknown field, protobuf-c cannot.
    case wrongWireType
    /// A packed bool other than 0 and 1, or fixed-size values cut in the middle.
    case invalidPackedValue
    case invalidUTF8
    /// Text with U+0000, which a C string would lose.
    case embeddedNUL
    /// A singular message that comes twice; protobuf would merge them, protobuf-c does so wrongly.
    case repeatedSingular
    /// Two members of one oneof, one of them a message.
    case repeatedOneof
    /// Deeper than `DecodingLimits.depth`.
    case tooDeep
    /// More memory than `DecodingLimits.arena`, or than there is.
    case tooLarge
    /// A message type with more fields than the bridge supports.
    case unsupportedSchema
    /// protobuf-c refused what the scan let pass.
    case malformed
  }

  public let reason: Reason
  /// The full name of the outermost message's type.
  public let message: String
  /// The field in JSON spelling, `Customer.ShippingAddress.ZipCode` or `Results[3].Name`; a field that the schema does
  /// not know as `#7`; empty where the message itself is meant.
  public let path: String
  /// In bytes from the start of the outermost message.
  public let offset: Int
  /// What the message was read with.
  public let limits: DecodingLimits

  public init(
    reason: Reason, message: String, path: String = "", offset: Int = 0, limits: DecodingLimits = .standard
  ) {
    self.reason = reason
    self.message = message
    self.path = path
    self.offset = offset
    self.limits = limits
  }
}

extension DecodingError: CustomStringConvertible {
  /// `casewire.v1.PushCaseRequest: Customer.FirstName, at byte 123: is not valid UTF-8; send UTF-8 text`.
  public var description: String {
    path.isEmpty
      ? "\(message), at byte \(offset): \(explanation)" : "\(message): \(path), at byte \(offset): \(explanation)"
  }

  /// What is wrong and what to do, without the place.
  public var explanation: String {
    switch reason {
    case .truncated: "ends too early; send the whole message"
    case .invalidFieldNumber: "has a field number out of range; check that this is a protobuf message"
    case .overlongVarint: "has an overlong varint; check that this is a protobuf message"
    case .group: "is a group, which is not supported; use a message"
    case .reservedWireType: "has a wire type that does not exist; check that this is a protobuf message"
    case .wrongWireType: "has another wire type than the schema's; use the same schema"
    case .invalidPackedValue: "has a packed value that is not of the field's type; use the same schema"
    case .invalidUTF8: "is not valid UTF-8; send UTF-8 text"
    case .embeddedNUL: "has a NUL character; send text without U+0000"
    case .repeatedSingular: "comes more than once; send it once"
    case .repeatedOneof: "comes beside another member of its oneof; send one of them"
    case .tooDeep: "is nested more than \(limits.depth) messages deep; send a flatter message"
    case .tooLarge: "needs more than \(limits.arena) bytes of memory; send less in one message"
    case .unsupportedSchema: "has more fields in its schema than are supported; split the message type"
    case .malformed: "is not a valid message; check that it was written by this schema"
    }
  }
}
