import CSQLite
import Foundation
import Testing

@Suite("casewired's life", .timeLimit(.minutes(3)))
struct ServerLifeTests {
  @Test(
    "wrong flags, values and files end it with one line and a status of sysexits.h",
    arguments: [
      (["--no-such-flag"], 64), (["--log-levle", "info"], 64), (["--log-level"], 64), (["stray"], 64),
      (["--database", "mysql:x"], 64), (["--database", "postgresql://localhost/x"], 64),
      (["--socket", ""], 64), (["--log-level", "loud"], 64), (["--log-format", "xml"], 64),
      (["--socket", String(repeating: "p", count: 108)], 64), (["--config", "/no/such/file"], 66),
      (["--database", "sqlite:/proc/no/such/folder/x"], 66), (["--socket", "/proc/no/such/folder/s"], 73),
      (["--socket", "/dev/null"], 73),
    ] as [([String], Int32)])
  func exitStatuses(arguments: [String], status: Int32) async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let defaults = ["--socket", folder + "/s", "--database", "sqlite:\(folder)/db"]
    let kept =
      arguments.first == "--socket"
      ? defaults.suffix(2) : arguments.first == "--database" ? defaults.prefix(2) : defaults[...]
    let result = try await Programs.run(Programs.casewired, kept + arguments)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.hasPrefix("casewired: ") && result.output.isEmpty)
    #expect(result.errors.split(separator: "\n", omittingEmptySubsequences: false).count == 2, "\(result.errors)")
  }

  @Test("a start that fails at the database leaves nothing of its socket, and a second one does as well")
  func failedStart() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for _ in 1...2 {
      let result = try await Programs.run(
        Programs.casewired, ["--socket", folder + "/s", "--database", "sqlite:/proc/no/such/folder/x"])
      #expect(result.status == 66)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test("what --help and --version ask for goes to stdout, with 0", arguments: ["--help", "--version"])
  func asked(flag: String) async throws {
    let result = try await Programs.run(Programs.casewired, [flag])
    #expect(result.status == 0 && result.errors.isEmpty && result.output.contains("casewired"))
  }

  @Test("a # within a word of the configuration is part of it, one after a blank begins a comment")
  func commentsInConfiguration() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lines = [
      "# a comment", " # another", "socket = \(folder)/s#1 # the socket", "log-level\t=\terror\t#", "",
      "database = sqlite:/proc/nope#2/x.db",
    ]
    try lines.joined(separator: "\n").write(toFile: folder + "/conf", atomically: true, encoding: .utf8)
    let refused = try await Programs.run(Programs.casewired, ["--config", folder + "/conf"])
    #expect(refused.status == 66 && refused.errors.contains("/proc/nope#2/x.db"), "\(refused.errors)")

    let server = Process()
    server.executableURL = Programs.casewired
    server.arguments = ["--config", folder + "/conf", "--database", "sqlite:\(folder)/db"]
    let output = Pipe()
    server.standardOutput = output
    try server.run()
    #expect(await output.firstLine() == "casewired: listening on \(folder)/s#1")
    server.terminate()
    server.waitUntilExit()
    #expect(server.terminationStatus == 0)
  }

  @Test("a second server on the same socket ends with 73 and leaves the first alone")
  func socketInUse() async throws {
    try await ServerProcess.with { server in
      let second = try await Programs.run(
        Programs.casewired, ["--socket", server.socket, "--database", "sqlite:\(server.folder.path)/other"])
      #expect(second.status == 73 && second.errors.contains(server.socket))
      #expect(try await server.casectl("health").status == 0)
    }
  }

  @Test("a second server on the same database ends with 73 and says so")
  func databaseInUse() async throws {
    try await ServerProcess.with { server in
      let second = try await Programs.run(
        Programs.casewired, ["--socket", server.folder.path + "/t", "--database", "sqlite:\(server.database)"])
      #expect(second.status == 73 && second.errors.contains("another server has it open"), "\(second.errors)")
      #expect(second.errors.split(separator: "\n").count == 1)
      #expect(try await server.casectl("health").status == 0)
    }
  }

  @Test("SIGTERM and SIGINT end it with 0 and take the socket away", arguments: [SIGTERM, SIGINT])
  func signals(signal: Int32) async throws {
    try await ServerProcess.with { server in
      #expect(await server.end(signal) == 0)
      #expect(!FileManager.default.fileExists(atPath: server.socket))
    }
  }

  @Test("after SIGKILL it starts again on the dead socket and the same database")
  func startsAgain() async throws {
    try await ServerProcess.with { server in
      let customer = try await server.answer(
        "customer", "create", "--email", "a@example.com", "--first-name", "A", "--last-name", "B")
      await server.end(SIGKILL)
      #expect(FileManager.default.fileExists(atPath: server.socket))
      try await server.start()
      let id = try #require(customer["ID"] as? Int)
      let read = try await server.answer("call", "casewire.v1.CustomerService/GetCustomer", "-d", "{\"ID\": \(id)}")
      #expect(read["EmailAddress"] as? String == "a@example.com")
    }
  }

  @Test("the socket's file is for its owner and group alone")
  func socketMode() async throws {
    try await ServerProcess.with { server in
      let attributes = try FileManager.default.attributesOfItem(atPath: server.socket)
      #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o777 } == 0o660)
    }
  }

  @Test("a file that is no database ends it with 66 and is told by its name")
  func noDatabase() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/letters.txt"
    try Data(String(repeating: "no database\n", count: 100).utf8).write(to: URL(fileURLWithPath: file))
    let result = try await Programs.run(
      Programs.casewired, ["--socket", folder + "/s", "--database", "sqlite:\(file)"])
    #expect(result.status == 66 && result.errors.hasPrefix("casewired: cannot open \(file): "), "\(result.errors)")
  }

  @Test("it serves with all standard streams closed, and none of its files takes their place")
  func closedStreams() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let result = try await Programs.run(
      URL(fileURLWithPath: "/bin/sh"),
      [
        "-c",
        #"""
        "$1" --socket "$2/s" --database "sqlite:$2/db" --log-level trace <&- >&- 2>&- & server=$!
        tries=0
        until "$3" --socket "$2/s" health; do tries=$((tries + 1)); [ $tries -lt 500 ] || exit 1; done
        readlink /proc/$server/fd/0 /proc/$server/fd/1 /proc/$server/fd/2
        kill $server && wait $server
        """#, "sh", Programs.casewired.path, folder, Programs.casectl.path,
      ])
    #expect(result.status == 0)
    #expect(result.output.hasSuffix("/dev/null\n/dev/null\n/dev/null\n"), "\(result.output)")
  }

  @Test("a newer schema ends it with 66")
  func newerSchema() async throws {
    try await ServerProcess.with { server in
      await server.end(SIGTERM)
      var database: OpaquePointer?
      #expect(sqlite3_open(server.database, &database) == SQLITE_OK)
      let later = "INSERT INTO schema_migrations(number, name, applied_at) VALUES (1000000, 'of a later day', 0)"
      #expect(sqlite3_exec(database, later, nil, nil, nil) == SQLITE_OK)
      sqlite3_close(database)
      let result = try await Programs.run(
        Programs.casewired, ["--socket", server.socket, "--database", "sqlite:\(server.database)"])
      #expect(result.status == 66 && result.errors.contains("newer"))
    }
  }

  private func temporaryFolder() throws -> String {
    var template = Array("/tmp/casewire-life.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ProgramFailure("cannot make a temporary folder") }
    return template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }
}
