import ArgumentParser
import CaseSchema

/// `casectl token`.
struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Tokens that speak for customers, employees and programs.",
    subcommands: [Create.self, List.self, Revoke.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Makes a token; it is shown once, in the answer.")

    @Option(help: ArgumentHelp("Speaks for this customer.", valueName: "ID"))
    var customer: Int64?

    @Option(help: ArgumentHelp("Speaks for this employee.", valueName: "ID"))
    var employee: Int64?

    @Option(help: ArgumentHelp("Speaks for the API user of this name, created where there is none.", valueName: "NAME"))
    var api: String?

    @Option(name: .customLong("role"), help: ArgumentHelp("A role for the user; repeatable.", valueName: "ROLE"))
    var roles: [String] = []

    @Option(
      help: ArgumentHelp("Valid for this long; without it, until it is revoked.", valueName: "30d"),
      transform: { text in
        guard let seconds = DurationText.parse(text)?.components.seconds, seconds > 0 else {
          throw ValidationError("'\(text)' is no time of a second or more; write \(DurationText.expected)")
        }
        return seconds
      })
    var expires: Int64?

    @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

    func validate() throws {
      guard [customer != nil, employee != nil, api != nil].count(where: { $0 }) == 1 else {
        throw ValidationError("a token speaks for one user: give one of --customer ID, --employee ID, --api NAME")
      }
    }

    func run() async throws {
      let subject: CreateTokenRequest.Subject? =
        customer.map { .customerID($0) } ?? employee.map { .employeeID($0) } ?? api.map { .apiName($0) }
      try await global.call(
        AdminServiceDefinition.createToken,
        CreateTokenRequest(subject: subject, roles: roles, expiresInSeconds: expires))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists tokens, without their values, a page at a time.")

    @Option(name: .customLong("page-size"), help: ArgumentHelp("1 to 200; 50 without it.", valueName: "N"))
    var pageSize: Int32?

    @Option(
      name: .customLong("page-token"), help: ArgumentHelp("NextPageToken of the page before.", valueName: "TOKEN"))
    var pageToken = ""

    @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

    func run() async throws {
      try await global.call(
        AdminServiceDefinition.listTokens, ListTokensRequest(pageSize: pageSize, pageToken: pageToken))
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "Ends a token; holds from the next call on.")

    @Argument(help: "The token's ID.") var id: Int64

    @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

    func run() async throws {
      try await global.call(AdminServiceDefinition.revokeToken, RevokeTokenRequest(id: id))
    }
  }
}
