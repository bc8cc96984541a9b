import CaseDomain

/// What every call needs and few change: topics, statuses, settings, custom fields. Kept in memory; the writer changes
/// its own copy and publishes it with the commit, before the change is acknowledged.
struct Catalogue: Sendable {
  private(set) var topics: [TopicID: Topic] = [:]
  private(set) var topicIDs: [String: TopicID] = [:]
  private(set) var statuses: [StatusID: CaseStatus] = [:]
  private(set) var statusIDs: [String: StatusID] = [:]
  private(set) var defaultStatuses: [Phase: CaseStatus] = [:]
  /// Those that were set; the others have their default.
  private(set) var settings: [String: String] = [:]
  var customFields = CustomFieldSet()

  mutating func insert(_ topic: Topic) {
    topics[topic.id] = topic
    topicIDs[topic.name] = topic.id
  }

  mutating func insert(_ status: CaseStatus) {
    statuses[status.id] = status
    statusIDs[status.name] = status.id
    if status.isDefault { defaultStatuses[status.phase] = status }
  }

  mutating func set(_ name: String, _ value: String) { settings[name] = value }

  func value(of setting: SettingDefinition) -> String { settings[setting.name] ?? setting.defaultValue }

  func flag(_ setting: SettingDefinition) -> Bool { value(of: setting) == "true" }

  /// Milliseconds.
  func duration(_ setting: SettingDefinition) -> Int64 {
    SettingDuration.milliseconds(value(of: setting)) ?? SettingDuration.milliseconds(setting.defaultValue) ?? 0
  }

  func topic(named name: String) -> Topic? { topicIDs[name].flatMap { topics[$0] } }

  func status(named name: String) -> CaseStatus? { statusIDs[name].flatMap { statuses[$0] } }
}

/// A catalogue that will not change any more: what readers share.
final class PublishedCatalogue: Sendable {
  let value: Catalogue
  init(_ value: Catalogue) { self.value = value }
}

extension Catalogue {
  /// Reads everything.
  init(from connection: any EngineConnection) throws {
    for topic in try connection.all(.allTopics, { _ in }, Topic.init(row:)) { insert(topic) }
    for status in try connection.all(.allStatuses, { _ in }, CaseStatus.init(row:)) { insert(status) }
    for (name, value) in try connection.all(.allSettings, { _ in }, { ($0.string(0), $0.string(1)) }) {
      set(name, value)
    }
    var enumValues: [CustomFieldID: [String: String]] = [:]
    for (field, key, label) in try connection.all(
      .allEnumValues, { _ in }, { ($0.id(0, CustomFieldID.self), $0.string(1), $0.string(2)) })
    {
      enumValues[field, default: [:]][key] = label
    }
    for field in try connection.all(
      .allCustomFields, { _ in }, { CustomField(row: $0, enumValues: enumValues[$0.id(0)] ?? [:]) })
    where field.typeID == .ofCase {
      customFields.insert(field)
    }
  }
}

extension Topic {
  init(row: any EngineStatement) {
    self.init(id: row.id(0), name: row.string(1), description: row.string(2))
  }
}

extension CaseStatus {
  init(row: any EngineStatement) throws {
    guard let phase = Phase(rawValue: row.int32(2)) else { throw StoreError.unknownCode("phase", row.int64(2)) }
    self.init(id: row.id(0), name: row.string(1), phase: phase, isDefault: row.bool(3))
  }
}

extension CustomField {
  init(row: any EngineStatement, enumValues: [String: String]) {
    var options = Options()
    options.organizationUnitSetID = row.int64(5)
    options.isRequired = row.bool(6)
    options.visibleBy = UserType(rawValue: row.int32(7))
    options.editableBy = UserType(rawValue: row.int32(8))
    options.minimumLength = row.optionalInt64(9)
    options.maximumLength = row.optionalInt64(10)
    options.minimumValue = row.optionalString(11)
    options.maximumValue = row.optionalString(12)
    options.minimumDate = row.optionalTime(13)
    options.maximumDate = row.optionalTime(14)
    options.regularExpression = row.optionalString(15)
    self.init(
      id: row.id(0), typeID: row.id(1), name: row.string(2), dataType: DataType(rawValue: row.int32(3)) ?? .string,
      isArray: row.bool(4), enumValues: enumValues, options: options)
  }
}

extension StoreError {
  /// A stored number that no CHECK of this schema lets in.
  static func unknownCode(_ column: String, _ number: Int64) -> StoreError {
    StoreError(.corrupt, attempted: "read a row", detail: "\(column) is \(number)")
  }
}

extension SQLStatement {
  fileprivate static let allTopics = SQLStatement("SELECT id, name, description FROM topics")
  fileprivate static let allStatuses = SQLStatement("SELECT id, name, phase, is_default FROM statuses")
  fileprivate static let allSettings = SQLStatement("SELECT name, value FROM settings")
  fileprivate static let allEnumValues = SQLStatement("SELECT field_id, key, label FROM custom_field_enum_values")
  fileprivate static let allCustomFields = SQLStatement(
    """
    SELECT id, type_id, name, data_type, is_array, organization_unit_set_id, is_required, visible_by, editable_by,
      minimum_length, maximum_length, minimum_value, maximum_value, minimum_date, maximum_date, regular_expression
    FROM custom_fields
    """)
}
