import Foundation

/// The programs under test, as `swift build` left them beside the tests.
enum Programs {
  static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  static let casewired = folder.appendingPathComponent("casewired")
  static let casectl = folder.appendingPathComponent("casectl")

  /// What a program printed and how it ended.
  struct Result: Sendable {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs a program to its end.
  static func run(
    _ program: URL, _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
  ) async throws -> Result {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    let errors = Pipe()
    let standardInput = input.map { _ in Pipe() }
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = standardInput ?? FileHandle.nullDevice
    // Reading waits: not on the threads that tasks run on.
    async let outputText = output.allText()
    async let errorText = errors.allText()
    let status: Int32 = try await process.killedOnCancellation {
      try await withCheckedThrowingContinuation { continuation in
        process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
        do {
          try process.run()
          if let standardInput, let input {
            DispatchQueue.global().async {
              try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
              try? standardInput.fileHandleForWriting.close()
            }
          }
        } catch {
          process.terminationHandler = nil
          try? output.fileHandleForWriting.close()
          try? errors.fileHandleForWriting.close()
          continuation.resume(throwing: error)
        }
      }
    }
    return Result(status: status, output: await outputText, errors: await errorText)
  }
}

extension Process {
  /// Waits for the process in `body`; a time limit that runs out kills it, which ends the wait.
  func killedOnCancellation<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    try await withTaskCancellationHandler(operation: body) {
      if isRunning { kill(processIdentifier, SIGKILL) }
    }
  }
}

extension Pipe {
  /// All that is written to the pipe until it is closed.
  func allText() async -> String {
    let handle = fileHandleForReading
    return await withCheckedContinuation { continuation in
      DispatchQueue(label: "pipe").async {
        let data = (try? handle.readToEnd()) ?? Data()
        continuation.resume(returning: String(decoding: data, as: UTF8.self))
      }
    }
  }
}
