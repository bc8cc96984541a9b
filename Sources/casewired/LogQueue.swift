import Dispatch
import Glibc
import Logging
import Synchronization

/// Lines on their way to a descriptor, written by a thread that serves nobody.
///
/// Where the reader of the log is stuck, no call waits for it: lines that find no room are dropped and counted, and the
/// count is told in a record of its own once there is room again.
final class LogQueue: Sendable {
  /// Lines that may wait.
  static let maximumRecords = 4_096
  /// Bytes of the lines that may wait.
  static let maximumBytes = 4 << 20
  /// What the last lines may take to be written when the process ends.
  static let flushTime = DispatchTimeInterval.seconds(1)

  fileprivate struct State {
    var lines: [String] = []
    // Those counted are the lines that wait and those that the writer has taken and not written.
    var records = 0
    var bytes = 0
    var dropped = 0
    var isWriting = false
  }

  let format: LogFormat
  private let descriptor: Int32
  private let state = Mutex(State())
  private let writer = DispatchQueue(label: "casewired.log")

  init(descriptor: Int32, format: LogFormat) {
    self.descriptor = descriptor
    self.format = format
  }

  /// Leaves a line to the writer, or drops it. Never waits.
  func append(_ line: String) {
    let startsWriting = state.withLock { state in
      let bytes = line.utf8.count
      guard state.records < Self.maximumRecords, state.bytes + bytes <= Self.maximumBytes else {
        state.dropped += 1
        // A line longer than all the room is dropped while nothing is written: somebody has to tell of it.
        return state.begin()
      }
      state.add(line)
      return state.begin()
    }
    if startsWriting { writer.async { self.write() } }
  }

  /// Waits until all is written that was appended before, or `flushTime` has passed.
  func flush() {
    let written = DispatchSemaphore(value: 0)
    writer.async { written.signal() }
    _ = written.wait(timeout: .now() + Self.flushTime)
  }

  private func write() {
    dispatchPrecondition(condition: .onQueue(writer))
    while let lines = taken() {
      for line in lines {
        put(line)
        state.withLock { $0.remove(line) }
      }
    }
  }

  // All that waits, the count of what was dropped with it; nil ends the writing.
  private func taken() -> [String]? {
    state.withLock { state in
      if state.dropped > 0 {
        state.add(format.line(.warning, "log records dropped", ["count": "\(state.dropped)"]))
        state.dropped = 0
      }
      guard !state.lines.isEmpty else {
        state.isWriting = false
        return nil
      }
      defer { state.lines = [] }
      return state.lines
    }
  }

  // One write a record as a rule, so that records do not mix with what others write there.
  private func put(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno == EAGAIN {
          awaitRoom()
        } else if errno != EINTR {
          // Nobody will read it, and there is nowhere to say so.
          return
        }
      }
    }
  }

  // The descriptor is shared with other processes: one of them may have made it non-blocking.
  private func awaitRoom() {
    var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    poll(&poller, 1, -1)
  }
}

extension LogQueue.State {
  fileprivate mutating func add(_ line: String) {
    lines.append(line)
    records += 1
    bytes += line.utf8.count
  }

  fileprivate mutating func remove(_ line: String) {
    records -= 1
    bytes -= line.utf8.count
  }

  /// True where a writer has to be started.
  fileprivate mutating func begin() -> Bool {
    defer { isWriting = true }
    return !isWriting
  }
}
