import Synchronization

/// Memory that peers may fill, over all connections of a server: what they have sent and nobody has handled.
///
/// Small things are bounded each for themselves; this bounds the large ones together.
public final class ByteBudget: Sendable {
  /// Bytes.
  public let limit: Int
  private let used = Atomic<Int>(0)

  public init(limit: Int) {
    self.limit = limit
  }

  /// Enough for 64 of the largest messages.
  public static let standardLimit = 256 << 20

  /// Takes bytes from the budget; false, and nothing taken, where there are not that many.
  public func take(_ count: Int) -> Bool {
    let (_, after) = used.add(count, ordering: .relaxed)
    if after <= limit { return true }
    used.subtract(count, ordering: .relaxed)
    return false
  }

  /// Gives bytes back.
  public func give(_ count: Int) {
    used.subtract(count, ordering: .relaxed)
  }

  /// Bytes taken now.
  public var inUse: Int { used.load(ordering: .relaxed) }
}
