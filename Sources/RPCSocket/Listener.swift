import CLinuxSocket
import Dispatch
import Glibc

/// Accepts the connections of a listening socket, on a queue of its own.
final class Listener: @unchecked Sendable {
  // After a failure that another attempt at once would only repeat, such as no more descriptors.
  private static let pause = DispatchTimeInterval.milliseconds(100)

  private let socket: ListeningSocket
  private let queue = DispatchQueue(label: "casewire.listener", target: .global())
  private let source: any DispatchSourceRead
  private let accept: @Sendable (Int32) -> Int32
  private let whenAccepted: @Sendable (Int32) -> Void
  // The queue's alone.
  private var isPaused = false
  private var isStopped = false

  /// - Parameter accept: takes a connection from the listening descriptor; a test's may fail.
  init(
    _ socket: ListeningSocket, accept: @escaping @Sendable (Int32) -> Int32 = { cw_socket_accept($0) },
    whenAccepted: @escaping @Sendable (Int32) -> Void
  ) {
    self.socket = socket
    self.accept = accept
    self.whenAccepted = whenAccepted
    source = DispatchSource.makeReadSource(fileDescriptor: socket.descriptor, queue: queue)
  }

  func start() {
    source.setEventHandler { [weak self] in self?.acceptAll() }
    source.setCancelHandler { [socket] in close(socket.descriptor) }
    source.activate()
  }

  /// Accepts no more. The path is free for another server when this returns.
  func stop() {
    queue.sync {
      guard !isStopped else { return }
      isStopped = true
      socket.unlink()
      // A suspended source must not be cancelled and let go: it traps.
      if isPaused { source.resume() }
      source.activate()
      source.cancel()
    }
  }

  private func acceptAll() {
    while !isStopped {
      let descriptor = accept(socket.descriptor)
      if descriptor >= 0 {
        whenAccepted(descriptor)
        continue
      }
      switch -descriptor {
      case EAGAIN: return
      case EINTR, ECONNABORTED: continue
      default: return rest()
      }
    }
  }

  // EMFILE and its like leave the connection in the backlog, and the source would call again at once, for ever.
  private func rest() {
    isPaused = true
    source.suspend()
    queue.asyncAfter(deadline: .now() + Self.pause) { [self] in
      guard isPaused, !isStopped else { return }
      isPaused = false
      source.resume()
      acceptAll()
    }
  }
}
