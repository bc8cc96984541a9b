import Glibc
import Logging

/// What the server runs with: defaults, then the configuration file, then flags.
struct Settings {
  var socketPath: String
  var database: Database
  var logLevel = Logger.Level.info
  var logFormat = LogFormat.text
  /// What calls under way may take after a signal to stop.
  var gracePeriod = Duration.seconds(10)
  /// False: a power failure may cost the last commits.
  var syncsEachCommit = true
  var maximumConnections = 4_096
  /// Whom peers of other users act as: an API user by name.
  var principals: [UInt32: String] = [:]

  /// The defaults.
  init() throws {
    let isRoot = geteuid() == 0
    let runtime = isRoot ? "/run" : Settings.environment("XDG_RUNTIME_DIR") ?? "/run/user/\(geteuid())"
    let state =
      isRoot
      ? "/var/lib"
      : Settings.environment("XDG_STATE_HOME") ?? (Settings.environment("HOME").map { "\($0)/.local/state" } ?? "/tmp")
    socketPath = "\(runtime)/casewire/casewire.sock"
    database = Database(path: "\(state)/casewire/casewire.sqlite")
  }

  static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  static func logLevel(_ text: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw StartupFailure(.usage, "log level '\(text)' is none of \(known)")
    }
    return level
  }

  static func logFormat(_ text: String) throws -> LogFormat {
    guard let format = LogFormat(rawValue: text) else {
      throw StartupFailure(.usage, "log format '\(text)' is neither text nor json")
    }
    return format
  }
}
