public import CaseDomain
public import CaseStore
public import RPCCore

/// Finds out who makes a call, before anything else of it happens (R35).
///
/// A token, where one is sent, takes precedence; a bad one is refused and never falls back to the peer's uid.
public struct IdentityInterceptor: ServerInterceptor {
  private let store: CaseStore
  private let clock: @Sendable () -> UTCTime
  private let ownUID: UInt32
  private let principals: [UInt32: String]
  private let tokens = IdentityCache<TokenDigest>()
  private let peers = IdentityCache<UInt32>()

  /// - Parameters:
  ///   - principals: names of API users by the uid of the peers that act as them.
  ///   - ownUID: whose peers are the operator, beside root's: the server's own.
  public init(
    store: CaseStore, clock: @escaping @Sendable () -> UTCTime, principals: [UInt32: String],
    ownUID: UInt32
  ) {
    self.store = store
    self.clock = clock
    self.principals = principals
    self.ownUID = ownUID
  }

  public func began(_ context: ServerContext) throws {
    do {
      context.identify(as: try caller(of: context))
    } catch {
      throw refusal(of: error)
    }
  }

  private func caller(of context: ServerContext) throws -> Caller {
    var header: String?
    for pair in context.metadata.pairs where pair.key == BearerToken.metadataKey {
      guard header == nil else {
        throw unauthenticated("the call has two authorization values; send one", "TOKEN_MALFORMED")
      }
      header = pair.value
    }
    if let header { return try caller(showing: header) }
    return try caller(peer: context.peer.userID)
  }

  private func caller(showing header: String) throws -> Caller {
    guard let digest = BearerToken.digest(in: header) else {
      throw unauthenticated("the authorization is no token of this server; send Bearer TOKEN", "TOKEN_MALFORMED")
    }
    // Before the store is read: what changes meanwhile must not be kept.
    let generation = store.identityGeneration
    if let known = tokens.caller(for: digest, generation: generation) { return try current(known) }
    guard let identity = try store.read({ try $0.identity(tokenDigest: digest.bytes) }),
      let caller = Caller(identity)
    else { throw unauthenticated("the token is not known to this server", "TOKEN_UNKNOWN") }
    guard !identity.isRevoked else { throw unauthenticated("the token was revoked", "TOKEN_REVOKED") }
    tokens.keep(caller, for: digest, generation: generation)
    return try current(caller)
  }

  private func current(_ caller: Caller) throws -> Caller {
    guard let expires = caller.expires, clock() >= expires else { return caller }
    throw unauthenticated("the token expired at \(expires); get a new one", "TOKEN_EXPIRED")
  }

  private func caller(peer uid: UInt32) throws -> Caller {
    if uid == ownUID || uid == 0 { return .operator }
    guard let name = principals[uid] else { return .anonymous }
    let generation = store.identityGeneration
    if let known = peers.caller(for: uid, generation: generation) { return known }
    let caller = Caller.system(uid: uid, try store.read { try $0.apiUser(named: name) })
    peers.keep(caller, for: uid, generation: generation)
    return caller
  }

  private func unauthenticated(_ message: String, _ reason: String) -> RPCError {
    RPCError(.unauthenticated, message, reason: reason)
  }
}
