import CaseDomain
import CaseSchema
import CaseStore
import ProtobufBridge
import RPCCore
import Testing

@testable import CaseService

@Suite(.timeLimit(.minutes(2))) struct RefusalTests {
  static let domain: [(DomainError, StatusCode, String)] = [
    (.invalid("Title", "is required"), .invalidArgument, "INVALID_FIELD"),
    (.notFound("case 12"), .notFound, "NOT_FOUND"),
    (.caseExists(CaseID(12)), .alreadyExists, "CASE_EXISTS"),
    (.alreadyExists(FieldViolation("Name", "is taken")), .alreadyExists, "NAME_EXISTS"),
    (.failedPrecondition("Topic", "does not exist"), .failedPrecondition, "FAILED_PRECONDITION"),
    (.versionMismatch(current: 4), .aborted, "VERSION_MISMATCH"),
    (.unstorable("secret detail"), .internal, "UNSTORABLE"),
  ]

  @Test("R35 R36 each refusal has its code and a reason; a field's has the field", arguments: domain.indices)
  func refusals(row: Int) {
    let (refusal, code, reason) = RefusalTests.domain[row]
    let error = RPCError(refusal)
    #expect(error.code == code)
    #expect(error.info?.reason == reason)
    #expect(error.info?.domain == "casewire")
    #expect(error.violations.map(\.field) == (refusal.violation.map { [$0.field] } ?? []))
    #expect(!error.message.contains("secret"))
  }

  static let store: [(StoreError.Kind, StatusCode)] = [
    (.busy, .unavailable), (.closed, .unavailable), (.diskFull, .resourceExhausted), (.constraint, .internal),
    (.corrupt, .internal), (.inputOutput, .internal), (.inUse, .internal), (.unexpected, .internal),
    (.newerSchema(found: 2, known: 1), .internal),
  ]

  @Test("a store's failure is the caller's to know only as far as it can act on it", arguments: store.indices)
  func storeFailures(row: Int) {
    let (kind, code) = RefusalTests.store[row]
    let failure = StoreError(kind, attempted: "write secret", detail: "secret")
    let error = RPCError(answering: refusal(of: failure))
    #expect(error.code == code)
    #expect(!error.message.contains("secret"))
    // What becomes INTERNAL reaches the log whole.
    #expect((refusal(of: failure) is StoreError) == (code == .internal))
  }

  static let reads: [MethodDescriptor] = [
    CaseServiceDefinition.customerGetCaseByID, CaseServiceDefinition.customerListCases,
    TopicServiceDefinition.listCaseTopics, InteractionServiceDefinition.customerListCaseInteractions,
  ]

  @Test("a read is answered where its request was read, before the call's start returns", arguments: reads.indices)
  func readsDoNotHop(row: Int) async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let caseID = try await server.makeCase(customer)
    // The case's ID has the same number in both requests that take one.
    let request = try CustomerGetCaseByIDRequest(id: caseID).serialized()
    let method = RefusalTests.reads[row]
    let takesID = method.name == "CustomerGetCaseByID" || method.name == "CustomerListCaseInteractions"
    #expect(server.answersAtOnce(method, takesID ? request : [], as: customer.identity))
  }
}
