import Dispatch
import RPCCore

/// Wakes a connection at the earliest deadline of its calls. Confined to the connection's owner.
final class DeadlineTimer {
  private let source: any DispatchSourceTimer
  private var due: MonotonicTime?

  /// - Parameter fire: called at a due time, on a queue of Dispatch's.
  init(fire: @escaping @Sendable () -> Void) {
    source = DispatchSource.makeTimerSource(queue: .global())
    source.setEventHandler(handler: fire)
    source.activate()
  }

  /// Fires at that moment, or at an earlier one that was asked for and is not past.
  func wake(at moment: MonotonicTime, now: MonotonicTime) {
    if let due, due > now, due <= moment { return }
    due = moment
    source.schedule(deadline: .now() + .nanoseconds(Int(clamping: moment.nanoseconds(since: now))))
  }

  func cancel() { source.cancel() }

  deinit { source.cancel() }
}
