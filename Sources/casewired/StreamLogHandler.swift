import Glibc
import Logging

/// Writes records to stderr, one line each, as text or JSON.
struct StreamLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  private let label: String
  private let format: Settings.LogFormat

  init(label: String, level: Logger.Level, format: Settings.LogFormat) {
    self.label = label
    logLevel = level
    self.format = format
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    var line = format == .json ? json(event, all) : text(event, all)
    line += "\n"
    // One write a record, so that records of several threads do not mix.
    line.withUTF8 { bytes in _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
  }

  private func text(_ event: LogEvent, _ all: [(key: String, value: Logger.Metadata.Value)]) -> String {
    all.reduce("\(timestamp()) \(event.level) \(event.message)") { line, pair in
      let value = "\(pair.value)"
      let isPlain = value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x7f }
      return line + " \(pair.key)=\(isPlain && !value.isEmpty ? value : quoted(value))"
    }
  }

  private func json(_ event: LogEvent, _ all: [(key: String, value: Logger.Metadata.Value)]) -> String {
    let head = "{\"time\":\"\(timestamp())\",\"level\":\"\(event.level)\",\"message\":\(quoted("\(event.message)"))"
    return all.reduce(head) { $0 + ",\(quoted($1.key)):\(quoted("\($1.value)"))" } + "}"
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
