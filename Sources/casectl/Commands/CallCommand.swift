import ArgumentParser
import ProtobufJSON
import RPCCore

/// `casectl call`: any method, by its descriptor.
struct CallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call",
    abstract: "Calls any method with a request in JSON.",
    discussion: """
      Where the client streams, the request is any number of JSON documents, one after the other. Where the server \
      streams, each answer is one line.
      """)

  @Argument(
    help: ArgumentHelp("casewire.v1.CaseService/ListCases, or without the package.", valueName: "METHOD"))
  var method: String

  @Option(
    name: [.short, .customLong("data")],
    help: ArgumentHelp("The request; @FILE reads a file, - standard input.", valueName: "JSON|@FILE|-"))
  var data = "{}"

  @Option(name: .customShort("H"), help: ArgumentHelp("Metadata of the call; repeatable.", valueName: "key: value"))
  var headers: [String] = []

  @Flag(name: .shortAndLong, help: "Tells metadata, outcome and time on standard error.")
  var verbose = false

  @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

  func run() async throws {
    let method = try MethodCatalogue.method(named: method)
    let requests = try RequestDocuments.read(data, for: method)
    let isUnary = method.kind == .unary
    let caller = try Caller(
      global, headers: try HeaderOption.metadata(headers), timeout: isUnary ? GlobalOptions.standardTimeout : nil,
      isVerbose: verbose)
    let printer = AnswerPrinter(global.output, of: method.output)
    if isUnary {
      try printer.print(try await caller.unary(method, requests[0])) { token in
        "-d " + ShellWord.quoted(try RequestDocuments.next(requests[0], for: method, pageToken: token))
      }
    } else {
      try await caller.stream(method, requests) { answer in
        if method.kind.serverStreams { try printer.printLine(answer) } else { try printer.print(answer) }
      }
    }
  }
}

/// The metadata of `-H 'key: value'`.
enum HeaderOption {
  static func metadata(_ headers: [String]) throws -> Metadata {
    var metadata = Metadata()
    for header in headers {
      guard let colon = header.firstIndex(of: ":") else {
        throw Failure.usage("-H '\(header)': write it as 'key: value'")
      }
      let key = header[..<colon].lowercased()
      guard !key.isEmpty, key.utf8.allSatisfy(isKeyByte) else {
        throw Failure.usage("-H '\(header)': a key has letters, digits, `-`, `_` and `.` only")
      }
      let value = header[header.index(after: colon)...].drop { $0 == " " }
      metadata.append(String(value), for: key)
    }
    return metadata
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "-_.".utf8.contains(byte)
    }
  }
}
