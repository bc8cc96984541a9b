extension SettingDefinition {
  /// Every setting there is, by name.
  public static let all: [SettingDefinition] = [
    autoCreateStatus, autoCreateTopic, editWindow,
  ].sorted { $0.name < $1.name }

  /// The setting of that name.
  public static func named(_ name: String) -> SettingDefinition? { all.first { $0.name == name } }

  /// R24.
  public static let autoCreateTopic = SettingDefinition(
    name: "PushCases:AutoCreateTopic", kind: .bool, defaultValue: "false",
    purpose: "Whether a push whose topic does not exist creates it; otherwise the push fails.")

  /// R25.
  public static let autoCreateStatus = SettingDefinition(
    name: "PushCases:AutoCreateStatus", kind: .bool, defaultValue: "false",
    purpose: "Whether a push whose status does not exist creates it, in phase Open; otherwise the push fails.")

  /// R16.
  public static let editWindow = SettingDefinition(
    name: "Interactions:EditWindow", kind: .duration(0...86_400_000), defaultValue: "15m",
    purpose: "How long the author of a note may change it.")
}
