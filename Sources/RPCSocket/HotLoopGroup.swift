import Glibc
import RPCCore

/// The hot loops of the process: one for each processor, up to a bound, since handlers run on them.
final class HotLoopGroup: @unchecked Sendable {
  /// Threads that busy connections may take up.
  static let maximumLoops = 4

  static let shared = HotLoopGroup(processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)), time: .monotonic)

  // Unchecked: written in init alone, where the loops need their group.
  private var loops: [HotLoop] = []
  private let hasProcessorToSpare: Bool

  init(processors: Int, time: TimeSource) {
    hasProcessorToSpare = processors > 1
    loops = (0..<max(1, min(processors, Self.maximumLoops))).map { _ in HotLoop(time: time, group: self) }
  }

  /// A place in the loop that has most; nil where none has one. For `adopt` of that loop.
  func reserve() -> HotLoop? {
    guard let loop = loops.min(by: { $0.occupied < $1.occupied }), loop.reserve() else { return nil }
    return loop
  }

  /// Whether a lone connection may be read again and again before its thread waits: not where others are busy, too,
  /// and want the processor.
  var canSpin: Bool { hasProcessorToSpare && loops.reduce(0) { $0 + $1.occupied } == 1 }
}
