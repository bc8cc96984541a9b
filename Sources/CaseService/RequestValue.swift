import CaseDomain
import ProtobufBridge

/// Values of a request that the schema alone does not check.
enum RequestValue {
  /// An ID that must be there: 0 is what an absent one reads as.
  static func id<ID: Identifier>(_ number: Int64, _ field: String, _ type: ID.Type = ID.self) throws(FieldViolation)
    -> ID
  {
    guard number != 0 else { throw FieldViolation(field, "is required") }
    return ID(number)
  }

  /// The domain's case of an enumeration; a number that has none is refused.
  static func known<Value: RawRepresentable & CaseIterable>(
    _ number: some ProtobufEnum, _ field: @autoclosure () -> String, _ type: Value.Type = Value.self
  ) throws(FieldViolation) -> Value where Value.RawValue == Int32 {
    guard let value = Value(rawValue: number.rawValue) else {
      let known = Value.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
      throw FieldViolation(field(), "is \(number.rawValue), which is none of \(known)")
    }
    return value
  }

  /// The same for a field that may be absent.
  static func known<Value: RawRepresentable & CaseIterable>(
    optional number: (some ProtobufEnum)?, _ field: @autoclosure () -> String, _ type: Value.Type = Value.self
  ) throws(FieldViolation) -> Value? where Value.RawValue == Int32 {
    guard let number else { return nil }
    return try known(number, field())
  }
}
