import RPCCore

/// How far a push is, on a terminal: one line that is written anew a few times a second.
struct ProgressBar {
  private static let interval: UInt64 = 100_000_000
  private static let width = 30
  private static let clearLine = "\r\u{1b}[K"

  private let fileSize: Int?
  private let start = TimeSource.monotonic.now()
  private var lastShown = MonotonicTime(nanoseconds: 0)
  private var bytesRead = 0
  private var isShown = false

  /// - Parameter fileSize: bytes; nil where nobody knows.
  init(fileSize: Int?) {
    self.fileSize = fileSize
  }

  /// Takes in how far the push is, and shows it where it was not shown just now.
  mutating func advance(bytesRead: Int? = nil, done: Int) {
    if let bytesRead { self.bytesRead = bytesRead }
    let now = TimeSource.monotonic.now()
    guard now.nanoseconds(since: lastShown) >= Self.interval else { return }
    lastShown = now
    isShown = true
    Terminal.error.write(Self.clearLine + text(done: done, now: now))
  }

  /// Takes the line off the screen.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    Terminal.error.write(Self.clearLine)
  }

  private func text(done: Int, now: MonotonicTime) -> String {
    let elapsed = max(1, now.nanoseconds(since: start) / 1_000_000)
    let rate = UInt64(done) * 1_000 / elapsed
    guard let fileSize, fileSize > 0 else { return "\(done) cases, \(rate)/s" }
    let percent = min(100, bytesRead * 100 / fileSize)
    let filled = Self.width * percent / 100
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
    return "\(Terminal.error.green(bar)) \(percent) %, \(done) cases, \(rate)/s"
  }
}
