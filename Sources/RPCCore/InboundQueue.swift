import ProtobufBridge
import Synchronization

/// The messages of a stream that have arrived and wait to be handled: decoded, bounded, in order.
///
/// One side puts in from the connection's queue, the other takes out from the handler's task.
final class InboundQueue<Element: Message>: Sendable {
  private struct State {
    var waiting: [(element: Element, size: Int)] = []
    var bytes = 0
    var end: End?
    var reader: CheckedContinuation<Void, Never>?

    mutating func takeReader() -> CheckedContinuation<Void, Never>? {
      defer { reader = nil }
      return reader
    }
  }

  private enum End {
    case closed
    case failed(RPCError)
  }

  private let bounds: StreamBounds
  private let budget: ByteBudget
  private let state = Mutex(State())

  init(bounds: StreamBounds, budget: ByteBudget) {
    self.bounds = bounds
    self.budget = budget
  }

  deinit {
    state.withLock { budget.give($0.bytes) }
  }

  /// Decodes a message and puts it in. A throw is the stream's failure.
  func receive(_ payload: UnsafeRawBufferPointer) throws {
    let element: Element
    do {
      element = try Element(serialized: payload)
    } catch {
      throw RPCError(decoding: error)
    }
    let size = payload.count
    let reader: CheckedContinuation<Void, Never>? = try state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.end == nil else { return nil }
      guard state.waiting.count < bounds.messages, state.bytes + size <= bounds.bytes || state.waiting.isEmpty else {
        throw RPCError(
          .resourceExhausted,
          "the stream has \(state.waiting.count) messages (\(state.bytes) bytes) unread by the server, and may have "
            + "\(bounds.messages) messages or \(bounds.bytes) bytes; wait for answers before you send more")
      }
      guard budget.take(size) else {
        throw RPCError(
          .resourceExhausted, "all streams of the server have \(budget.limit) bytes unread; try again later")
      }
      state.waiting.append((element, size))
      state.bytes += size
      return state.takeReader()
    }
    reader?.resume()
  }

  /// The client will send no more.
  func close() { end(.closed) }

  /// The stream has failed; what waits is dropped.
  func fail(_ error: RPCError) { end(.failed(error)) }

  private func end(_ end: End) {
    let reader = state.withLock { state in
      if state.end == nil { state.end = end }
      if case .failed = end {
        state.waiting = []
        budget.give(state.bytes)
        state.bytes = 0
        state.end = end
      }
      return state.takeReader()
    }
    reader?.resume()
  }

  /// All that waits, at least one; none at the end of the stream. Waits where there is nothing. One reader at a time.
  func takeAll() async throws -> [Element] {
    while true {
      let taken: [Element]? = try state.withLock { state in
        if case .failed(let error) = state.end { throw error }
        if state.waiting.isEmpty { return state.end == nil ? nil : [] }
        let taken = state.waiting.map(\.element)
        state.waiting.removeAll(keepingCapacity: true)
        budget.give(state.bytes)
        state.bytes = 0
        return taken
      }
      if let taken { return taken }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if !state.waiting.isEmpty || state.end != nil { return true }
          precondition(state.reader == nil, "a stream has one reader")
          state.reader = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }
}

extension RPCError {
  /// A request whose bytes are no message of its type.
  init(decoding error: DecodingError) {
    self.init(
      error.reason == .tooLarge ? .resourceExhausted : .invalidArgument, error.description,
      violations: error.path.isEmpty ? [] : [FieldViolation(field: error.path, description: error.explanation)])
  }
}
