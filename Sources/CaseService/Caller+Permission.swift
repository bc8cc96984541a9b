import CaseDomain
import RPCCore

// Who may what, in one place a rule (R2, R18, R35).
extension Caller {
  /// Refuses the anonymous.
  func requireIdentity() throws(RPCError) {
    guard kind != .anonymous else {
      throw RPCError(
        .unauthenticated, "the call needs an identity: send a token as authorization: Bearer TOKEN",
        reason: "IDENTITY_MISSING")
    }
  }

  /// The customer's ID: what every `Customer*` method begins with.
  func requireCustomer() throws(RPCError) -> UserID {
    try requireIdentity()
    guard kind == .customer, let userID else {
      throw RPCError(
        .permissionDenied, "the method is for customers, and the caller is \(self)", reason: "CUSTOMER_NEEDED")
    }
    return userID
  }

  /// Refuses who lacks the permission, by its name.
  func require(_ functionality: Functionality) throws(RPCError) {
    if functionalities.contains(functionality) { return }
    try requireIdentity()
    throw RPCError(
      .permissionDenied,
      "the permission \(functionality.rawValue) is needed, which \(self) does not have; a role can grant it",
      reason: "PERMISSION_MISSING", metadata: ["permission": functionality.rawValue])
  }
}
