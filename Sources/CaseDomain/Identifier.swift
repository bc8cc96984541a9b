/// A row's number: positive, given by the store, never used again.
///
/// Each noun has a type of its own, so that a topic's number cannot be passed for a case's.
public protocol Identifier: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible
where RawValue == Int64 {
  init(rawValue: Int64)
}

extension Identifier {
  public init(_ number: Int64) { self.init(rawValue: number) }

  public var description: String { "\(rawValue)" }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A case.
public struct CaseID: Identifier {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// What a case is about.
public struct TopicID: Identifier {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A status that users named.
public struct StatusID: Identifier {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// `New`, the first status of a case from API, portal, form or mail (R11).
  public static let new = StatusID(1)
}

/// A customer, an employee, an API user or a system user.
public struct UserID: Identifier {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Something said or done on a case.
public struct InteractionID: Identifier {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A field that users added.
public struct CustomFieldID: Identifier {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// What a custom field can be added to.
public struct CustomFieldTypeID: Identifier {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Fields of cases (R30).
  public static let ofCase = CustomFieldTypeID(9)
}

/// A token, by its row; never the secret.
public struct TokenID: Identifier {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A role.
public struct RoleID: Identifier {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A place in the change feed: later changes have higher numbers, in commit order (R37).
public struct ChangeID: Identifier {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}
