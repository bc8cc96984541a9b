import Glibc

/// Standard output or standard error.
struct Terminal: Sendable {
  static let output = Terminal(descriptor: STDOUT_FILENO)
  static let error = Terminal(descriptor: STDERR_FILENO)

  let descriptor: Int32
  /// Whether a person looks at it.
  let isTerminal: Bool
  private let hasColour: Bool

  private init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1 && !Environment.isDumbTerminal
    hasColour = isTerminal && !Environment.forbidsColour
  }

  /// The text in red, where there is colour.
  func red(_ text: String) -> String { hasColour ? "\u{1b}[31m\(text)\u{1b}[0m" : text }
  /// The text in green, where there is colour.
  func green(_ text: String) -> String { hasColour ? "\u{1b}[32m\(text)\u{1b}[0m" : text }

  /// Writes all of it. What standard error does not take is lost.
  func write(_ text: String) {
    try? FileWriter.write(text, to: descriptor)
  }

  /// Text of others without the control characters that would steer a terminal.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(isControl(scalar) ? "\u{fffd}" : scalar) }
    return String(result)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && scalar != "\n"
  }
}

/// Writes to a descriptor until everything is written.
enum FileWriter {
  static func write(_ text: String, to descriptor: Int32) throws {
    var text = text
    try text.withUTF8 { buffer in
      var rest = UnsafeRawBufferPointer(buffer)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno != EINTR {
          throw Failure.file("write to", descriptor == STDOUT_FILENO ? "standard output" : "descriptor \(descriptor)")
        }
      }
    }
  }
}
