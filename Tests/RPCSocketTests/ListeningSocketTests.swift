import CLinuxSocket
import Glibc
@testable import RPCSocket
import Synchronization
import Testing

@Suite("Listening socket", .timeLimit(.minutes(1)))
final class ListeningSocketTests: Sendable {
  @Test("the socket's file has the mode, whatever the umask", arguments: [0, 0o027] as [mode_t])
  func mode(mask: mode_t) throws {
    let path = try temporaryFolder() + "/s"
    let old = umask(mask)
    defer { umask(old) }
    let socket = try ListeningSocket.listen(at: path, mode: 0o660)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o660)
    socket.unlink()
    close(socket.descriptor)
  }

  @Test("a path of 107 bytes is taken, one of 108 is refused", arguments: [(107, true), (108, false)])
  func pathLength(length: Int, fits: Bool) throws {
    let folder = try temporaryFolder() + "/"
    let path = folder + String(repeating: "p", count: length - folder.utf8.count)
    if fits {
      let socket = try ListeningSocket.listen(at: path)
      socket.unlink()
      close(socket.descriptor)
    } else {
      let error = #expect(throws: SocketError.self) { try ListeningSocket.listen(at: path) }
      #expect(error?.code == ENAMETOOLONG)
    }
  }

  @Test("a socket that somebody listens on is left alone")
  func inUse() throws {
    let path = try temporaryFolder() + "/s"
    let socket = try ListeningSocket.listen(at: path)
    let error = #expect(throws: SocketError.self) { try ListeningSocket.listen(at: path) }
    #expect(error?.code == EADDRINUSE && access(path, F_OK) == 0)
    socket.unlink()
    close(socket.descriptor)
  }

  @Test("a socket that somebody listens on without our lock is left alone, too")
  func foreignListener() throws {
    let path = try temporaryFolder() + "/s"
    let foreign = cw_socket_open()
    #expect(cw_socket_bind(foreign, path, 0o600) == 0 && cw_socket_listen(foreign, 1) == 0)
    let error = #expect(throws: SocketError.self) { try ListeningSocket.listen(at: path) }
    #expect(error?.code == EADDRINUSE && access(path, F_OK) == 0)
    close(foreign)
  }

  @Test("a dead socket is taken away")
  func deadSocket() throws {
    let path = try temporaryFolder() + "/s"
    let dead = cw_socket_open()
    #expect(cw_socket_bind(dead, path, 0o600) == 0 && cw_socket_listen(dead, 1) == 0)
    close(dead)
    let socket = try ListeningSocket.listen(at: path)
    socket.unlink()
    close(socket.descriptor)
    #expect(access(path, F_OK) != 0)
  }

  @Test("what stands at the path by then is not taken away when a server stops")
  func replacedFile() throws {
    let path = try temporaryFolder() + "/s"
    let socket = try ListeningSocket.listen(at: path)
    #expect(unlink(path) == 0)
    close(open(path, O_CREAT | O_WRONLY, 0o600))
    socket.close()
    #expect(access(path, F_OK) == 0)
    #expect(access(path + ".lock", F_OK) != 0)
  }

  @Test("what is no socket is never taken away")
  func noSocket() throws {
    let path = try temporaryFolder() + "/s"
    close(open(path, O_CREAT | O_WRONLY, 0o600))
    let error = #expect(throws: SocketError.self) { try ListeningSocket.listen(at: path) }
    #expect(error?.code == EEXIST && access(path, F_OK) == 0)
  }

  @Test("only a listening Unix socket can be inherited")
  func inherit() throws {
    let descriptor = open("/dev/null", O_RDONLY)
    #expect(throws: SocketError.self) { try ListeningSocket.inherit(descriptor: descriptor) }
    close(descriptor)
    let path = try temporaryFolder() + "/s"
    let listener = cw_socket_open()
    #expect(cw_socket_bind(listener, path, 0o600) == 0 && cw_socket_listen(listener, 1) == 0)
    #expect(try ListeningSocket.inherit(descriptor: listener).path == nil)
    close(listener)
  }

  @Test("an accept that fails for want of descriptors rests before it is tried again, and goes on")
  func exhaustedAccept() async throws {
    let socket = try ListeningSocket.listen(at: temporaryFolder() + "/s")
    let path = try #require(socket.path)
    let attempts = Atomic<Int>(0)
    let began = ContinuousClock.now
    await withCheckedContinuation { continuation in
      // Fails for a quarter of a second: spinning would try some hundred thousand times.
      let listener = Listener(socket) { descriptor in
        attempts.add(1, ordering: .relaxed)
        return ContinuousClock.now - began < .milliseconds(250) ? -EMFILE : cw_socket_accept(descriptor)
      } whenAccepted: { accepted in
        close(accepted)
        continuation.resume()
      }
      listener.start()
      let client = cw_socket_open()
      _ = cw_socket_connect(client, path)
      kept.withLock { $0.append((listener, client)) }
    }
    #expect(attempts.load(ordering: .relaxed) < 20)
    for (listener, client) in kept.withLock({ $0 }) {
      listener.stop()
      close(client)
    }
  }

  private let kept = Mutex<[(Listener, Int32)]>([])
}
