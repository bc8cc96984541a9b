import Glibc

/// Why the server does not start: one line, and an exit status of sysexits.h.
struct StartupFailure: Error {
  /// The exit statuses the server ends with.
  enum Status: Int32 {
    /// EX_USAGE: a wrong flag or value.
    case usage = 64
    /// EX_NOINPUT: a file that cannot be read, or of a newer schema.
    case noInput = 66
    /// EX_SOFTWARE: anything else.
    case software = 70
    /// EX_CANTCREAT: the socket or the database is in use, or the socket is not ours.
    case cannotCreate = 73
  }

  let status: Status
  let message: String

  init(_ status: Status, _ message: String) {
    self.status = status
    self.message = message
  }

  func exit() -> Never {
    let line = Array("casewired: \(message)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    Glibc.exit(status.rawValue)
  }
}
