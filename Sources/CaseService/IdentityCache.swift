import Synchronization

/// Callers that were looked up, by what they showed. Valid for one generation of the store's identities: whoever
/// revokes a token or changes a role empties it.
final class IdentityCache<Key: Hashable & Sendable>: Sendable {
  private struct State {
    var generation: UInt64 = 0
    var callers: [Key: Caller] = [:]
  }

  /// The most entries; a full cache is emptied.
  static var maximumEntries: Int { 10_000 }

  private let state = Mutex(State())

  /// The caller as of the generation, where it is known.
  func caller(for key: Key, generation: UInt64) -> Caller? {
    state.withLock { state in
      guard state.generation == generation else {
        // Generations only rise; one that is behind is a thread that looked before the last change.
        if state.generation < generation { state = State(generation: generation) }
        return nil
      }
      return state.callers[key]
    }
  }

  /// Keeps what was read after `generation` was: where a change came between, it is not kept.
  func keep(_ caller: Caller, for key: Key, generation: UInt64) {
    state.withLock { state in
      guard state.generation == generation else { return }
      if state.callers.count >= Self.maximumEntries { state.callers.removeAll(keepingCapacity: true) }
      state.callers[key] = caller
    }
  }

  /// Entries now.
  var count: Int { state.withLock { $0.callers.count } }
}
