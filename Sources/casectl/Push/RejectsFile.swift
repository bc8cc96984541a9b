import Glibc

/// The file that rejected lines are written to, one JSON document each.
final class RejectsFile: Sendable {
  // What was pushed may be anybody's data: the owner's alone.
  private static let mode: mode_t = 0o600

  private let path: String
  private let descriptor: Int32

  /// Opens the file and empties it.
  ///
  /// - Parameter input: what is pushed; must be another file.
  init(path: String, input: FileIdentity) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, Self.mode)
    guard descriptor >= 0 else { throw Failure.file("open", path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Failure.file("write to", path) }
    guard FileIdentity(status) != input else {
      throw Failure.usage("--rejects \(path) is the file that is pushed; name another")
    }
    // A pipe or a terminal cannot be emptied and need not be.
    guard status.st_mode & S_IFMT != S_IFREG || ftruncate(descriptor, 0) == 0 else {
      throw Failure.file("empty", path)
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Adds a line; where it cannot be written, says so and goes on: the push is what matters.
  func add(_ rejection: Rejection, _ line: PushedLine) {
    let text = rejection.json(line: line.number, document: line.text) + "\n"
    do {
      try FileWriter.write(text, to: descriptor)
    } catch {
      Terminal.error.write("casectl: line \(line.number) could not be written to \(path)\n")
    }
  }
}
