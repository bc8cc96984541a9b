import CaseDomain
public import CaseSchema
import CaseStore
public import RPCCore

/// What cases are about.
public struct TopicService: TopicServiceProtocol {
  let store: CaseStore

  /// All topics, highest ID first, for every caller with an identity (R3).
  public func listCaseTopics(
    _ request: ListCaseTopicsRequest, context: ServerContext
  ) async throws -> ListCaseTopicsResponse {
    try refusing {
      try context.caller.requireIdentity()
      let topics = try store.read { $0.topics() }
      return ListCaseTopicsResponse(
        results: topics.map { CaseTopic(id: $0.id.rawValue, name: $0.name, description: $0.description) })
    }
  }
}
