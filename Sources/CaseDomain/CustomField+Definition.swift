/// A custom field to be created (R30).
public struct CustomFieldDraft: Sendable, Hashable {
  public var name: String
  public var dataType: CustomField.DataType
  public var isArray: Bool
  public var typeID: CustomFieldTypeID
  public var enumValues: [String: String]

  /// The most keys an Enum may have.
  public static let maximumEnumValues = 1_000

  public init(
    name: String, dataType: CustomField.DataType, isArray: Bool = false, typeID: CustomFieldTypeID = .ofCase,
    enumValues: [String: String] = [:]
  ) {
    self.name = name
    self.dataType = dataType
    self.isArray = isArray
    self.typeID = typeID
    self.enumValues = enumValues
  }

  public func check() throws(FieldViolation) {
    try TextRule.name.check(name, "Name")
    guard dataType.isSupported else { throw FieldViolation("DataType", "8, Blob, is not supported yet") }
    guard !isArray else { throw FieldViolation("IsArray", "is not supported yet") }
    guard dataType == .enum else {
      guard enumValues.isEmpty else { throw FieldViolation("EnumValues", "are for fields of DataType 4, Enum, only") }
      return
    }
    guard (1...CustomFieldDraft.maximumEnumValues).contains(enumValues.count) else {
      throw FieldViolation("EnumValues", "has \(enumValues.count) entries; an Enum needs 1 to 1,000")
    }
    for (key, label) in enumValues {
      try TextRule.name.check(key, "EnumValues")
      try TextRule.name.check(label, "EnumValues.\(key)")
    }
  }
}

extension CustomField.Options {
  /// Refuses options that do not fit the field they are for (R31).
  public func check(for dataType: CustomField.DataType) throws(FieldViolation) {
    for (mask, field) in [(visibleBy, "VisibleByUserTypes"), (editableBy, "EditableByUserTypes")]
    where !mask.isSubset(of: .known) {
      throw FieldViolation(field, "has flags that are no user type; they are 1, 2, 4, 8, 17 and 2048")
    }
    try checkLengths(for: dataType)
    try checkValues(for: dataType)
    try checkDates(for: dataType)
    guard let regularExpression else { return }
    guard dataType.isText else { throw FieldViolation("RegularExpression", "is for String and Text fields only") }
    do throws(TextPattern.Unfit) {
      _ = try TextPattern(regularExpression)
    } catch {
      throw FieldViolation("RegularExpression", error.reason)
    }
  }

  private func checkLengths(for dataType: CustomField.DataType) throws(FieldViolation) {
    for (length, field) in [(minimumLength, "MinimumLength"), (maximumLength, "MaximumLength")] {
      guard let length else { continue }
      guard dataType.isText else { throw FieldViolation(field, "is for String and Text fields only") }
      guard length >= 0 else { throw FieldViolation(field, "is negative") }
    }
    if let minimumLength, let maximumLength, minimumLength > maximumLength {
      throw FieldViolation("MinimumLength", "is over MaximumLength")
    }
  }

  private func checkValues(for dataType: CustomField.DataType) throws(FieldViolation) {
    for (value, field) in [(minimumValue, "MinimumValue"), (maximumValue, "MaximumValue")] {
      guard let value else { continue }
      guard dataType.isNumber else { throw FieldViolation(field, "is for Integer and Decimal fields only") }
      guard DecimalNumber(text: value) != nil else { throw FieldViolation(field, "is no decimal number such as -1.50") }
    }
    if let low = minimumValue.flatMap(DecimalNumber.init(text:)),
      let high = maximumValue.flatMap(DecimalNumber.init(text:)),
      low > high
    {
      throw FieldViolation("MinimumValue", "is over MaximumValue")
    }
  }

  private func checkDates(for dataType: CustomField.DataType) throws(FieldViolation) {
    for (date, field) in [(minimumDate, "MinimumDate"), (maximumDate, "MaximumDate")] where date != nil {
      guard dataType.isTime else { throw FieldViolation(field, "is for Date and DateTime fields only") }
    }
    if let minimumDate, let maximumDate, minimumDate > maximumDate {
      throw FieldViolation("MinimumDate", "is after MaximumDate")
    }
  }
}
