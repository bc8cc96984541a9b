import CaseClient
import Dispatch
import RPCCore

/// Reads a push from a file and encodes it, on a queue of its own: a read may wait for long.
///
/// All state is the queue's.
final class PushSource: @unchecked Sendable {
  /// What one read gave.
  struct Batch: Sendable {
    var items: [PushItem] = []
    /// The items' lines, in the same order.
    var lines: [PushedLine] = []
    /// Lines that cannot be sent.
    var rejected: [(line: PushedLine, rejection: Rejection)] = []
    /// Bytes of the file that were read so far.
    var bytesRead = 0
  }

  private let queue = DispatchQueue(label: "casectl.push.source")
  private let encoder = PushLineEncoder()
  private let keepsText: Bool
  private var reader: LineReader
  private var bytesRead = 0

  /// - Parameter keepsText: whether lines carry their text, for the file of rejects.
  init(_ file: InputFile, keepsText: Bool) {
    self.keepsText = keepsText
    reader = LineReader { try file.read(into: $0) }
  }

  /// The next lines, as many as one read gives; nil at the end.
  func next() async throws -> Batch? {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try self.readBatch() }) }
    }
  }

  private func readBatch() throws -> Batch? {
    dispatchPrecondition(condition: .onQueue(queue))
    var batch = Batch()
    let hasMore = try reader.read { number, line in
      switch line {
      case .text(let text):
        bytesRead += text.count + 1
        take(text, number, into: &batch)
      case .tooLong(let byteCount):
        bytesRead += byteCount + 1
        let rejection = Rejection(
          .resourceExhausted, "the line has \(byteCount) bytes; the largest message has \(PushItem.maximumBytes)")
        batch.rejected.append((PushedLine(number: number, text: []), rejection))
      }
    }
    batch.bytesRead = bytesRead
    return hasMore ? batch : nil
  }

  private func take(_ text: UnsafeRawBufferPointer, _ number: Int, into batch: inout Batch) {
    do throws(Rejection) {
      guard let item = try encoder.encode(text) else { return }
      batch.items.append(item)
      batch.lines.append(PushedLine(number: number, text: keepsText ? Array(text) : []))
    } catch {
      batch.rejected.append((PushedLine(number: number, text: keepsText ? Array(text) : []), error))
    }
  }
}

/// A line that was sent, or cannot be.
struct PushedLine: Sendable {
  /// 1 is the first.
  let number: Int
  /// Empty where there is no file of rejects, and for a line that was too long to be kept.
  let text: [UInt8]
}
