public import CaseDomain

extension WriteTransaction {
  /// Creates a topic.
  public func createTopic(_ name: String, description: String = "") throws -> TopicID {
    try DomainError.invalidating { () throws(FieldViolation) in
      try TextRule.name.check(name, "Name")
      try TextRule.longText.check(description, "Description")
    }
    guard session.catalogue.topicIDs[name] == nil else {
      throw DomainError.alreadyExists(FieldViolation("Name", "\"\(name)\" is a topic already"))
    }
    let id = TopicID(
      try connection.insert(.insertTopic) {
        $0.bind(1, name)
        $0.bind(2, description)
      })
    session.catalogue.insert(Topic(id: id, name: name, description: description))
    return id
  }

  /// Creates a status that is not its phase's default.
  public func createStatus(_ name: String, phase: Phase) throws -> CaseStatus {
    try DomainError.invalidating { () throws(FieldViolation) in try TextRule.name.check(name, "Name") }
    guard session.catalogue.statusIDs[name] == nil else {
      throw DomainError.alreadyExists(FieldViolation("Name", "\"\(name)\" is a status already"))
    }
    let id = StatusID(
      try connection.insert(.insertStatus) {
        $0.bind(1, name)
        $0.bind(2, phase.rawValue)
      })
    let status = CaseStatus(id: id, name: name, phase: phase, isDefault: false)
    session.catalogue.insert(status)
    return status
  }

  /// Sets a setting; it holds from the next call on.
  public func set(_ definition: SettingDefinition, to value: String) throws {
    try DomainError.invalidating { () throws(FieldViolation) in try definition.check(value) }
    try connection.run(.setSetting) {
      $0.bind(1, definition.name)
      $0.bind(2, value)
    }
    session.catalogue.set(definition.name, value)
  }

  /// Creates a custom field; nobody sees or edits it until options are set (R30).
  public func createCustomField(_ draft: CustomFieldDraft) throws -> CustomFieldID {
    try DomainError.invalidating(draft.check)
    guard draft.typeID == .ofCase else {
      throw DomainError.invalid("TypeID", "\(draft.typeID) is none of GetCustomFieldTypes; 9 is Case")
    }
    guard session.catalogue.customFields.named(draft.name) == nil else {
      throw DomainError.alreadyExists(FieldViolation("Name", "\"\(draft.name)\" is a custom field already"))
    }
    let id = CustomFieldID(
      try connection.insert(.insertCustomField) {
        $0.bind(1, draft.typeID)
        $0.bind(2, draft.name)
        $0.bind(3, draft.dataType.rawValue)
        $0.bind(4, draft.isArray)
      })
    for (key, label) in draft.enumValues {
      try connection.run(.insertEnumValue) {
        $0.bind(1, id)
        $0.bind(2, key)
        $0.bind(3, label)
      }
    }
    session.catalogue.customFields.insert(
      CustomField(
        id: id, typeID: draft.typeID, name: draft.name, dataType: draft.dataType, isArray: draft.isArray,
        enumValues: draft.enumValues))
    return id
  }

  /// Replaces the options of a custom field; they hold from the next call on (R31).
  public func setOptions(_ options: CustomField.Options, of id: CustomFieldID) throws {
    guard let field = session.catalogue.customFields.byID[id] else {
      throw DomainError.notFound("custom field \(id)")
    }
    try DomainError.invalidating { () throws(FieldViolation) in try options.check(for: field.dataType) }
    try connection.run(.setOptions) {
      $0.bind(1, id)
      $0.bind(2, options.organizationUnitSetID)
      $0.bind(3, options.isRequired)
      $0.bind(4, options.visibleBy.rawValue)
      $0.bind(5, options.editableBy.rawValue)
      $0.bind(6, optional: options.minimumLength)
      $0.bind(7, optional: options.maximumLength)
      $0.bind(8, optional: options.minimumValue)
      $0.bind(9, optional: options.maximumValue)
      $0.bind(10, optional: options.minimumDate)
      $0.bind(11, optional: options.maximumDate)
      $0.bind(12, optional: options.regularExpression)
    }
    session.catalogue.customFields.insert(
      CustomField(
        id: id, typeID: field.typeID, name: field.name, dataType: field.dataType, isArray: field.isArray,
        enumValues: field.enumValues, options: options))
  }
}

extension SQLStatement {
  static let insertTopic = SQLStatement("INSERT INTO topics(name, description) VALUES (?1, ?2)")
  static let insertStatus = SQLStatement("INSERT INTO statuses(name, phase, is_default) VALUES (?1, ?2, 0)")
  static let setSetting = SQLStatement(
    "INSERT INTO settings(name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
  static let insertCustomField = SQLStatement(
    "INSERT INTO custom_fields(type_id, name, data_type, is_array) VALUES (?1, ?2, ?3, ?4)")
  static let insertEnumValue = SQLStatement(
    "INSERT INTO custom_field_enum_values(field_id, key, label) VALUES (?1, ?2, ?3)")
  static let setOptions = SQLStatement(
    """
    UPDATE custom_fields SET organization_unit_set_id = ?2, is_required = ?3, visible_by = ?4, editable_by = ?5,
      minimum_length = ?6, maximum_length = ?7, minimum_value = ?8, maximum_value = ?9, minimum_date = ?10,
      maximum_date = ?11, regular_expression = ?12
    WHERE id = ?1
    """)
}
