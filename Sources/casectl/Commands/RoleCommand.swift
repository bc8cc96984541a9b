import ArgumentParser
import CaseSchema

/// `casectl role`.
struct RoleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Roles, which give users permissions.", subcommands: [Create.self, List.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Makes a role.")

    @Argument(help: "The role's name.") var name: String

    @Option(
      name: .customLong("functionality"),
      help: ArgumentHelp("What the role permits, such as PushCases or Cases:View; repeatable.", valueName: "NAME"))
    var functionalities: [String] = []

    @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

    func run() async throws {
      try await global.call(
        AdminServiceDefinition.createRole, CreateRoleRequest(name: name, functionalities: functionalities))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists all roles.")

    @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

    func run() async throws {
      try await global.call(AdminServiceDefinition.listRoles, ListRolesRequest())
    }
  }
}
