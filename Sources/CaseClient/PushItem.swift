public import CaseSchema
import ProtobufBridge
public import RPCCore

/// A case on its way to the server: one request of the stream of R33, encoded once and kept until it is answered.
public struct PushItem: Sendable {
  /// The largest request, in bytes: what ttrpc takes as one message.
  public static let maximumBytes = 4 << 20
  // `PushCasesRequest.item`.
  private static let itemField: Int32 = 2
  // The tag and the longest length that stand before a case.
  private static let headBytes = 1 + 5

  /// `PushCasesRequest`, encoded.
  let request: [UInt8]

  /// - Throws: INVALID_ARGUMENT where a text has a NUL, RESOURCE_EXHAUSTED over `maximumBytes`.
  public init(_ pushed: PushCaseRequest) throws(RPCError) {
    let encoded: [UInt8]
    do throws(EncodingError) {
      encoded = try pushed.serialized()
    } catch {
      throw RPCError(.invalidArgument, error.description, origin: .client)
    }
    try self.init(encodedCase: encoded)
  }

  /// - Parameter encodedCase: a `PushCaseRequest` in wire format. It is sent as it is: the server fails the whole stream
  ///   where it is none.
  /// - Throws: RESOURCE_EXHAUSTED over `maximumBytes`.
  public init(encodedCase: [UInt8]) throws(RPCError) {
    var writer = WireWriter(capacity: encodedCase.count + Self.headBytes)
    writer.tag(Self.itemField, .lengthDelimited)
    encodedCase.withUnsafeBytes { writer.delimited($0) }
    guard writer.count <= Self.maximumBytes else {
      throw RPCError(
        .resourceExhausted,
        "the case has \(encodedCase.count) bytes, more than the \(Self.maximumBytes) of a message; shorten its texts",
        origin: .client)
    }
    request = writer.bytes
  }
}
