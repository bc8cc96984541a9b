public import ProtobufBridge
import Synchronization

/// The stream of a client's requests, as a handler reads it. One task reads it.
public struct RequestStream<Element: Message>: Sendable {
  private let queue: InboundQueue<Element>
  // What was taken with `next()` ahead of its turn.
  private let ahead = AheadBuffer<Element>()

  init(queue: InboundQueue<Element>) {
    self.queue = queue
  }

  /// The next request, or nil where the client sends no more.
  ///
  /// - Throws: `RPCError` where the stream failed: broken bytes, too much sent, a client that went, a deadline passed.
  public func next() async throws -> Element? {
    if let element = ahead.popFirst() { return element }
    ahead.refill(try await queue.takeAll())
    return ahead.popFirst()
  }

  /// All requests that have arrived, at least one; none where the client sends no more.
  ///
  /// - Throws: as `next()`.
  public func nextBatch() async throws -> [Element] {
    let rest = ahead.takeAll()
    return rest.isEmpty ? try await queue.takeAll() : rest
  }
}

private final class AheadBuffer<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  func popFirst() -> Element? { elements.withLock { $0.popLast() } }
  func refill(_ batch: [Element]) { elements.withLock { $0 = batch.reversed() } }
  func takeAll() -> [Element] {
    elements.withLock { elements in
      defer { elements = [] }
      return elements.reversed()
    }
  }
}
