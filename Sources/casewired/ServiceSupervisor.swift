import CLinuxSocket
import Glibc
import RPCSocket

/// What started the server, where that is systemd: sockets it opened, and where it wants to hear of us.
enum ServiceSupervisor {
  private static let firstInheritedDescriptor: Int32 = 3

  /// The listening socket that was handed over, or nil.
  static func inheritedSocket() throws -> ListeningSocket? {
    guard Settings.environment("LISTEN_PID") == String(getpid()),
      let count = Settings.environment("LISTEN_FDS").flatMap(Int.init), count > 0
    else { return nil }
    guard count == 1 else {
      throw StartupFailure(.usage, "systemd handed \(count) sockets over; casewired listens on one")
    }
    do {
      return try ListeningSocket.inherit(descriptor: firstInheritedDescriptor)
    } catch {
      throw StartupFailure(.cannotCreate, "\(error)")
    }
  }

  /// Tells systemd, where it asked to be told (`sd_notify`).
  static func notify(_ state: String) {
    guard let address = Settings.environment("NOTIFY_SOCKET") else { return }
    _ = cw_notify(address, state)
  }
}
