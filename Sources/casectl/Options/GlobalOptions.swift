import ArgumentParser
import RPCCore
import RPCSocket

/// What every command takes: where the server is, who calls, how answers are printed.
struct GlobalOptions: ParsableArguments {
  /// A unary call without --timeout is given up after this time.
  static let standardTimeout = Duration.seconds(30)

  @Option(help: ArgumentHelp("The server's socket. [$CASEWIRE_SOCKET, or casewired's default]", valueName: "path"))
  var socket: String?

  @Option(help: "Who calls, by a token. Other users see arguments: prefer --token-file or $CASEWIRE_TOKEN.")
  var token: String?

  @Option(
    name: .customLong("token-file"),
    help: ArgumentHelp("The same, from the first line of a file. [else $CASEWIRE_TOKEN]", valueName: "file"))
  var tokenFile: String?

  @Option(
    help: ArgumentHelp(
      "The longest a unary call may take, 30s without it; on push the longest time without progress, 60s without it.",
      valueName: "5s"),
    transform: { text in
      guard let duration = DurationText.parse(text) else {
        throw ValidationError("'\(text)' is no time of a millisecond or more; write \(DurationText.expected)")
      }
      return duration
    })
  var timeout: Duration?

  @Option(help: ArgumentHelp("The protocol that is spoken: ttrpc.", valueName: "ttrpc"))
  var wire = "ttrpc"

  @Option(name: .shortAndLong, help: ArgumentHelp("How answers are printed.", valueName: "json|table|ndjson"))
  var output = OutputFormat.json

  mutating func validate() throws {
    guard wire == "ttrpc" else {
      throw ValidationError("--wire \(wire): this casectl speaks ttrpc only; leave --wire out or use --wire ttrpc")
    }
    guard socket != "" else { throw ValidationError("--socket is empty; name a path, or leave it out") }
    guard token != "" else { throw ValidationError("--token is empty; give a token, or leave it out") }
    guard token == nil || tokenFile == nil else {
      throw ValidationError("--token and --token-file both name who calls; give one of them")
    }
  }
}

extension GlobalOptions {
  /// The server the options name.
  func client() throws -> RPCClient {
    let path = try socketPath()
    guard path.utf8.count <= ListeningSocket.maximumPathLength else {
      throw Failure.usage(
        "the socket's path \(path) has \(path.utf8.count) bytes, and may have \(ListeningSocket.maximumPathLength)")
    }
    return RPCClient(path: path)
  }

  /// The metadata of a call: `headers`, and the token where they have no `authorization`.
  func metadata(headers: Metadata = Metadata()) throws -> Metadata {
    var metadata = headers
    if metadata["authorization"] == nil, let token = try bearerToken() {
      metadata.append("Bearer \(token)", for: "authorization")
    }
    return metadata
  }

  private func socketPath() throws -> String {
    if let socket = socket ?? Environment.socket { return socket }
    if let path = Environment.standardSocket { return path }
    throw Failure.usage("no socket is named: use --socket PATH, or set CASEWIRE_SOCKET or XDG_RUNTIME_DIR")
  }

  private func bearerToken() throws -> String? {
    if let token { return token }
    if let tokenFile { return try TokenFile.read(tokenFile) }
    return Environment.token
  }
}
