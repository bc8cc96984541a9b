/// A field that users added to cases, and who may do what with it (R30, R31).
public struct CustomField: Sendable {
  public let id: CustomFieldID
  public let typeID: CustomFieldTypeID
  public let name: String
  public let dataType: DataType
  public let isArray: Bool
  /// Key to label; empty but for Enum.
  public let enumValues: [String: String]
  public let options: Options
  /// The options' regular expression, compiled.
  let pattern: TextPattern?

  public init(
    id: CustomFieldID, typeID: CustomFieldTypeID = .ofCase, name: String, dataType: DataType, isArray: Bool = false,
    enumValues: [String: String] = [:], options: Options = Options()
  ) {
    self.id = id
    self.typeID = typeID
    self.name = name
    self.dataType = dataType
    self.isArray = isArray
    self.enumValues = enumValues
    self.options = options
    pattern = options.regularExpression.flatMap { try? TextPattern($0) }
  }

  /// The types of data. The numbers are stored and travel (R30).
  public enum DataType: Int32, CaseIterable, Sendable {
    case string = 0
    case bool = 1
    case integer = 2
    case decimal = 3
    case `enum` = 4
    case text = 5
    case dateTime = 6
    case date = 7
    case blob = 8

    /// Whether fields of this type can be created.
    public var isSupported: Bool { self != .blob }

    public var isText: Bool { self == .string || self == .text }
    public var isNumber: Bool { self == .integer || self == .decimal }
    public var isTime: Bool { self == .date || self == .dateTime }
  }

  /// Who sees and edits a field, and which values it takes (R31). Until options are set it is
  /// the staff's: employees and the system see and edit the field, and API users.
  public struct Options: Sendable, Hashable {
    /// Kept as given.
    public var organizationUnitSetID: Int64 = 0
    public var isRequired = false
    public var visibleBy: UserType = [.employee, .api]
    public var editableBy: UserType = [.employee, .api]
    /// In characters (Unicode scalars).
    public var minimumLength: Int64?
    public var maximumLength: Int64?
    /// Decimal numbers.
    public var minimumValue: String?
    public var maximumValue: String?
    public var minimumDate: UTCTime?
    public var maximumDate: UTCTime?
    /// POSIX extended; the whole value must match.
    public var regularExpression: String?

    public init() {}
  }

  public func isVisible(to type: UserType) -> Bool { type.isAdmitted(by: options.visibleBy) }

  public func isEditable(by type: UserType) -> Bool { type.isAdmitted(by: options.editableBy) }
}
