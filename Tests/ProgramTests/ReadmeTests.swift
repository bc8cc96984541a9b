import CaseClient
import CaseSchema
import Foundation
import RPCCore
import RPCSocket
import Testing

/// Runs the sessions of README.md and docs/*.md, and holds their code to code that is compiled.
///
/// A `console` block is a session: `$ ` begins a command, `> ` goes on with it, the rest is what it prints, on either
/// stream. `…` stands for any text within a line; alone on a line, for any lines. The blocks of a document share one
/// shell, and one new server. A `swift` block stands in `Examples` below; the lines of a `go` block in the Go client.
@Suite("Documents", .timeLimit(.minutes(3)))
struct ReadmeTests {
  @Test("what the documents show is what the programs print", arguments: Document.all.filter(\.hasSession))
  func sessions(document: Document) async throws {
    try await ServerProcess.with { server in
      let steps = document.steps
      let outputs = try await Self.run(steps, on: server)
      try #require(outputs.count == steps.count, "the shell ended early, after \(outputs.count) of \(steps.count)")
      for (step, output) in zip(steps, outputs) {
        #expect(
          Transcript.matches(step.expected, output),
          """
          \(document.name):\(step.line): \(step.command)
          shows:
          \(step.expected.joined(separator: "\n"))
          prints:
          \(output.joined(separator: "\n"))
          """)
      }
    }
  }

  @Test("the README has a session, and Swift to connect and to push")
  func readme() throws {
    let readme = try #require(Document.all.first { $0.name == "README.md" })
    #expect(readme.hasSession && readme.blocks.count { $0.language == "swift" } >= 2)
  }

  @Test("the documents' Swift is compiled here", arguments: Document.all.flatMap { $0.blocks(in: "swift") })
  func swift(block: Document.Block) throws {
    let imports = block.lines.filter { $0.hasPrefix("import ") }
    let own = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8).components(separatedBy: "\n")
    #expect(imports.allSatisfy(own.contains))
    let code = block.lines.filter { !$0.hasPrefix("import ") }.drop { $0.isEmpty }
    #expect(Examples.regions(of: own).contains(Array(code)), "\(block): no region of Examples has this text")
  }

  @Test("the documents' Go is the interop client's", arguments: Document.all.flatMap { $0.blocks(in: "go") })
  func go(block: Document.Block) throws {
    let client = try String(
      contentsOf: Document.root.appendingPathComponent("tools/interop/ttrpc-go/main.go"), encoding: .utf8)
    for line in block.lines { #expect(client.contains(line), "\(block): \(line)") }
  }

  @Test("the examples do what the documents say")
  func examples() async throws {
    try await ServerProcess.with { server in
      let customer = try await server.customerToken("ada@example.com")
      try await Examples.connect(socket: server.socket, token: customer.token)
      try await Examples.push(PushCaseRequest.example, to: RPCClient(path: server.socket))
      let listed = try await server.answer("call", "CaseService/ListCases")
      #expect((listed["Results"] as? [Any])?.count == 2)
    }
  }

  @Test(
    "… stands for any text of a line, and for lines",
    arguments: [
      (["a"], ["a"], true), (["a"], ["b"], false), (["a"], [], false), ([], ["a"], false), (["a"], ["a", "b"], false),
      (["a…c"], ["abc"], true), (["a…c"], ["ac"], true), (["a…c"], ["abd"], false), (["…c"], ["cc"], true),
      (["a…a"], ["a"], false), (["a…b…c"], ["a1b2c"], true), (["a…b…c"], ["acb"], false), (["a…"], ["b"], false),
      (["…"], [], true), (["…"], ["a", "b"], true), (["…", "b"], ["a", "b"], true), (["…", "b"], ["a"], false),
      (["a", "…", "d"], ["a", "b", "c", "d"], true), (["a", "…", "d"], ["a", "b", "c"], false),
    ] as [([String], [String], Bool)])
  func wildcard(expected: [String], output: [String], matches: Bool) {
    #expect(Transcript.matches(expected, output) == matches)
  }

  /// What each step prints, from one shell in the server's folder.
  private static func run(_ steps: [Document.Step], on server: ServerProcess) async throws -> [[String]] {
    let separator: Character = "\u{1e}"
    var script = "cd '\(server.folder.path)'; exec 2>&1; shopt -s expand_aliases; status=0\n"
    for step in steps {
      // The command finds the status of the one before it.
      script += "(exit $status)\n\(step.command)\nstatus=$?; printf '\\036'\n"
    }
    let result = try await Programs.run(
      URL(fileURLWithPath: "/bin/bash"), ["-c", script],
      environment: [
        "CASEWIRE_SOCKET": server.socket, "CASEWIRE_TOKEN": "",
        "PATH": Programs.folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
      ])
    return result.output.split(separator: separator, omittingEmptySubsequences: false).dropLast().map { output in
      output.isEmpty ? [] : output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).trimmedEnd
    }
  }
}

/// A document for people, as its code blocks.
struct Document: Sendable, CustomTestStringConvertible {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// README.md and docs/*.md.
  static let all: [Document] = {
    let docs = (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("docs").path)) ?? []
    let names = ["README.md"] + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    return names.map { name in
      let text = try? String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
      return Document(name: name, text: text ?? "")
    }
  }()

  /// What stands between two fences.
  struct Block: Sendable, CustomTestStringConvertible {
    let document: String
    let language: String
    /// Of its first line; 1 is the document's first.
    let line: Int
    var lines: [String] = []

    var testDescription: String { "\(document):\(line)" }
  }

  /// A command of a session, and what it prints.
  struct Step: Sendable {
    let line: Int
    var command: String
    var expected: [String] = []
  }

  let name: String
  let blocks: [Block]

  init(name: String, text: String) {
    self.name = name
    var blocks: [Block] = []
    var isOpen = false
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        if !isOpen { blocks.append(Block(document: name, language: String(line.dropFirst(3)), line: index + 2)) }
        isOpen.toggle()
      } else if isOpen {
        blocks[blocks.count - 1].lines.append(line)
      }
    }
    self.blocks = blocks
  }

  var testDescription: String { name }

  var hasSession: Bool { !blocks(in: "console").isEmpty }

  func blocks(in language: String) -> [Block] { blocks.filter { $0.language == language } }

  /// The commands of all sessions, in order.
  var steps: [Step] {
    var steps: [Step] = []
    for block in blocks(in: "console") {
      for (index, line) in block.lines.enumerated() {
        if line.hasPrefix("$ ") {
          steps.append(Step(line: block.line + index, command: String(line.dropFirst(2))))
        } else if steps.isEmpty {
          continue
        } else if line.hasPrefix("> ") {
          steps[steps.count - 1].command += "\n" + line.dropFirst(2)
        } else {
          steps[steps.count - 1].expected.append(line)
        }
      }
    }
    return steps
  }
}

/// What a session shows, compared with what was printed.
enum Transcript {
  private static let wildcard: Character = "…"

  static func matches(_ expected: [String], _ output: [String]) -> Bool { matches(expected[...], output[...]) }

  private static func matches(_ expected: ArraySlice<String>, _ output: ArraySlice<String>) -> Bool {
    guard let line = expected.first else { return output.isEmpty }
    if line == String(wildcard) {
      return (output.startIndex...output.endIndex).contains { matches(expected.dropFirst(), output[$0...]) }
    }
    guard let printed = output.first, matches(line: line, printed) else { return false }
    return matches(expected.dropFirst(), output.dropFirst())
  }

  private static func matches(line: String, _ printed: String) -> Bool {
    let parts = line.split(separator: wildcard, omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return line == printed }
    guard printed.count >= first.count + last.count, printed.hasPrefix(first), printed.hasSuffix(last) else {
      return false
    }
    var middle = printed.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = middle.range(of: part) else { return false }
      middle = middle[range.upperBound...]
    }
    return true
  }
}

/// The documents' Swift: what stands between `// begin` and `// end` stands there, too.
enum Examples {
  static func connect(socket: String, token: String) async throws {
    // begin
    let client = RPCClient(path: socket)
    let cases = CaseServiceClient(channel: client)
    let options = CallOptions(metadata: ["authorization": "Bearer \(token)"], timeout: .seconds(5))

    let created = try await cases.customerCreateCase(
      CustomerCreateCaseRequest(topicID: 2, title: "Where is my parcel?", description: "It should be here."),
      options: options)
    do {
      let found = try await cases.customerGetCaseByID(CustomerGetCaseByIDRequest(id: created.id), options: options)
      print(found.statusName, found.reference)
    } catch let error as RPCError where error.code == .notFound {
      print(error.message, error.info?.reason ?? "")
    }
    // end
  }

  static func push(_ pushed: PushCaseRequest, to client: RPCClient) async throws {
    // begin
    let session = PushSession(channel: client) { answer in
      guard answer.outcome.kind == .rejected else { return }
      print(answer.index, answer.outcome.field ?? "", answer.outcome.reason ?? "")
    }
    async let summary = session.run()
    try await session.push([PushItem(pushed)])
    session.finish()
    print("created:", try await summary.created)
    // end
  }

  /// The texts between the marks, without their indentation.
  static func regions(of lines: [String]) -> [[String]] {
    var regions: [[String]] = []
    var indentation: Int?
    for line in lines {
      switch line.trimmingCharacters(in: .whitespaces) {
      case "// begin":
        indentation = line.count - "// begin".count
        regions.append([])
      case "// end": indentation = nil
      default:
        if let indentation { regions[regions.count - 1].append(String(line.dropFirst(indentation))) }
      }
    }
    return regions
  }
}

extension PushCaseRequest {
  fileprivate static let example = PushCaseRequest(
    backendSystemID: "shop", backendID: "1001", topic: "Shipping", title: "Parcel lost",
    customer: PushedCustomer(backendID: "c-7", emailAddress: "grace@example.com"))
}

extension [String] {
  /// Without the empty line that a text's last line break leaves.
  fileprivate var trimmedEnd: [String] { last == "" ? dropLast() : self }
}
