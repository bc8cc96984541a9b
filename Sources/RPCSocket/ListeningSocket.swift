import CLinuxSocket
import Glibc

/// A Unix socket that listens, and the right to the path it listens on.
///
/// A killed server leaves its file behind. Whoever holds the lock file beside the path may find out by connecting
/// whether anybody listens, and take a dead socket away. Nothing else is ever taken away.
public final class ListeningSocket: Sendable {
  /// Bytes of the longest path the kernel takes.
  public static let maximumPathLength = Int(CW_SOCKET_PATH_MAXIMUM)
  // Connections that wait to be accepted.
  private static let backlog: Int32 = 1_024

  /// Where it listens; nil for an inherited socket.
  public let path: String?
  let descriptor: Int32
  private let lock: Int32
  // Which file the path named when we had bound to it.
  private let file: FileIdentity?

  private struct FileIdentity: Equatable {
    let device: dev_t
    let inode: ino_t

    init?(_ path: String) {
      var status = stat()
      guard lstat(path, &status) == 0 else { return nil }
      device = status.st_dev
      inode = status.st_ino
    }
  }

  private init(path: String?, descriptor: Int32, lock: Int32) {
    self.path = path
    self.descriptor = descriptor
    self.lock = lock
    file = path.flatMap { FileIdentity($0) }
  }

  /// Listens on the path. The folder must exist.
  ///
  /// - Parameter mode: the permissions of the socket's file.
  /// - Throws: `SocketError`: ENAMETOOLONG over 107 bytes; EADDRINUSE where a server listens there or another holds the
  ///   lock; EEXIST where the path is something else than a socket; EPERM where a dead socket there is another user's.
  public static func listen(at path: String, mode: UInt32 = 0o660) throws(SocketError) -> ListeningSocket {
    let operation = "listen on \(path)"
    guard path.utf8.count <= maximumPathLength else {
      throw SocketError(
        operation, code: ENAMETOOLONG,
        hint: "a socket's path has at most \(maximumPathLength) bytes, this one has \(path.utf8.count)")
    }
    let lock = try lock(path, operation)
    do {
      try clear(path, operation)
      return ListeningSocket(path: path, descriptor: try bind(path, mode, operation), lock: lock)
    } catch {
      Glibc.close(lock)
      throw error
    }
  }

  /// Takes a listening socket over that a service manager opened.
  ///
  /// - Throws: `SocketError` ENOTSOCK where the descriptor is no listening Unix stream socket.
  public static func inherit(descriptor: Int32) throws(SocketError) -> ListeningSocket {
    guard cw_socket_is_listener(descriptor) else {
      throw SocketError(
        "inherit descriptor \(descriptor)", code: ENOTSOCK, hint: "it must be a listening Unix stream socket")
    }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return ListeningSocket(path: nil, descriptor: descriptor, lock: -1)
  }

  /// Gives everything up, where no server serves from it.
  public func close() {
    unlink()
    Glibc.close(descriptor)
  }

  /// Takes the path away, where it is still ours, so that no more clients come, and lets the lock go.
  func unlink() {
    guard let path else { return }
    if let file, FileIdentity(path) == file { _ = Glibc.unlink(path) }
    _ = Glibc.unlink(path + ".lock")
    // A process that is being started has a copy of the descriptor, and with it the lock, until its program runs.
    flock(lock, LOCK_UN)
    Glibc.close(lock)
  }

  private static func lock(_ path: String, _ operation: String) throws(SocketError) -> Int32 {
    let lockPath = path + ".lock"
    // Another server may take the lock file away between our open and our lock: then the lock is on no file.
    while true {
      let lock = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard lock >= 0 else {
        throw SocketError(
          "\(operation): open \(lockPath)", code: errno, hint: "the folder must exist and be ours to write")
      }
      guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno == EWOULDBLOCK ? EADDRINUSE : errno
        Glibc.close(lock)
        throw SocketError(operation, code: code, hint: "another server holds \(lockPath)")
      }
      var held = stat()
      var named = stat()
      if fstat(lock, &held) == 0, stat(lockPath, &named) == 0, held.st_ino == named.st_ino { return lock }
      Glibc.close(lock)
    }
  }

  // Takes a dead socket of our own away.
  private static func clear(_ path: String, _ operation: String) throws(SocketError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw SocketError(operation, code: errno)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw SocketError(operation, code: EEXIST, hint: "the path is no socket; it is left as it is")
    }
    guard status.st_uid == geteuid() else {
      throw SocketError(operation, code: EPERM, hint: "the socket there belongs to uid \(status.st_uid)")
    }
    let probe = cw_socket_open()
    guard probe >= 0 else { throw SocketError(operation, code: -probe) }
    defer { Glibc.close(probe) }
    guard cw_socket_connect(probe, path) == -ECONNREFUSED else {
      throw SocketError(operation, code: EADDRINUSE, hint: "a server answers there")
    }
    guard Glibc.unlink(path) == 0 else { throw SocketError("\(operation): unlink a dead socket", code: errno) }
  }

  private static func bind(_ path: String, _ mode: UInt32, _ operation: String) throws(SocketError) -> Int32 {
    let descriptor = cw_socket_open()
    guard descriptor >= 0 else { throw SocketError(operation, code: -descriptor) }
    var failure = cw_socket_bind(descriptor, path, mode)
    if failure == 0 { failure = cw_socket_listen(descriptor, backlog) }
    guard failure == 0 else {
      Glibc.close(descriptor)
      throw SocketError(operation, code: -failure)
    }
    return descriptor
  }
}
