import RPCCore
import Synchronization

/// A streaming call on a connection of its own.
final class SocketClientStream: ClientStream, ClientConnection.Receiver {
  // Answers that wait to be read; over it they wait in the socket, and then in the server.
  private static let maximumMessages = 4_096
  private static let maximumBytes = 8 << 20

  private struct State {
    var waiting: [[UInt8]] = []
    var next = 0
    var bytes = 0
    var result: Result<[UInt8]?, RPCError>?
    var reader: CheckedContinuation<Void, Never>?

    var isFull: Bool { waiting.count - next > maximumMessages || bytes > maximumBytes }

    mutating func takeReader() -> CheckedContinuation<Void, Never>? {
      defer { reader = nil }
      return reader
    }
  }

  // The first call of a connection has its first stream.
  private static let stream: UInt32 = 1

  private let connection: ClientConnection
  private let state = Mutex(State())

  init(connection: ClientConnection) {
    self.connection = connection
  }

  deinit { connection.socket.close() }

  func open(_ method: MethodDescriptor, request: [UInt8]?, options: CallOptions) {
    // The connection is kept by the call, the call by its receiver: broken when the call ends.
    connection.open(method, request: request, options: options, receiver: self)
  }
}

// MARK: - Requests

extension SocketClientStream {
  func send(_ messages: [[UInt8]]) async throws {
    try state.withLock { state in
      if case .failure(let error) = state.result { throw error }
    }
    connection.send(messages, on: Self.stream)
    if connection.socket.isCongested { await connection.socket.waitForRoom() }
  }

  func halfClose() async throws { connection.halfClose(Self.stream) }

  func cancel() {
    connection.giveUp(Self.stream, RPCError(.cancelled, "the call was given up", origin: .client))
    connection.socket.close()
  }
}

// MARK: - Answers

extension SocketClientStream {
  var isFull: Bool { state.withLock { $0.isFull } }

  func received(_ message: [UInt8]) {
    let reader = state.withLock { state in
      state.waiting.append(message)
      state.bytes += message.count
      return state.takeReader()
    }
    reader?.resume()
  }

  func ended(_ result: Result<[UInt8]?, RPCError>) {
    let reader = state.withLock { state in
      // A call with one answer has it in its end.
      if case .success(.some(let message)) = result {
        state.waiting.append(message)
        state.bytes += message.count
      }
      state.result = state.result ?? result
      return state.takeReader()
    }
    reader?.resume()
    connection.socket.close()
  }

  func next() async throws -> [UInt8]? {
    try await withTaskCancellationHandler {
      while true {
        let (message, wasFull) = try take()
        if wasFull { connection.socket.execute {} }
        switch message {
        case .message(let message): return message
        case .end: return nil
        case .nothing: await wait()
        }
      }
    } onCancel: {
      cancel()
    }
  }

  private enum Taken {
    case message([UInt8])
    case end
    case nothing
  }

  private func take() throws -> (Taken, wasFull: Bool) {
    try state.withLock { state in
      let wasFull = state.isFull
      if state.next < state.waiting.count {
        let message = state.waiting[state.next]
        state.waiting[state.next] = []
        state.next += 1
        state.bytes -= message.count
        if state.next == state.waiting.count {
          state.waiting.removeAll(keepingCapacity: true)
          state.next = 0
        }
        return (.message(message), wasFull && !state.isFull)
      }
      switch state.result {
      case .failure(let error): throw error
      case .success: return (.end, false)
      case nil: return (.nothing, false)
      }
    }
  }

  private func wait() async {
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if state.next < state.waiting.count || state.result != nil { return true }
        precondition(state.reader == nil, "a stream has one reader")
        state.reader = continuation
        return false
      }
      if isReady { continuation.resume() }
    }
  }
}
