import Glibc

/// A moment of the machine's monotonic clock, which no change of date moves.
public struct MonotonicTime: Sendable, Hashable, Comparable {
  /// Since some moment in the past, the same for the whole machine until it restarts.
  public let nanoseconds: UInt64

  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The moment that many nanoseconds later; the last moment there is, where that would be past it.
  public func advanced(byNanoseconds count: UInt64) -> MonotonicTime {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(count)
    return MonotonicTime(nanoseconds: overflow ? .max : sum)
  }

  /// Nanoseconds from `earlier` to here; 0 where it is later.
  public func nanoseconds(since earlier: MonotonicTime) -> UInt64 {
    nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
  }
}

/// Where the runtime takes the time from: the machine's clock, or a test's.
public struct TimeSource: Sendable {
  /// The moment it is.
  public let now: @Sendable () -> MonotonicTime

  public init(now: @escaping @Sendable () -> MonotonicTime) {
    self.now = now
  }

  /// CLOCK_MONOTONIC.
  public static let monotonic = TimeSource {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }
}
