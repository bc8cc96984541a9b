/// A point in time: UTC, milliseconds since 1970, proleptic Gregorian calendar, years 1 to 9999 (R17).
public struct UTCTime: Sendable, Hashable, Comparable {
  public let milliseconds: Int64

  /// 0001-01-01T00:00:00.000Z.
  public static let earliest = UTCTime(milliseconds: -62_135_596_800_000)
  /// 9999-12-31T23:59:59.999Z.
  public static let latest = UTCTime(milliseconds: 253_402_300_799_999)

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// From seconds and nanoseconds since 1970, as protobuf's Timestamp has them.
  ///
  /// - Throws: a violation without a field name where the time is finer than a millisecond (R17) or out of range.
  public init(seconds: Int64, nanoseconds: Int32) throws(Unfit) {
    guard nanoseconds >= 0, nanoseconds < 1_000_000_000 else { throw .outOfRange }
    guard nanoseconds % 1_000_000 == 0 else { throw .tooFine }
    guard seconds >= UTCTime.earliest.seconds, seconds <= UTCTime.latest.seconds else { throw .outOfRange }
    milliseconds = seconds * 1_000 + Int64(nanoseconds / 1_000_000)
  }

  /// Why a time is refused.
  public enum Unfit: Error, Sendable {
    case tooFine
    case outOfRange
    case malformed

    public var reason: String {
      switch self {
      case .tooFine: "is finer than a millisecond; send at most three fraction digits"
      case .outOfRange: "is outside the years 1 to 9999"
      case .malformed: "is no time such as 2023-03-30T16:30:57.947Z"
      }
    }
  }

  /// Whole seconds since 1970, rounded down.
  public var seconds: Int64 {
    milliseconds >= 0 ? milliseconds / 1_000 : -((-milliseconds + 999) / 1_000)
  }

  /// What is left over `seconds`: 0 to 999,000,000.
  public var nanoseconds: Int32 { Int32(milliseconds - seconds * 1_000) * 1_000_000 }

  public func advanced(byMilliseconds duration: Int64) -> UTCTime { UTCTime(milliseconds: milliseconds + duration) }

  public static func < (left: UTCTime, right: UTCTime) -> Bool { left.milliseconds < right.milliseconds }
}
