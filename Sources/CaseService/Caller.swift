public import CaseDomain
import CaseStore
import RPCCore

/// Who makes a call, and what they may do. `IdentityInterceptor` finds out before the call's handler starts.
///
/// A class, so that passing it on costs no copy and no box.
public final class Caller: Sendable, CustomStringConvertible {
  /// Of which kind the caller is.
  public enum Kind: Sendable, Hashable {
    /// The server's own user or root: every permission.
    case `operator`
    /// A peer whose uid the configuration maps to an API user.
    case system
    case employee
    case customer
    case api
    /// A peer without a token whose uid nothing maps.
    case anonymous
  }

  public let kind: Kind
  /// Nil for the operator, for the anonymous, and for a mapped uid whose API user does not exist yet.
  public let userID: UserID?
  /// What the caller's roles grant (R18).
  public let functionalities: Set<Functionality>
  /// When the caller's token ends; nil is never.
  let expires: UTCTime?
  /// `customer 12`: for logs, and what page tokens are bound to. Never a secret.
  public let description: String

  init(
    _ kind: Kind, userID: UserID? = nil, functionalities: Set<Functionality> = [], expires: UTCTime? = nil,
    description: String
  ) {
    self.kind = kind
    self.userID = userID
    self.functionalities = functionalities
    self.expires = expires
    self.description = description
  }

  /// Every permission.
  static let `operator` = Caller(
    .operator, functionalities: Set(Functionality.allCases), description: "operator")

  static let anonymous = Caller(.anonymous, description: "anonymous")

  /// A peer that the configuration maps.
  static func system(uid: UInt32, _ user: (id: UserID, functionalities: Set<Functionality>)?) -> Caller {
    Caller(
      .system, userID: user?.id, functionalities: user?.functionalities ?? [], description: "system uid \(uid)")
  }

  /// Whom a token speaks for; nil for users that have no tokens.
  convenience init?(_ identity: TokenIdentity) {
    let (kind, noun): (Kind, String)
    switch identity.userType {
    case .customer: (kind, noun) = (.customer, "customer")
    case .employee: (kind, noun) = (.employee, "employee")
    case .api: (kind, noun) = (.api, "api user")
    default: return nil
    }
    self.init(
      kind, userID: identity.userID, functionalities: identity.functionalities, expires: identity.expires,
      description: "\(noun) \(identity.userID)")
  }

  /// The type whose custom fields the caller sees and edits (R31): operator and mapped uids are System.
  public var userType: UserType {
    switch kind {
    case .operator, .system: .system
    case .employee: .employee
    case .customer: .customer
    case .api: .api
    case .anonymous: .anonymous
    }
  }
}

extension ServerContext {
  /// Who makes the call; the anonymous where no interceptor said.
  var caller: Caller { identity as? Caller ?? .anonymous }
}
