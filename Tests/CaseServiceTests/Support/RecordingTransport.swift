import RPCCore
import Synchronization

/// A connection that keeps what a call answers.
final class RecordingTransport: CallTransport {
  private struct State {
    var messages: [[UInt8]] = []
    var outcome: CallOutcome?
    var reader: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  func send(_ messages: [[UInt8]], on stream: UInt32) {
    change { $0.messages += messages }
  }

  func finish(_ outcome: CallOutcome, on stream: UInt32) {
    change { $0.outcome = outcome }
  }

  var isCongested: Bool { false }

  func waitForRoom() async {}

  private func change(_ body: (inout State) -> Void) {
    let reader = state.withLock { state in
      body(&state)
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume()
  }

  /// The next message of the stream of answers; nil at the end of a call that went well.
  func next() async throws -> [UInt8]? {
    while true {
      let (message, outcome): ([UInt8]?, CallOutcome?) = state.withLock { state in
        (state.messages.isEmpty ? nil : state.messages.removeFirst(), state.outcome)
      }
      if let message { return message }
      switch outcome {
      case .failed(let error): throw error
      case .completed, .message: return nil
      case nil: await change()
      }
    }
  }

  /// How the call ended, if it has.
  var outcomeByNow: CallOutcome? { state.withLock { $0.outcome } }

  /// How the call ended.
  func outcome() async -> CallOutcome {
    while true {
      if let outcome = state.withLock({ $0.outcome }) { return outcome }
      await change()
    }
  }

  private func change() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.outcome != nil || !state.messages.isEmpty { return true }
        state.reader = continuation
        return false
      }
      if isOver { continuation.resume() }
    }
  }
}
