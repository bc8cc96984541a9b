import Glibc

/// What casectl itself cannot do; told to the user as it stands.
struct Failure: Error {
  /// What was tried, on what, why it failed, what to do.
  let message: String
  let status: Int32

  /// Arguments, a file or a request that cannot be used.
  static func usage(_ message: String) -> Failure {
    Failure(message: message, status: ExitStatus.usage)
  }

  /// A system call on a file that failed; `errno` tells why.
  static func file(_ operation: String, _ path: String) -> Failure {
    usage("cannot \(operation) \(path): \(String(cString: strerror(errno)))")
  }
}
