import CaseDomain
import CaseStore
import RPCCore

extension RPCError {
  /// Who gives the reasons.
  static let domain = "casewire"

  /// A refusal with a reason that a program can compare.
  init(_ code: StatusCode, _ message: String, reason: String, metadata: [String: String] = [:]) {
    self.init(code, message, info: Info(reason: reason, domain: RPCError.domain, metadata: metadata))
  }

  /// A refusal for which one field is to blame.
  init(_ code: StatusCode, _ violation: CaseDomain.FieldViolation, reason: String) {
    self.init(
      code, "\(violation.field) \(violation.reason)", info: Info(reason: reason, domain: RPCError.domain),
      violations: [FieldViolation(field: violation.field, description: violation.reason)])
  }

  /// What the rules refused.
  init(_ refusal: DomainError) {
    switch refusal {
    case .invalid(let violation):
      self.init(.invalidArgument, violation, reason: "INVALID_FIELD")
    case .alreadyExists(let violation):
      self.init(.alreadyExists, violation, reason: "NAME_EXISTS")
    case .failedPrecondition(let violation):
      self.init(.failedPrecondition, violation, reason: "FAILED_PRECONDITION")
    case .notFound(let object):
      // The same for what is another's: nobody learns that it is there (R2).
      self.init(.notFound, "there is no \(object)", reason: "NOT_FOUND")
    case .caseExists(let id):
      self.init(
        .alreadyExists, "the pair of BackendSystemID and BackendID is case \(id)'s; nothing was changed",
        reason: "CASE_EXISTS", metadata: ["id": "\(id)"])
    case .versionMismatch(let current):
      self.init(
        .aborted, "the case has version \(current); read it again and repeat the change", reason: "VERSION_MISMATCH",
        metadata: ["current": "\(current)"])
    case .unstorable:
      self.init(.internal, "the server could not store what the rules let in", reason: "UNSTORABLE")
    }
  }

  /// What the store could not do, where the caller can do something about it; nil for the server's own failures.
  init?(_ failure: StoreError) {
    switch failure.kind {
    case .busy:
      self.init(.unavailable, "the server has too much to do; try again", reason: "BUSY")
    case .closed:
      self.init(.unavailable, "the server is going down; try again when it is back", reason: "STOPPING")
    case .diskFull:
      self.init(.resourceExhausted, "the server's disk is full; nothing was changed", reason: "DISK_FULL")
    default: return nil
    }
  }
}

/// What a caller is answered for a failure; what is not for callers goes on as it is, for the log.
func refusal(of error: any Error) -> any Error {
  switch error {
  case let error as CaseDomain.FieldViolation: RPCError(.invalid(error))
  case let error as DomainError: RPCError(error)
  case let error as StoreError: RPCError(error) ?? error
  default: error
  }
}

/// Runs a handler's body; failures come out as callers are told them.
func refusing<T>(_ body: () throws -> T) throws -> T {
  do {
    return try body()
  } catch {
    throw refusal(of: error)
  }
}

/// The same for a body that waits.
func refusing<T>(_ body: () async throws -> T) async throws -> T {
  do {
    return try await body()
  } catch {
    throw refusal(of: error)
  }
}
