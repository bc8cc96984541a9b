import ArgumentParser
import CaseSchema

/// `casectl employee`.
struct EmployeeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "employee", abstract: "The people who work on cases.", subcommands: [Create.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Makes an employee.")

    @OptionGroup var person: PersonOptions

    @Option(
      name: .customLong("custom-id"),
      help: ArgumentHelp("What a push may name the employee by.", valueName: "ID"))
    var customID = ""

    @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

    func run() async throws {
      try await global.call(
        AdminServiceDefinition.createEmployee,
        CreateEmployeeRequest(
          emailAddress: person.email, firstName: person.firstName, lastName: person.lastName, customID: customID))
    }
  }
}
