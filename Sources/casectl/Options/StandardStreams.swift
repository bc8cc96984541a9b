import Glibc

/// Standard input, output and error of a process that may have been started without them.
enum StandardStreams {
  /// Fills each that is closed, so that no socket gets its number and what is printed. Reading or writing it fails as if
  /// it were closed still. To be called before anything else opens a descriptor.
  static func occupy() {
    for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one.
      _ = open("/dev/null", mode)
    }
  }
}
