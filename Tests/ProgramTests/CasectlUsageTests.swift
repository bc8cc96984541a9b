import Foundation
import Testing

@Suite("casectl's usage", .timeLimit(.minutes(2)))
struct CasectlUsageTests {
  private func casectl(_ arguments: [String], input: String? = nil) async throws -> Programs.Result {
    try await Programs.run(Programs.casectl, arguments, input: input, environment: ["CASEWIRE_TOKEN": ""])
  }

  @Test(
    "wrong usage ends with 2, says why on standard error and nothing on standard output",
    arguments: [
      [], ["bogus"], ["token"], ["--bogus", "health"], ["health", "--bogus"], ["--socket"],
      ["--wire", "grpc", "health"], ["--timeout", "5x", "health"], ["-o", "xml", "health"],
      ["--token", "a", "--token-file", "b", "health"], ["--token-file", "/no/such/file", "health"],
      ["--socket", String(repeating: "s", count: 108), "health"],
      ["call"], ["call", "CaseService/NoSuchMethod"], ["call", "CaseService/ListCases", "-d", "{"],
      ["call", "CaseService/ListCases", "-d", "{\"NoSuchField\": 1}"],
      ["call", "CaseService/ListCases", "-d", "@/no/file"],
      ["call", "CaseService/ListCases", "-H", "no colon"],
      ["--socket", "", "health"], ["--token", "", "health"], ["--timeout", "0s", "health"], ["help", "bogus"],
      ["call", "CaseService/ListCases", "-d", "@"], ["push", ""],
      ["push", "/no/such/file"], ["push", "/"], ["push", "--window", "0"],
      ["token", "create"], ["token", "create", "--customer", "1", "--api", "x"],
      ["token", "create", "--api", "x", "--expires", "soon"], ["token", "revoke", "x"],
      ["customer", "create"], ["role", "create"], ["setting", "set", "x"],
    ])
  func wrongUsage(_ arguments: [String]) async throws {
    let result = try await casectl(arguments)
    #expect(result.status == 2, "\(result.errors)")
    #expect(result.output.isEmpty && !result.errors.isEmpty)
  }

  @Test(
    "what is no command is told, also behind a global option",
    arguments: [["nope"], ["--socket", "/s", "nope"], ["-o", "json", "--timeout=5s", "nope"]])
  func noCommand(_ arguments: [String]) async throws {
    let result = try await casectl(arguments)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains("there is no command `nope`") && result.errors.contains("\n  push "))
  }

  @Test(
    "-v is told to belong to call where it stands elsewhere",
    arguments: [
      (["-v", "health"], true), (["health", "-v"], true), (["-v", "call", "M"], true), (["call", "-v"], false),
    ])
  func verboseElsewhere(_ arguments: [String], isTold: Bool) async throws {
    let result = try await casectl(arguments)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains("-v belongs to call") == isTold, "\(result.errors)")
  }

  @Test(
    "help and version go to standard output and end with 0",
    arguments: ["--help", "--version", "push --help", "help call"])
  func help(_ arguments: String) async throws {
    let result = try await casectl(arguments.split(separator: " ").map(String.init))
    #expect(result.status == 0 && !result.output.isEmpty && result.errors.isEmpty)
  }

  @Test(
    "a server that is not there ends every command with 1",
    arguments: ["health", "call CaseService/ListCases", "push", "setting list", "token list"])
  func notReached(_ command: String) async throws {
    let result = try await casectl(["--socket", "/no/such/socket"] + command.split(separator: " ").map(String.init))
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.contains("UNAVAILABLE") && result.errors.contains("/no/such/socket"))
  }

  @Test(
    "a closed stream is told, and takes no other's place",
    arguments: [("push <&-", "standard input"), ("health >&-", "standard output"), ("health 2>&-", "")])
  func closedStreams(command: String, stream: String) async throws {
    try await ServerProcess.with { server in
      let result = try await Programs.run(
        URL(fileURLWithPath: "/bin/sh"), ["-c", "\(Programs.casectl.path) --socket \(server.socket) \(command)"])
      #expect(result.status == (stream.isEmpty ? 0 : 2), "\(result.errors)")
      #expect(stream.isEmpty ? result.errors.isEmpty : result.errors.contains("\(stream): Bad file descriptor"))
    }
  }

  @Test("a request with a mistake is told with its place")
  func placeOfAMistake() async throws {
    let result = try await casectl(["call", "CaseService/PushCase", "-d", "{\n  \"Customer\": {\"Gender\": 7}}"])
    #expect(result.status == 2)
    #expect(result.errors.contains("line 2, column 26: Customer.Gender"), "\(result.errors)")
  }

  @Test("an error of the server ends with 64 and its code, and tells each field")
  func serverErrors() async throws {
    try await ServerProcess.with { server in
      let missing = try await server.casectl("call", "CaseService/GetCaseByID", "-d", #"{"ID": 7}"#)
      #expect(missing.status == 69 && missing.errors.contains("NOT_FOUND") && missing.output.isEmpty)
      let unfit = try await server.casectl("call", "CaseService/PushCase", "-d", #"{"BackendSystemID": "b"}"#)
      #expect(unfit.status == 67 && unfit.errors.contains("BackendID"), "\(unfit.errors)")
      let token = try await server.casectl("--token", "cw_wrong", "call", "CaseService/ListCases")
      #expect(token.status == 80 && token.errors.contains("UNAUTHENTICATED"))
      #expect(!token.errors.contains("cw_wrong"))
    }
  }

  @Test("global options go before and after the command, and the environment names the socket and the token")
  func globalOptions() async throws {
    try await ServerProcess.with { server in
      let (_, token) = try await server.customerToken("global@example.com")
      for arguments in [["--socket", server.socket, "health"], ["health", "--socket=\(server.socket)"]] {
        #expect(try await casectl(arguments).status == 0)
      }
      let environment = ["CASEWIRE_SOCKET": server.socket, "CASEWIRE_TOKEN": token]
      let own = ["call", "CaseService/CustomerListCases", "-v", "-H", "x-note: hello"]
      let result = try await Programs.run(Programs.casectl, own, environment: environment)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("x-note: hello") && result.errors.contains("OK (0)"))
      #expect(!result.errors.contains(token))
      // Without the token it is the operator, who is no customer.
      #expect(try await server.casectl("call", "CaseService/CustomerListCases").status == 71)
    }
  }

  @Test("a token file that others may read is warned about, and used")
  func tokenFile() async throws {
    try await ServerProcess.with { server in
      let (_, token) = try await server.customerToken("file@example.com")
      let file = server.folder.path + "/token"
      for (mode, isWarned) in [(0o600, false), (0o644, true)] {
        try Data("\(token)\n".utf8).write(to: URL(fileURLWithPath: file))
        chmod(file, mode_t(mode))
        let result = try await server.casectl("--token-file", file, "call", "CaseService/CustomerListCases")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("warning") == isWarned)
      }
    }
  }

  @Test("answers are printed as one document, as a table, and as a line a result")
  func outputFormats() async throws {
    try await ServerProcess.with { server in
      let list = ["call", "TopicService/ListCaseTopics"]
      func output(_ format: String) async throws -> String {
        try await Programs.run(Programs.casectl, ["--socket", server.socket, "-o", format] + list).output
      }
      #expect(try await output("json").split(separator: "\n").count == 1)
      #expect(try await output("ndjson").split(separator: "\n").count == 7)
      let table = try await output("table").split(separator: "\n")
      #expect(table.count == 8 && table.first?.hasPrefix("ID  Name") == true)
    }
  }

  @Test("where the format leaves the next page's token out, the arguments for it are told, and work")
  func nextPage() async throws {
    try await ServerProcess.with { server in
      for name in ["a", "b", "it's"] { _ = try await server.answer("token", "create", "--api", name) }
      let prefix = "casectl: more with "
      for (list, isCall) in [("token list", false), ("call AdminService/ListTokens", true)] {
        var lines: [String] = []
        var more = isCall ? "-d '{\"PageSize\": 1}'" : "--page-size 1"
        for page in 1...3 {
          let size = isCall ? "" : " --page-size 1"
          let command = "\(Programs.casectl.path) --socket \(server.socket) -o ndjson \(list) \(more)"
          let result = try await Programs.run(
            URL(fileURLWithPath: "/bin/sh"), ["-c", command + (page > 1 ? size : "")])
          #expect(result.status == 0, "\(result.errors)")
          lines += result.output.split(separator: "\n").map(String.init)
          guard page < 3 else {
            #expect(result.errors.isEmpty)
            break
          }
          try #require(result.errors.hasPrefix(prefix), "\(result.errors)")
          more = String(result.errors.dropFirst(prefix.count).dropLast())
        }
        #expect(Set(lines).count == 3, "\(lines)")
      }
      let table = try await server.casectl("-o", "table", "token", "list", "--page-size", "2")
      #expect(table.errors.hasPrefix(prefix + "--page-token "))
      #expect(try await server.casectl("token", "list", "--page-size", "2").errors.isEmpty)
    }
  }

  @Test("the operator makes roles, tokens and settings; a revoked token is no good")
  func administration() async throws {
    try await ServerProcess.with { server in
      _ = try await server.answer("role", "create", "pusher", "--functionality", "PushCases")
      #expect(try await server.answer("role", "list")["Results"] != nil)
      let made = try await server.answer("token", "create", "--api", "backend", "--role", "pusher", "--expires", "1d")
      let id = try #require(made["ID"] as? Int)
      let token = try #require(made["Token"] as? String)
      let push = ["--token", token, "push", "-"]
      let sent = try await Programs.run(Programs.casectl, ["--socket", server.socket] + push, input: "")
      #expect(sent.status == 0 && sent.output == "{\"created\":0,\"existing\":0,\"rejected\":0}\n", "\(sent.errors)")
      let list = try await server.casectl("token", "list")
      #expect(list.status == 0 && !list.output.contains(token))
      _ = try await server.answer("token", "revoke", "\(id)")
      let revoked = try await Programs.run(Programs.casectl, ["--socket", server.socket] + push, input: "")
      #expect(revoked.status == 80)
      _ = try await server.answer("employee", "create", "--email", "e@example.com", "--custom-id", "E1")
      let set = try await server.answer("setting", "set", "PushCases:AutoCreateTopic", "true")
      #expect(set["Value"] as? String == "true")
      #expect(try await server.answer("setting", "get", "PushCases:AutoCreateTopic")["Value"] as? String == "true")
      #expect(try await server.answer("setting", "list")["Results"] != nil)
    }
  }
}
