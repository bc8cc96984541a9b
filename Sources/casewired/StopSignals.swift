import Dispatch
import Glibc
import Synchronization

/// Runs an action at the first SIGTERM or SIGINT; a second one ends the process at once.
final class StopSignals: Sendable {
  private let sources: Mutex<[any DispatchSourceSignal]>

  init(_ action: @escaping @Sendable (String) async -> Void) {
    let hasBegun = FirstTime()
    sources = Mutex(
      [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")].map { number, name in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          guard hasBegun.begin() else { exit(128 + number) }
          Task { await action(name) }
        }
        source.activate()
        return source
      })
  }
}

/// Says yes once.
private final class FirstTime: Sendable {
  private let flag = Atomic<Bool>(false)

  func begin() -> Bool { !flag.exchange(true, ordering: .relaxed) }
}
