import ArgumentParser
import Dispatch
import Glibc

@main
enum Program {
  static func main() {
    StandardStreams.occupy()
    Task { Glibc.exit(await Casectl.status(of: Array(CommandLine.arguments.dropFirst()))) }
    dispatchMain()
  }
}

/// The client for people and scripts: a subcommand a task.
struct Casectl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "casectl",
    abstract: "Talks to a casewire server.",
    discussion: """
      Global options go before or after COMMAND: --socket PATH, --token TOKEN or --token-file FILE, --timeout 5s, \
      --wire ttrpc, -o json|table|ndjson. `casectl COMMAND --help` tells more of each.

      ENVIRONMENT
        CASEWIRE_SOCKET   the socket where there is no --socket
        CASEWIRE_TOKEN    the token where there is neither --token nor --token-file
        NO_COLOR          where set and not empty, no colour

      EXIT STATUS
        0   done
        1   the server could not be reached, or not again
        2   wrong usage
        3   push: some items were rejected
        64 and the gRPC status code where a call failed, such as 69 for NOT_FOUND
      """,
    version: "casectl 0.1.0",
    subcommands: [
      CallCommand.self, PushCommand.self, TokenCommand.self, CustomerCommand.self, EmployeeCommand.self,
      RoleCommand.self, SettingCommand.self, HealthCommand.self,
    ])

  /// Runs a command line and gives its exit status.
  fileprivate static func status(of arguments: [String]) async -> Int32 {
    var command: any ParsableCommand
    do {
      command = try parseAsRoot(ArgumentOrder.globalsLast(arguments, root: Casectl.self))
    } catch let failure as Failure {
      return FailureReport(failure).tell()
    } catch {
      return tellParsing(error, arguments)
    }
    guard type(of: command).configuration.subcommands.isEmpty else {
      Terminal.error.write(helpMessage(for: type(of: command)) + "\n")
      return ExitStatus.usage
    }
    do {
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return ExitStatus.done
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      return exitCode(for: error) == .success ? tellParsing(error, arguments) : FailureReport(error).tell()
    }
  }

  /// Prints help where it was asked for, and what is wrong with the arguments otherwise.
  private static func tellParsing(_ error: any Error, _ arguments: [String]) -> Int32 {
    let isAnswer = exitCode(for: error) == .success
    (isAnswer ? Terminal.output : Terminal.error).write(fullMessage(for: error) + "\n")
    if !isAnswer,
      let option = arguments.prefix(while: { $0 != "call" }).first(where: { $0 == "-v" || $0 == "--verbose" })
    {
      Terminal.error.write("casectl: \(option) belongs to call and goes behind it: casectl call METHOD \(option)\n")
    }
    return isAnswer ? ExitStatus.done : ExitStatus.usage
  }
}
