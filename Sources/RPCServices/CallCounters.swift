public import RPCCore
import Synchronization

/// Counts calls since the server started.
public final class CallCounters: ServerInterceptor {
  private let startedCount = Atomic<Int>(0)
  private let okCount = Atomic<Int>(0)
  private let refusedCount = Atomic<Int>(0)
  private let brokenCount = Atomic<Int>(0)

  /// How many calls there were.
  public struct Snapshot: Sendable, Equatable {
    /// Began, whether or not they have ended.
    public let started: Int
    /// Ended well.
    public let ok: Int
    /// Ended with a code that is the caller's to mend.
    public let refused: Int
    /// Ended with INTERNAL, UNKNOWN or DATA_LOSS.
    public let broken: Int
  }

  public init() {}

  /// The counts, each for itself as of now.
  public var snapshot: Snapshot {
    Snapshot(
      started: startedCount.load(ordering: .relaxed), ok: okCount.load(ordering: .relaxed),
      refused: refusedCount.load(ordering: .relaxed), broken: brokenCount.load(ordering: .relaxed))
  }

  public func began(_ context: ServerContext) throws {
    startedCount.add(1, ordering: .relaxed)
  }

  public func ended(_ context: ServerContext, outcome: CallOutcome, cause: (any Error)?) {
    switch outcome.code {
    case .ok: okCount.add(1, ordering: .relaxed)
    case .internal, .unknown, .dataLoss: brokenCount.add(1, ordering: .relaxed)
    default: refusedCount.add(1, ordering: .relaxed)
    }
  }
}
