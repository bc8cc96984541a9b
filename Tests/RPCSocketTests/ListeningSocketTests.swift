import CLinuxSocket
import Glibc
@testable import RPCSocket
import Testing

@Suite("Listening socket")
struct ListeningSocketTests {
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
}
