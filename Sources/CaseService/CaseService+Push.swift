import CaseDomain
public import CaseSchema
import CaseStore
public import RPCCore

extension CaseService {
  /// Takes in one case; a pair that exists is ALREADY_EXISTS with its ID. Needs PushCases (R18 to R29).
  public func pushCase(_ request: PushCaseRequest, context: ServerContext) async throws -> PushCaseResponse {
    try await refusing {
      let caller = context.caller
      try caller.require(.pushCases)
      let pushed = try PushedCase(request)
      switch try await store.write({ try $0.push(pushed, by: caller.userID) }) {
      case .created(let id): return PushCaseResponse(id: id.rawValue)
      case .exists(let id): throw DomainError.caseExists(id)
      case .rejected(let refusal): throw refusal
      }
    }
  }

  /// Takes in many, within a window that is the larger the fewer push (`PushCredit`); atomic pushes and dry runs are UNIMPLEMENTED yet. Needs PushCases
  /// (R33).
  public func pushCases(
    _ requests: RequestStream<PushCasesRequest>, responses: ResponseStream<PushCasesResponse>, context: ServerContext
  ) async throws {
    try await refusing {
      try context.caller.require(.pushCases)
      guard case .options(let options)? = try await requests.next()?.content else {
        throw RPCError(
          .invalidArgument, "the first request of PushCases carries Options, and this one has none",
          reason: "OPTIONS_MISSING")
      }
      guard !options.atomic, !options.dryRun else {
        throw RPCError(
          .unimplemented, "atomic pushes and dry runs are not implemented yet; leave Atomic and DryRun false",
          reason: "OPTION_UNSUPPORTED", metadata: ["option": options.atomic ? "Atomic" : "DryRun"])
      }
      let grant = try pushCredit.grant()
      try await responses.send(PushCasesResponse(content: .window(grant.window)))
      try await PushPipeline(store: store, grant: grant, responses: responses, context: context).run(requests)
    }
  }
}
