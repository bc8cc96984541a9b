import ArgumentParser
import CaseSchema

/// `casectl setting`.
struct SettingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setting", abstract: "The server's settings.", subcommands: [Get.self, Set.self, List.self])

  struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Reads a setting.")

    @Argument(help: "The setting's name, such as PushCases:AutoCreateTopic.") var name: String
    @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

    func run() async throws {
      try await global.call(AdminServiceDefinition.getSetting, GetSettingRequest(name: name))
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set", abstract: "Changes a setting; holds at once.")

    @Argument(help: "The setting's name, such as PushCases:AutoCreateTopic.") var name: String
    @Argument(help: "The new value, such as true.") var value: String
    @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

    func run() async throws {
      try await global.call(AdminServiceDefinition.setSetting, SetSettingRequest(name: name, value: value))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists all settings with their values and what they do.")

    @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

    func run() async throws {
      try await global.call(AdminServiceDefinition.listSettings, ListSettingsRequest())
    }
  }
}
