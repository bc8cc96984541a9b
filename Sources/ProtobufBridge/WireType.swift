/// How a value lies on the wire; the low three bits of a tag.
public enum WireType: UInt8, Sendable {
  case varint = 0
  case fixed64 = 1
  case lengthDelimited = 2
  case startGroup = 3
  case endGroup = 4
  case fixed32 = 5
}

/// What stands before each value on the wire: the field's number and how the value lies there.
public struct WireTag: Sendable, Equatable {
  /// 1 to `WireTag.maximumNumber`.
  public var number: Int32
  public var wireType: WireType

  /// The largest field number.
  public static let maximumNumber: Int32 = 536_870_911

  public init(number: Int32, wireType: WireType) {
    self.number = number
    self.wireType = wireType
  }
}

/// Bytes that are not protobuf's wire format.
public struct WireError: Error, Sendable, Equatable {
  /// Why bytes were refused.
  public enum Reason: Sendable, Equatable {
    /// A value goes past the end.
    case truncated
    /// A varint of more than 64 bits, or a tag or length of more than 32.
    case overlongVarint
    /// Number 0 or above `WireTag.maximumNumber`.
    case invalidFieldNumber
    /// Wire type 6 or 7.
    case reservedWireType
    /// A group that ends without a beginning, or ends another.
    case unbalancedGroup
    /// Groups nested deeper than `WireReader.maximumGroupDepth`.
    case tooDeep
  }

  public let reason: Reason
  /// In bytes from where the reader began.
  public let offset: Int

  public init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension WireError: CustomStringConvertible {
  public var description: String {
    let explanation =
      switch reason {
      case .truncated: "the message ends too early"
      case .overlongVarint: "an overlong varint"
      case .invalidFieldNumber: "a field number out of range"
      case .reservedWireType: "a wire type that does not exist"
      case .unbalancedGroup: "a group that does not end where it should"
      case .tooDeep: "groups nested more than \(WireReader.maximumGroupDepth) deep"
      }
    return "at byte \(offset): \(explanation); check that this is a protobuf message"
  }
}
