/// The custom fields of one type, by name and by ID: what values are coerced with.
public struct CustomFieldSet: Sendable {
  public private(set) var byID: [CustomFieldID: CustomField] = [:]
  private var byName: [String: CustomField] = [:]
  /// The required ones: pushes look at them for every case.
  public private(set) var required: [CustomField] = []

  public init(_ fields: some Sequence<CustomField> = []) {
    for field in fields { insert(field) }
  }

  public mutating func insert(_ field: CustomField) {
    byID[field.id] = field
    byName[field.name] = field
    required.removeAll { $0.id == field.id }
    if field.options.isRequired {
      required.append(field)
      required.sort { $0.id < $1.id }
    }
  }

  public func named(_ name: String) -> CustomField? { byName[name] }

  /// A value that is ready to be stored, or the wish to remove one.
  public struct Assignment: Sendable, Hashable {
    public let field: CustomFieldID
    /// Nil removes the value.
    public let value: String?
  }

  /// Who writes the values.
  public enum Writer: Sendable, Hashable {
    /// May write every field (R31); an empty string counts as absent (R20).
    case push
    /// Creates a case; may write what a user of the type may edit.
    case creator(UserType)
    /// Changes a case; an empty string removes a value.
    case editor(UserType)
  }

  /// Coerces values (R29) and holds them against the options (R31): unknown, not editable, unfit or missing ones are
  /// refused. The assignments come in the order of the field IDs.
  public func assignments(
    of values: [String: String], by writer: Writer
  ) throws(FieldViolation) -> [Assignment] {
    // Most pushes of a database without custom fields end here.
    if values.isEmpty && required.isEmpty { return [] }
    guard values.count <= CustomField.maximumFieldsPerCase else {
      throw FieldViolation("CustomFields", "has \(values.count) entries; at most 500 are allowed")
    }
    var assignments: [Assignment] = []
    assignments.reserveCapacity(values.count)
    for (name, value) in values {
      if let assignment = try assignment(name, value, by: writer) { assignments.append(assignment) }
    }
    if assignments.count > 1 { assignments.sort { $0.field < $1.field } }
    try checkRequired(assignments, by: writer)
    return assignments
  }

  private func assignment(
    _ name: String, _ value: String, by writer: Writer
  ) throws(FieldViolation) -> Assignment? {
    guard let field = byName[name] else {
      throw FieldViolation("CustomFields.\(name)", "is no custom field of cases")
    }
    switch writer {
    case .push: break
    case .creator(let type), .editor(let type):
      // What one may not see is as if it were not there.
      guard field.isEditable(by: type) else {
        throw field.violation(field.isVisible(to: type) ? "may not be edited" : "is no custom field of cases")
      }
    }
    guard value.isEmpty else { return Assignment(field: field.id, value: try field.coerce(value)) }
    guard case .editor = writer else { return nil }
    guard !field.options.isRequired else { throw field.violation("is required and cannot be removed") }
    return Assignment(field: field.id, value: nil)
  }

  private func checkRequired(_ assignments: [Assignment], by writer: Writer) throws(FieldViolation) {
    for field in required {
      let binds =
        switch writer {
        case .push: true
        case .creator(let type): field.isEditable(by: type)
        case .editor: false
        }
      if binds && !assignments.contains(where: { $0.field == field.id }) { throw field.violation("is required") }
    }
  }
}
