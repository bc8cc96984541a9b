import CaseDomain
public import CaseSchema
import CaseStore
public import RPCCore
import RPCSchema

extension AdminService {
  /// Creates a token and gives its user the roles (R35). The token leaves the server here and never again: the store
  /// has its digest.
  public func createToken(_ request: CreateTokenRequest, context: ServerContext) async throws -> CreateTokenResponse {
    try await refusing {
      try context.caller.require(.admin)
      let subject = try AdminService.subject(of: request)
      let expires = try request.expiresInSeconds.map(expiry)
      let token = BearerToken.make(randomness)
      let digest = TokenDigest(of: token).bytes
      let roles = request.roles
      let id = try await store.write {
        try $0.createToken(for: subject, digest: digest, roles: roles, expires: expires)
      }
      return CreateTokenResponse(id: id.rawValue, token: token)
    }
  }

  private static func subject(of request: CreateTokenRequest) throws(FieldViolation) -> TokenSubject {
    switch request.subject {
    case .customerID(let id): .customer(UserID(id))
    case .employeeID(let id): .employee(UserID(id))
    case .apiName(let name): .api(name: name)
    case nil: throw FieldViolation("CustomerID", "is required, or EmployeeID or ApiName")
    }
  }

  private func expiry(inSeconds seconds: Int64) throws(FieldViolation) -> UTCTime {
    let now = clock()
    let most = UTCTime.latest.seconds - now.seconds
    guard seconds >= 1, seconds < most else {
      throw FieldViolation("ExpiresInSeconds", "is \(seconds); 1 to \(most - 1) are allowed")
    }
    return now.advanced(byMilliseconds: seconds * 1_000)
  }

  /// A page of the tokens, newest first: never their texts.
  public func listTokens(_ request: ListTokensRequest, context: ServerContext) async throws -> ListTokensResponse {
    try refusing {
      try context.caller.require(.admin)
      let size = try request.checkedPageSize()
      let cursor = try pageTokens.cursor(of: request, context).map { TokenID($0.id) }
      let page = try store.read { try $0.tokens(after: cursor, size: size) }
      // The list is ordered by ID alone; the cursor's time has nothing to say.
      let next = page.next.map { TimeCursor(time: UTCTime(milliseconds: 0), id: $0.rawValue) }
      return ListTokensResponse(
        results: page.rows.map(TokenSummary.init), nextPageToken: try pageTokens.next(next, after: request, context))
    }
  }

  /// Revokes a token; revoking twice is no error. Holds from the next call on.
  public func revokeToken(_ request: RevokeTokenRequest, context: ServerContext) async throws -> RevokeTokenResponse {
    try await refusing {
      try context.caller.require(.admin)
      let id = try RequestValue.id(request.id, "ID", TokenID.self)
      try await store.write { try $0.revokeToken(id) }
      return RevokeTokenResponse()
    }
  }
}

extension TokenSummary {
  init(_ token: TokenRecord) {
    self.init(
      id: token.id.rawValue, userID: token.userID.rawValue, userType: token.userType.rawValue,
      userName: token.userName, creationTime: Google_Protobuf_Timestamp(token.created),
      expirationTime: token.expires.map(Google_Protobuf_Timestamp.init),
      revocationTime: token.revoked.map(Google_Protobuf_Timestamp.init))
  }
}
