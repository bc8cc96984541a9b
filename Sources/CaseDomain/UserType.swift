/// What kind of user, as flags (R31). System holds Employee's bit, so what an employee may see the system may see.
public struct UserType: OptionSet, Sendable, Hashable {
  public let rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }

  public static let employee = UserType(rawValue: 1)
  public static let customer = UserType(rawValue: 2)
  public static let anonymous = UserType(rawValue: 4)
  public static let business = UserType(rawValue: 8)
  public static let system = UserType(rawValue: 17)
  public static let api = UserType(rawValue: 2048)

  /// All flags that have a name; a mask with others is refused.
  public static let known: UserType = [.employee, .customer, .anonymous, .business, .system, .api]

  /// Whether a mask of types lets a user of this type in: where they share a bit (R31).
  public func isAdmitted(by mask: UserType) -> Bool { rawValue & mask.rawValue != 0 }

  /// Whether cases may be assigned to such a user: Employee or System (R23).
  public var canBeAssigned: Bool { self == .employee || self == .system }
}
