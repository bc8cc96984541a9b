import CaseDomain
import RPCSchema

extension Google_Protobuf_Timestamp {
  init(_ time: UTCTime) { self.init(seconds: time.seconds, nanos: time.nanoseconds) }
}

extension UTCTime {
  /// The time of a request's field; finer than a millisecond or out of range is refused (R17).
  init(_ timestamp: Google_Protobuf_Timestamp, _ field: @autoclosure () -> String) throws(CaseDomain.FieldViolation) {
    do throws(UTCTime.Unfit) {
      try self.init(seconds: timestamp.seconds, nanoseconds: timestamp.nanos)
    } catch {
      throw CaseDomain.FieldViolation(field(), error.reason)
    }
  }

  /// The same for a field that may be absent.
  static func optional(
    _ timestamp: Google_Protobuf_Timestamp?, _ field: @autoclosure () -> String
  ) throws(CaseDomain.FieldViolation) -> UTCTime? {
    guard let timestamp else { return nil }
    return try UTCTime(timestamp, field())
  }
}
