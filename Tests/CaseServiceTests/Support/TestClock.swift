import CaseDomain
import Synchronization

/// A time of day that moves when a test says so.
final class TestClock: Sendable {
  private let time = Mutex(UTCTime(milliseconds: 1_680_193_857_947))

  var now: UTCTime { time.withLock { $0 } }

  func advance(milliseconds: Int64) {
    time.withLock { $0 = $0.advanced(byMilliseconds: milliseconds) }
  }
}

/// Bytes that look random and are the same in every run (SplitMix64).
final class TestRandomness: Sendable {
  private let state: Mutex<UInt64>

  init(seed: UInt64) { state = Mutex(seed) }

  func bytes(_ count: Int) -> [UInt8] {
    state.withLock { state in
      (0..<count).map { _ in
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
      }
    }
  }
}
