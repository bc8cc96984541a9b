import Glibc
import Logging

/// How records are written: one line each.
enum LogFormat: String, CaseIterable {
  case text
  case json

  /// A record of this moment as a line, its line break included.
  func line(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> String {
    let sorted = metadata.sorted { $0.key < $1.key }
    switch self {
    case .text: return text(level, message, sorted) + "\n"
    case .json: return json(level, message, sorted) + "\n"
    }
  }

  private typealias Pairs = [(key: String, value: Logger.Metadata.Value)]

  private func text(_ level: Logger.Level, _ message: String, _ pairs: Pairs) -> String {
    pairs.reduce("\(timestamp()) \(level) \(message)") { line, pair in
      let value = "\(pair.value)"
      let isPlain = value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x7f }
      return line + " \(pair.key)=\(isPlain && !value.isEmpty ? value : quoted(value))"
    }
  }

  private func json(_ level: Logger.Level, _ message: String, _ pairs: Pairs) -> String {
    // Not `message`: a call's record has the message of its error by that name.
    let head = "{\"time\":\"\(timestamp())\",\"level\":\"\(level)\",\"event\":\(quoted(message))"
    return pairs.reduce(head) { $0 + ",\(quoted($1.key)):\(quoted("\($1.value)"))" } + "}"
  }

  private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private func timestamp() -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var parts = tm()
    gmtime_r(&now.tv_sec, &parts)
    var text = [CChar](repeating: 0, count: 32)
    strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
    let milliseconds = String(now.tv_nsec / 1_000_000 + 1_000).dropFirst()
    return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } + "." + milliseconds + "Z"
  }
}
