/// A field that was refused and why.
public struct FieldViolation: Error, Sendable, Hashable {
  /// The path in JSON spelling: `Customer.EmailAddress`.
  public let field: String
  /// What is wrong and what would be right, in one sentence.
  public let reason: String

  public init(_ field: String, _ reason: String) {
    self.field = field
    self.reason = reason
  }

  /// The violation seen from the message around: `EmailAddress` in `Customer` is `Customer.EmailAddress`.
  public func within(_ parent: String) -> FieldViolation { FieldViolation("\(parent).\(field)", reason) }
}

/// Why the rules refused a request. Knows nothing of wires: the services translate it.
public enum DomainError: Error, Sendable, Hashable {
  /// A value of the request does not fit: INVALID_ARGUMENT.
  case invalid(FieldViolation)
  /// The object the request addresses does not exist, or not for this caller: NOT_FOUND. `CaseID 12`.
  case notFound(String)
  /// The pair is taken; nothing was changed: ALREADY_EXISTS (R19).
  case caseExists(CaseID)
  /// A name or key is taken: ALREADY_EXISTS.
  case alreadyExists(FieldViolation)
  /// The request is sound, but not now: FAILED_PRECONDITION.
  case failedPrecondition(FieldViolation)
  /// The caller named another version than the current: ABORTED, reason VERSION_MISMATCH (R36).
  case versionMismatch(current: Int64)
  /// The rules let it in and the store's own constraints did not: INTERNAL. The text says which.
  case unstorable(String)

  public static func invalid(_ field: String, _ reason: String) -> DomainError {
    .invalid(FieldViolation(field, reason))
  }

  public static func failedPrecondition(_ field: String, _ reason: String) -> DomainError {
    .failedPrecondition(FieldViolation(field, reason))
  }

  /// The field and reason, where one field is to blame.
  public var violation: FieldViolation? {
    switch self {
    case .invalid(let violation), .alreadyExists(let violation), .failedPrecondition(let violation): violation
    case .caseExists, .notFound, .versionMismatch, .unstorable: nil
    }
  }

  /// Runs checks whose violations are the caller's fault: INVALID_ARGUMENT.
  public static func invalidating<T>(_ checks: () throws(FieldViolation) -> T) throws(DomainError) -> T {
    do throws(FieldViolation) {
      return try checks()
    } catch {
      throw .invalid(error)
    }
  }
}
