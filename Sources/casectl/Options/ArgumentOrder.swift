import ArgumentParser

/// Brings global options that stand before a command behind it, where the parser takes them.
enum ArgumentOrder {
  // Those that take a value, by what they begin with.
  private static let globals = ["--socket", "--token", "--token-file", "--timeout", "--wire", "--output", "-o"]

  /// The arguments with the names of the command and its subcommands first, then the global options that stood between
  /// them, then all the rest as it was.
  static func globalsLast(_ arguments: [String], root: any ParsableCommand.Type) -> [String] {
    var names: [String] = []
    var options: [String] = []
    var command = root
    var rest = arguments[...]
    while let argument = rest.first {
      if let count = optionLength(argument), count <= rest.count {
        options += rest.prefix(count)
        rest.removeFirst(count)
      } else if let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == argument })
      {
        command = next
        names.append(argument)
        rest.removeFirst()
      } else {
        break
      }
    }
    // Without a command the options are not moved: the parser tells what is missing.
    return names.isEmpty ? arguments : names + options + rest
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
