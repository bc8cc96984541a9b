import ArgumentParser

/// Who a new user is.
struct PersonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The e-mail address.", valueName: "ADDRESS")) var email: String
  @Option(name: .customLong("first-name"), help: ArgumentHelp("The first name.", valueName: "NAME"))
  var firstName = ""
  @Option(name: .customLong("last-name"), help: ArgumentHelp("The last name.", valueName: "NAME"))
  var lastName = ""
}
