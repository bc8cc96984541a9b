import ArgumentParser

/// Brings global options that stand before a command behind it, where the parser takes them.
enum ArgumentOrder {
  // The parser's own.
  private static let helpCommand = "help"
  // Those that take a value, by what they begin with.
  private static let globals = ["--socket", "--token", "--token-file", "--timeout", "--wire", "--output", "-o"]

  /// The arguments with the names of the command and its subcommands first, then the global options that stood between
  /// them, then all the rest as it was.
  ///
  /// - Throws: wrong usage where a global option lacks its value, or a command is none.
  static func globalsLast(_ arguments: [String], root: any ParsableCommand.Type) throws(Failure) -> [String] {
    var names: [String] = []
    var options: [String] = []
    var command = root
    var rest = arguments[...]
    while let argument = rest.first {
      if let count = optionLength(argument) {
        guard count <= rest.count else { throw .usage("\(argument) needs a value") }
        options += rest.prefix(count)
        rest.removeFirst(count)
      } else if let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == argument })
      {
        command = next
        names.append(argument)
        rest.removeFirst()
      } else if names.isEmpty, argument == helpCommand {
        // Its arguments are a command, whose name is checked so.
        _ = try globalsLast(Array(rest.dropFirst()), root: root)
        return Array(rest)
      } else if !argument.hasPrefix("-"), !command.configuration.subcommands.isEmpty {
        throw .usage("there is no command `\((names + [argument]).joined(separator: " "))`; \(list(command, names))")
      } else {
        break
      }
    }
    if names.isEmpty, rest.isEmpty, !options.isEmpty { throw .usage("no command is named; \(list(command, names))") }
    return names + options + rest
  }

  /// What the commands there are do.
  private static func list(_ command: any ParsableCommand.Type, _ names: [String]) -> String {
    let commands = command.configuration.subcommands.map { $0.configuration }
    let width = commands.map { ($0.commandName ?? "").count }.max() ?? 0
    let lines = commands.map { configuration in
      let name = configuration.commandName ?? ""
      return "\n  \(name)\(String(repeating: " ", count: width - name.count))  \(configuration.abstract)"
    }
    return "\((["casectl"] + names).joined(separator: " ")) has\(lines.joined())"
  }

  /// How many arguments a global option takes up; nil where it is none.
  private static func optionLength(_ argument: String) -> Int? {
    for option in globals {
      if argument == option { return 2 }
      if argument.hasPrefix(option + "=") { return 1 }
    }
    return nil
  }
}
