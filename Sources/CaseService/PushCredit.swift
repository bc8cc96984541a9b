import CaseSchema
import RPCCore
import Synchronization

/// What the push streams of a server may have unanswered together: their items are in memory until they are answered.
///
/// A client fills its window whether or not the server reads, so that the bound is in the windows. A stream gets a share
/// of what is left: the first ones get the largest window, and where many push at once the later ones get less, down to
/// the smallest, which keeps them going.
final class PushCredit: Sendable {
  /// What is shared out. An item takes up to 2 KiB beside its texts, so that this is 64 MiB of memory.
  static let total = PushWindow(items: 16_384, bytes: 32 << 20)
  /// No stream gets more.
  static let largest = PushWindow(items: 4_096, bytes: 8 << 20)
  /// No stream gets less, even where nothing is left.
  static let smallest = PushWindow(items: 32, bytes: 64 << 10)
  /// A stream gets this part of what is left.
  static let share: Int64 = 4
  /// The most grants at a time; over it a stream is refused.
  static let maximumGrants = 1_024

  private struct State {
    var items = PushCredit.total.items
    var bytes = PushCredit.total.bytes
    var grants = 0
  }

  private let state = Mutex(State())

  /// A stream's part. It comes back when nobody holds the grant: not the stream, nor the store for the stream's items.
  final class Grant: Sendable {
    let window: PushWindow
    private let credit: PushCredit

    fileprivate init(_ window: PushWindow, of credit: PushCredit) {
      self.window = window
      self.credit = credit
    }

    deinit { credit.takeBack(window) }
  }

  /// - Throws: UNAVAILABLE where too many push.
  func grant() throws(RPCError) -> Grant {
    let window: PushWindow? = state.withLock { state in
      guard state.grants < PushCredit.maximumGrants else { return nil }
      let window = PushWindow(
        items: min(max(state.items / PushCredit.share, PushCredit.smallest.items), PushCredit.largest.items),
        bytes: min(max(state.bytes / PushCredit.share, PushCredit.smallest.bytes), PushCredit.largest.bytes))
      state.items -= window.items
      state.bytes -= window.bytes
      state.grants += 1
      return window
    }
    guard let window else {
      throw RPCError(
        .unavailable, "\(PushCredit.maximumGrants) streams push at the same time already; try again when some are done",
        reason: "BUSY")
    }
    return Grant(window, of: self)
  }

  private func takeBack(_ window: PushWindow) {
    state.withLock { state in
      state.items += window.items
      state.bytes += window.bytes
      state.grants -= 1
    }
  }
}
