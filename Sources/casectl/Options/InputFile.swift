import Glibc

/// A file that is read from its start, or standard input. Closed when it is let go.
final class InputFile: Sendable {
  /// Stands for standard input.
  static let standardInput = "-"
  private static let chunk = 64 << 10

  /// How messages name it.
  let name: String
  let descriptor: Int32
  let mode: mode_t
  /// Bytes; of a regular file.
  let size: Int
  /// Tells two files apart.
  let identity: FileIdentity
  private let isOwned: Bool

  /// Opens the file, or standard input for `-`.
  init(path: String) throws {
    guard !path.isEmpty else { throw Failure.usage("the name of a file is empty; name it, or - for standard input") }
    isOwned = path != Self.standardInput
    name = isOwned ? path : "standard input"
    descriptor = isOwned ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO
    guard descriptor >= 0 else { throw Failure.file("open", path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Failure.file("read", name) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw Failure.usage("\(name) is a folder; name a file") }
    mode = status.st_mode
    size = Int(status.st_size)
    identity = FileIdentity(status)
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  var isRegular: Bool { mode & S_IFMT == S_IFREG }

  /// Reads what there is, at most to the end of the buffer; 0 at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw Failure.file("read", name) }
    }
  }

  /// Reads all of it.
  func readAll(atMost limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 1)
    defer { buffer.deallocate() }
    while case let count = try read(into: buffer), count > 0 {
      guard bytes.count + count <= limit else {
        throw Failure.usage("\(name) has more than \(limit) bytes, the most that is taken here")
      }
      bytes.append(contentsOf: buffer[..<count])
    }
    return bytes
  }
}

/// Which file it is, whatever its path.
struct FileIdentity: Sendable, Equatable {
  let device: UInt
  let node: UInt

  init(_ status: stat) {
    device = UInt(status.st_dev)
    node = UInt(status.st_ino)
  }
}
