import ArgumentParser
import Glibc
import Logging

/// The server's command line.
@main
struct Casewired: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "casewired",
    abstract: "Serves cases on a Unix socket.",
    discussion: """
      Prints one line with the socket's path once it accepts calls. SIGTERM and SIGINT stop it: calls under way may \
      finish, then it exits 0. A flag wins over the configuration file.

      Exit status: 64 wrong flag or value, 66 unreadable file or newer schema, 73 socket or database in use, or socket \
      not ours.
      """,
    version: "casewired 0.1.0")

  @Option(help: ArgumentHelp("Where to listen, at most 107 bytes.", valueName: "path"))
  var socket: String?

  @Option(help: ArgumentHelp("sqlite:PATH; postgresql://… is not supported yet.", valueName: "url"))
  var database: String?

  @Option(help: ArgumentHelp("Lines of `name = value`; see docs/operations.md.", valueName: "file"))
  var config: String?

  @Option(help: "trace, debug, info, notice, warning, error or critical.")
  var logLevel: String?

  @Option(help: "text or json.")
  var logFormat: String?

  static func main() {
    occupyStandardStreams()
    let command = commandLine()
    do {
      try command.start()
    } catch let failure as StartupFailure {
      failure.exit()
    } catch {
      StartupFailure(.software, "\(error)").exit()
    }
  }

  // The flags, or the end: what --help and --version ask for, or one line about what is wrong.
  private static func commandLine() -> Casewired {
    do {
      return try parse()
    } catch {
      if exitCode(for: error).isSuccess { exit(withError: error) }
      let reason = message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
      StartupFailure(.usage, "\(reason) (casewired --help lists the flags)").exit()
    }
  }

  // Where a standard stream is closed, the next file to be opened would take its place, and the log's lines.
  private static func occupyStandardStreams() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
    }
  }

  private func start() throws {
    var settings = try Settings()
    if let config { try settings.read(file: config) }
    if let socket { settings.socketPath = socket }
    if let database { settings.database = try Database(url: database) }
    if let logLevel { settings.logLevel = try Settings.logLevel(logLevel) }
    if let logFormat { settings.logFormat = try Settings.logFormat(logFormat) }
    try Server(settings).run()
  }
}
