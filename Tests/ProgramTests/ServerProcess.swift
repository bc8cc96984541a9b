import Foundation
import Testing

/// A casewired of its own: a process, a socket and a database in a temporary folder.
final class ServerProcess: @unchecked Sendable {
  let folder: URL
  let socket: String
  let database: String
  private let extraArguments: [String]
  private let descriptorLimit: Int?
  private let log: Pipe?
  // Started and ended by one test, one after the other.
  private(set) var process: Process

  /// Starts a server and waits until it accepts calls. It may have so many descriptors open as `descriptorLimit` says.
  /// Its log goes to `log`, or where the test's own errors go.
  init(arguments: [String] = [], descriptorLimit: Int? = nil, log: Pipe? = nil) async throws {
    var template = Array("/tmp/casewire-program.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ProgramFailure("cannot make a temporary folder") }
    folder = URL(fileURLWithPath: template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
    socket = folder.path + "/s"
    database = folder.path + "/cases.sqlite"
    extraArguments = arguments
    self.descriptorLimit = descriptorLimit
    self.log = log
    process = Process()
    try await start()
  }

  /// Starts the server again, on the same database.
  func start() async throws {
    process = Process()
    let arguments = ["--socket", socket, "--database", "sqlite:\(database)", "--log-level", "error"] + extraArguments
    if let descriptorLimit {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -n \(descriptorLimit) && exec \"$@\"", "sh", Programs.casewired.path] + arguments
    } else {
      process.executableURL = Programs.casewired
      process.arguments = arguments
    }
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    if let log { process.standardError = log }
    try process.run()
    let line = await process.killedOnCancellation { await output.firstLine() }
    guard line.contains(socket) else { throw ProgramFailure("casewired did not start: \(line)") }
  }

  /// Ends the server with a signal and tells its exit status; 0 for a kill.
  @discardableResult
  func end(_ signal: Int32) async -> Int32 {
    guard process.isRunning else { return process.terminationStatus }
    let process = process
    kill(process.processIdentifier, signal)
    await process.killedOnCancellation {
      await withCheckedContinuation { continuation in
        DispatchQueue(label: "wait").async {
          process.waitUntilExit()
          continuation.resume()
        }
      }
    }
    return process.terminationReason == .exit ? process.terminationStatus : 0
  }

  /// A number of /proc/PID/status, such as `Threads` or `VmRSS` (in KiB).
  func status(_ field: String) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(field):") })
    return try #require(Int(line.split { $0 == ":" || $0 == "\t" || $0 == " " }[1]))
  }

  /// What all threads have used of a processor so far.
  func processorNanoseconds() throws -> Int {
    let tasks = "/proc/\(process.processIdentifier)/task"
    return try FileManager.default.contentsOfDirectory(atPath: tasks).reduce(0) { sum, task in
      // A thread may end between the listing and the reading.
      let text = (try? String(contentsOfFile: "\(tasks)/\(task)/schedstat", encoding: .utf8)) ?? "0"
      return sum + (Int(text.prefix { $0.isNumber }) ?? 0)
    }
  }

  func casectl(_ arguments: String..., input: String? = nil) async throws -> Programs.Result {
    try await Programs.run(Programs.casectl, ["--socket", socket] + arguments, input: input)
  }

  /// The answer of a casectl command that must go well.
  func answer(_ arguments: String..., input: String? = nil) async throws -> [String: Any] {
    let result = try await Programs.run(Programs.casectl, ["--socket", socket] + arguments, input: input)
    try #require(result.status == 0, "casectl \(arguments.joined(separator: " ")): \(result.errors)")
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(document as? [String: Any])
  }

  /// A customer with a token.
  func customerToken(_ email: String, firstName: String = "Ada", lastName: String = "Byron") async throws -> (
    id: Int, token: String
  ) {
    let customer = try await answer(
      "customer", "create", "--email", email, "--first-name", firstName, "--last-name", lastName)
    let id = try #require(customer["ID"] as? Int)
    let token = try await answer("token", "create", "--customer", "\(id)")
    return (id, try #require(token["Token"] as? String))
  }

  /// Runs the body with a server; ends it and takes its folder away.
  static func with(
    arguments: [String] = [], descriptorLimit: Int? = nil, log: Pipe? = nil,
    _ body: (ServerProcess) async throws -> Void
  ) async throws {
    let server = try await ServerProcess(arguments: arguments, descriptorLimit: descriptorLimit, log: log)
    do {
      try await body(server)
    } catch {
      await server.discard()
      throw error
    }
    await server.discard()
  }

  /// Ends it, where it runs, and takes its folder away.
  func discard() async {
    await end(SIGTERM)
    try? FileManager.default.removeItem(at: folder)
  }
}

/// Why a test's surroundings could not be made.
struct ProgramFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

extension Pipe {
  /// What is written up to the first line break, or to the end.
  func firstLine() async -> String {
    let handle = fileHandleForReading
    return await withCheckedContinuation { continuation in
      DispatchQueue(label: "first line").async {
        var line = Data()
        while let byte = try? handle.read(upToCount: 1), let first = byte.first, first != 0x0a { line.append(byte) }
        continuation.resume(returning: String(decoding: line, as: UTF8.self))
      }
    }
  }
}
