public import CaseDomain

extension ReadTransaction {
  /// All topics, highest ID first (R3).
  public func topics() -> [Topic] { catalogue.topics.values.sorted { $0.id > $1.id } }

  /// All statuses, lowest ID first.
  public func statuses() -> [CaseStatus] { catalogue.statuses.values.sorted { $0.id < $1.id } }

  /// Every setting, by name.
  public func settings() -> [SettingValue] {
    SettingDefinition.all.map { SettingValue(definition: $0, value: catalogue.value(of: $0)) }
  }

  public func setting(_ definition: SettingDefinition) -> SettingValue {
    SettingValue(definition: definition, value: catalogue.value(of: definition))
  }

  /// How long the author of a note may change it, in milliseconds (R16).
  public var interactionEditWindow: Int64 { catalogue.duration(.editWindow) }

  /// The custom fields of cases.
  public var customFields: CustomFieldSet { catalogue.customFields }

  /// What custom fields can be added to (R30).
  public func customFieldTypes() throws -> [CustomFieldTypeRecord] {
    try connection.all(.customFieldTypes) { CustomFieldTypeRecord(id: $0.id(0), name: $0.string(1)) }
  }

  /// The topic, also where it was committed after the catalogue was taken.
  func topic(_ id: TopicID) throws -> Topic? {
    if let known = catalogue.topics[id] { return known }
    return try connection.first(.topicByID, { $0.bind(1, id) }, Topic.init(row:))
  }

  func status(_ id: StatusID) throws -> CaseStatus? {
    if let known = catalogue.statuses[id] { return known }
    return try connection.first(.statusByID, { $0.bind(1, id) }, CaseStatus.init(row:))
  }
}

extension SQLStatement {
  static let customFieldTypes = SQLStatement("SELECT id, name FROM custom_field_types ORDER BY id")
  static let topicByID = SQLStatement("SELECT id, name, description FROM topics WHERE id = ?1")
  static let statusByID = SQLStatement("SELECT id, name, phase, is_default FROM statuses WHERE id = ?1")
}
