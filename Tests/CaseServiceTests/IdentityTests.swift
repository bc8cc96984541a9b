import CaseDomain
import CaseSchema
import RPCCore
import Testing

@Suite(.timeLimit(.minutes(2))) struct IdentityTests {
  private let topics = TopicServiceDefinition.listCaseTopics

  private func topicsAnswer(_ server: TestServer, _ identity: TestServer.Identity) async throws {
    let _: ListCaseTopicsResponse = try await server.call(topics, ListCaseTopicsRequest(), as: identity)
  }

  static let malformed: [(String, Metadata)] = [
    ("empty", ["authorization": ""]),
    ("another scheme", ["authorization": "Basic YTpi"]),
    ("no scheme", ["authorization": "cw_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]),
    ("no token", ["authorization": "Bearer "]),
    ("too short", ["authorization": "Bearer cw_AAAA"]),
    ("too long", ["authorization": "Bearer cw_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]),
    ("another prefix", ["authorization": "Bearer xy_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]),
    ("two spaces", ["authorization": "Bearer  cw_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]),
    ("unknown", ["authorization": "Bearer cw_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]),
    ("sent twice", ["authorization": "Bearer a", "authorization": "Bearer b"]),
  ]

  @Test("R35 a bad token never falls back to the peer's uid", arguments: IdentityTests.malformed.indices)
  func badTokenIsUnauthenticated(row: Int) async throws {
    let server = try TestServer()
    let (name, metadata) = IdentityTests.malformed[row]
    let error = try await server.refusal(of: topics, ListCaseTopicsRequest(), as: .metadata(metadata))
    #expect(error.code == .unauthenticated, "\(name)")
    #expect(error.info != nil, "\(name)")
  }

  @Test("R35 the scheme is taken in either case, the token is not")
  func schemeInEitherCase() async throws {
    let server = try TestServer()
    let token = try await server.makeToken(.apiName("shop"))
    #expect(token.hasPrefix("cw_"))
    try await topicsAnswer(server, .metadata(["authorization": "bEARER \(token)"]))
    let error = try await server.refusal(
      of: topics, ListCaseTopicsRequest(), as: .metadata(["authorization": "Bearer \(token.uppercased())"]))
    #expect(error.code == .unauthenticated)
  }

  @Test("R35 a token is refused from the call after it was revoked")
  func revokedTokenIsRefusedAtOnce() async throws {
    let server = try TestServer()
    let token = try await server.createToken(.apiName("shop"))
    try await topicsAnswer(server, .token(token.token))
    try await topicsAnswer(server, .token(token.token))
    for _ in 0..<2 {
      let _: RevokeTokenResponse = try await server.call(
        AdminServiceDefinition.revokeToken, RevokeTokenRequest(id: token.id), as: .operator)
      let error = try await server.refusal(of: topics, ListCaseTopicsRequest(), as: .token(token.token))
      #expect(error.code == .unauthenticated)
      #expect(error.info?.reason == "TOKEN_REVOKED")
    }
  }

  @Test("R35 a token is refused from the moment it expires, though it was known")
  func expiredTokenIsRefused() async throws {
    let server = try TestServer()
    let token = try await server.makeToken(.apiName("shop"), expiresIn: 60)
    server.clock.advance(milliseconds: 59_999)
    try await topicsAnswer(server, .token(token))
    server.clock.advance(milliseconds: 1)
    let error = try await server.refusal(of: topics, ListCaseTopicsRequest(), as: .token(token))
    #expect(error.code == .unauthenticated)
    #expect(error.info?.reason == "TOKEN_EXPIRED")
  }

  @Test("R18 a role that is given later holds from the next call on")
  func roleGivenLaterHolds() async throws {
    let server = try TestServer()
    let token = try await server.makeToken(.apiName("shop"))
    let before = try await server.refusal(
      of: CaseServiceDefinition.pushCase, PushCaseRequest.sample(), as: .token(token))
    #expect(before.code == .permissionDenied)
    #expect(before.message.contains("PushCases"))
    _ = try await server.makeToken(.apiName("shop"), [.pushCases])
    _ = try await server.push(.sample(), as: .token(token))
  }

  @Test("R35 a mapped uid acts as its API user, and knows nothing before that exists")
  func mappedPeer() async throws {
    let server = try TestServer()
    try await topicsAnswer(server, .mapped)
    let before = try await server.refusal(of: CaseServiceDefinition.pushCase, PushCaseRequest.sample(), as: .mapped)
    #expect(before.code == .permissionDenied)
    _ = try await server.makeAPIUser([.pushCases], name: "importer")
    _ = try await server.push(.sample(), as: .mapped)
  }

  @Test("R35 root and the server's own user are the operator")
  func operatorPeers() async throws {
    let server = try TestServer()
    for identity in [TestServer.Identity.operator, .peer(uid: 0)] {
      let _: ListRolesResponse = try await server.call(
        AdminServiceDefinition.listRoles, ListRolesRequest(), as: identity)
    }
  }

  @Test("R35 a token takes precedence over the peer's uid")
  func tokenTakesPrecedence() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    // The peer is the operator; the token is a customer's.
    let error = try await server.refusal(
      of: AdminServiceDefinition.listRoles, ListRolesRequest(), as: customer.identity)
    #expect(error.code == .permissionDenied)
  }
}
