import ArgumentParser
import CaseSchema

/// `casectl customer`.
struct CustomerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "customer", abstract: "The people cases belong to.", subcommands: [Create.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Makes a customer.")

    @OptionGroup var person: PersonOptions
    @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

    func run() async throws {
      try await global.call(
        CustomerServiceDefinition.createCustomer,
        CreateCustomerRequest(
          emailAddress: person.email, firstName: person.firstName, lastName: person.lastName))
    }
  }
}
