import ArgumentParser
import CaseClient
import CaseSchema
import RPCCore

/// `casectl push`: a file of cases, a JSON document a line.
struct PushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Pushes cases in bulk, a JSON document a line.",
    discussion: """
      Each line is a PushCaseRequest. A line that is rejected is told on standard error with its number, and the rest \
      goes on. The last line of the output is the summary.

      Where the connection is lost, casectl connects again and goes on with what was not answered; a case that was \
      committed while its answer was lost counts as existing then. What was interrupted for good is continued by the \
      same push again: nothing is doubled.
      """)
  private static let notServed = "casewired 0.1.0 answers UNIMPLEMENTED."
  /// Without --timeout, the longest a push waits without progress.
  private static let standardTimeout = Duration.seconds(60)

  @Argument(help: ArgumentHelp("The cases; - is standard input.", valueName: "FILE"))
  var file = InputFile.standardInput

  @Option(help: ArgumentHelp("At most so many cases unanswered; the server's window is the most.", valueName: "N"))
  var window: Int?

  @Option(help: ArgumentHelp("Writes what was rejected there, a JSON document a line.", valueName: "FILE"))
  var rejects: String?

  @Flag(help: "All cases or none. \(Self.notServed)") var atomic = false

  @Flag(name: .customLong("dry-run"), help: "Applies every rule and keeps nothing. \(Self.notServed)") var dryRun =
    false

  @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

  func validate() throws {
    guard window ?? 1 >= 1 else { throw ValidationError("--window \(window ?? 0): at least 1 case must be on the way") }
  }

  func run() async throws {
    let input = try InputFile(path: file)
    let rejects = try rejects.map { try RejectsFile(path: $0, input: input.identity) }
    let bar = Terminal.error.isTerminal ? ProgressBar(fileSize: input.isRegular ? input.size : nil) : nil
    let report = PushReport(rejects: rejects, bar: bar)
    let session = try session(report)
    let source = PushSource(input, keepsText: rejects != nil)
    defer { report.close() }
    try await push(source, through: session, report)
    let summary = report.summary
    report.close()
    try FileWriter.write(summary.json + "\n", to: Terminal.output.descriptor)
    if summary.rejected > 0 { throw ExitCode(ExitStatus.rejected) }
  }

  private func session(_ report: PushReport) throws -> PushSession {
    var bounds = PushBounds()
    bounds.windowItems = window
    return PushSession(
      channel: try global.client(), options: PushCasesOptions(atomic: atomic, dryRun: dryRun),
      call: CallOptions(metadata: try global.metadata(), timeout: global.timeout ?? Self.standardTimeout),
      bounds: bounds
    ) { report.answered($0) }
  }

  /// Reads and pushes at the same time. A read that waits for more holds up neither answers nor a failure.
  private func push(_ source: PushSource, through session: PushSession, _ report: PushReport) async throws {
    let running = Task { try await session.run() }
    let reading = Task {
      do {
        while let batch = try await source.next() {
          report.read(batch)
          try await session.push(batch.items)
        }
      } catch {
        running.cancel()
        throw error
      }
      // What is staged is discarded with the connection.
      if atomic, report.hasUnsendable { running.cancel() } else { session.finish() }
    }
    do {
      _ = try await running.value
    } catch let error as RPCError where error.code == .cancelled && error.origin == .client {
      // Cancelled by the reader, which tells why.
      try await reading.value
      report.abortAll()
    } catch let error as RPCError {
      throw Self.explained(error, report.summary)
    }
  }

  /// The error with how far the push came.
  static func explained(_ error: RPCError, _ summary: PushSession.Summary) -> RPCError {
    guard summary.total > 0 else { return error }
    // Anything else would fail the next push, too.
    let isPassing = error.code == .unavailable || error.code == .deadlineExceeded
    var explained = RPCError(
      error.code,
      "\(error.message); of the lines read, \(summary.created) were created, \(summary.existing) existed, "
        + "\(summary.rejected) were rejected\(isPassing ? ": push the same again to go on" : "")",
      info: error.info, violations: error.violations, origin: error.origin)
    explained.details = error.details
    return explained
  }
}
