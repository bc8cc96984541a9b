import BenchSchema
import RPCCore

/// Answers every ID with the 410-byte case of every server of the benchmark.
struct CaseFromMemory: EchoProtocol {
  private let answer: GetCaseResponse

  init() {
    var answer = GetCaseResponse()
    answer.topic = NamedID(id: 17, name: "Returns and complaints")
    answer.status = NamedID(id: 3, name: "Waiting for customer")
    answer.priority = 2
    answer.title = "Delivery damaged: replacement for parcel 00342"
    answer.description = """
      The customer reports that the parcel arrived with a broken corner and that two of the four items were scratched. \
      Pictures were attached. They ask for a replacement before Friday or a full refund to the original payment \
      method; they prefer email.
      """
    answer.orderID = 90_017_345
    answer.unread = true
    answer.creationTime = 1_763_712_345_678_901
    answer.blobID = Array("3f2b8c1e-9a47-4d0b-8f55-7c1d2e9a6b40".utf8)
    self.answer = answer
  }

  func getCase(_ request: GetCaseRequest, context: ServerContext) async throws -> GetCaseResponse {
    var answer = answer
    answer.id = request.id
    return answer
  }
}
