import Glibc

/// A file whose first line is a token.
enum TokenFile {
  private static let maximumBytes = 4 << 10
  private static let groupAndOthers: mode_t = 0o077

  /// Reads the token; warns where others than its owner may read it, too.
  static func read(_ path: String) throws -> String {
    let file = try InputFile(path: path)
    if file.isRegular, file.mode & groupAndOthers != 0 {
      Terminal.error.write("casectl: warning: others may read the token in \(path); use chmod 600 on it\n")
    }
    let bytes = try file.readAll(atMost: maximumBytes)
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    guard !line.isEmpty, line.allSatisfy({ 0x21...0x7e ~= $0 }) else {
      throw Failure.usage("\(path) has no token in its first line")
    }
    return String(decoding: line, as: UTF8.self)
  }
}
