import Glibc

/// What casectl takes from its environment.
enum Environment {
  static var socket: String? { value("CASEWIRE_SOCKET") }
  static var token: String? { value("CASEWIRE_TOKEN") }
  static var forbidsColour: Bool { value("NO_COLOR") != nil }
  static var isDumbTerminal: Bool { value("TERM") == nil || value("TERM") == "dumb" }

  /// casewired's default: root's is the system's, another user's in the session's folder. Nil where there is none.
  static var standardSocket: String? {
    if geteuid() == 0 { return "/run/casewire/casewire.sock" }
    return value("XDG_RUNTIME_DIR").map { "\($0)/casewire/casewire.sock" }
  }

  /// A variable's value; nil where it is not set or empty.
  private static func value(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
