import CSodium
import CaseDomain
import Glibc

/// The machine's time of day.
enum SystemClock {
  static let now: @Sendable () -> UTCTime = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return UTCTime(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}

/// The machine's randomness, fit for keys.
enum SystemRandomness {
  static let bytes: @Sendable (Int) -> [UInt8] = { count in
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
  }
}
