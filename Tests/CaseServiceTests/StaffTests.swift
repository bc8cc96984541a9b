import CaseDomain
import CaseSchema
import RPCCore
import RPCSchema
import Testing

@Suite(.timeLimit(.minutes(2))) struct StaffTests {
  private let list = CaseServiceDefinition.listCases
  private let update = CaseServiceDefinition.updateCase

  private func titles(_ server: TestServer, _ request: ListCasesRequest) async throws -> [String] {
    let answer: ListCasesResponse = try await server.call(list, request, as: .operator)
    return answer.results.map(\.title)
  }

  /// Three pushed cases that differ in everything one can filter by.
  private func filled(_ server: TestServer) async throws -> (employee: Int64, customer: Int64) {
    let employee = try await server.makeEmployee()
    for (number, title) in ["oldest", "middle", "newest"].enumerated() {
      var request = PushCaseRequest.sample(title)
      request.title = title
      request.reportingTime = Google_Protobuf_Timestamp(seconds: Int64(number) * 1_000)
      if number == 0 { request.closingTime = Google_Protobuf_Timestamp(seconds: 5_000) }
      if number == 1 {
        request.topic = "Shipping"
        request.assignee = PushedAssignee(id: employee.id)
        request.status = "In Progress"
        request.priority = .critical
      }
      _ = try await server.push(request)
    }
    let all: ListCasesResponse = try await server.call(list, ListCasesRequest(), as: .operator)
    return (employee.id, try #require(all.results.first?.customerID))
  }

  @Test("R34 ListCases filters by each condition and by all that are present")
  func filters() async throws {
    let server = try TestServer()
    let (employee, customer) = try await filled(server)
    let second = Google_Protobuf_Timestamp(seconds: 1_000)
    let rows: [(ListCasesRequest, [String])] = [
      (ListCasesRequest(), ["newest", "middle", "oldest"]),
      (ListCasesRequest(statusID: Int64(Phase.inProgress.rawValue)), ["middle"]),
      (ListCasesRequest(phase: .closed), ["oldest"]),
      (ListCasesRequest(topicID: 1), ["newest", "oldest"]),
      (ListCasesRequest(priority: .low), ["newest", "oldest"]),
      (ListCasesRequest(assigneeID: employee), ["middle"]),
      (ListCasesRequest(customerID: customer), ["newest"]),
      (ListCasesRequest(reportedFrom: second), ["newest", "middle"]),
      (ListCasesRequest(reportedUntil: second), ["oldest"]),
      (ListCasesRequest(phase: .closed, priority: .critical), []),
      (ListCasesRequest(phase: .inProgress, topicID: 2, priority: .critical, reportedFrom: second), ["middle"]),
    ]
    for (request, expected) in rows {
      #expect(try await titles(server, request) == expected, "\(request)")
    }
  }

  static let unfit: [(String, ListCasesRequest)] = [
    ("StatusID", ListCasesRequest(statusID: 99)), ("TopicID", ListCasesRequest(topicID: 99)),
    ("Phase", ListCasesRequest(phase: CasePhase(rawValue: 0))),
    ("Phase", ListCasesRequest(phase: CasePhase(rawValue: 12))),
    ("Priority", ListCasesRequest(priority: CasePriority(rawValue: 4))),
    ("AssigneeID", ListCasesRequest(assigneeID: 99)), ("CustomerID", ListCasesRequest(customerID: 99)),
    ("ReportedFrom", ListCasesRequest(reportedFrom: Google_Protobuf_Timestamp(seconds: 0, nanos: 999))),
    ("ReportedUntil", ListCasesRequest(reportedUntil: Google_Protobuf_Timestamp(seconds: .max))),
  ]

  @Test("R34 R35 R17 a filter that means nothing is refused by its field", arguments: StaffTests.unfit.indices)
  func unfitFilters(row: Int) async throws {
    let server = try TestServer()
    let (field, request) = StaffTests.unfit[row]
    let error = try await server.refusal(of: list, request, as: .operator)
    #expect(error.code == .invalidArgument)
    #expect(error.violations.map(\.field) == [field])
  }

  @Test("R34 an employee with the permission reads every case")
  func viewerReads() async throws {
    let server = try TestServer()
    let viewer = try await server.makeEmployee([.viewCases])
    let id = try await server.makeCase(try await server.makeCustomer())
    let found = try await server.staffCase(id, as: viewer.identity)
    #expect(found.title == "The app crashes")
    #expect(found.backendSystemID == nil)
    #expect(found.phase == .new)
    let error = try await server.refusal(
      of: CaseServiceDefinition.getCaseByID, GetCaseByIDRequest(id: 99), as: viewer.identity)
    #expect(error.code == .notFound)
  }

  @Test("R34 R36 staff change what they may, with the version")
  func staffChange() async throws {
    let server = try TestServer()
    let editor = try await server.makeEmployee([.editCases])
    let id = try await server.makeCase(try await server.makeCustomer())
    let answer: UpdateCaseResponse = try await server.call(
      update,
      UpdateCaseRequest(
        id: id, topicID: 2, statusID: Int64(Phase.inProgress.rawValue), priority: .high, assigneeID: editor.id,
        summary: "A summary", solution: "A solution", version: 1),
      as: editor.identity)
    #expect(answer.version == 2)
    let found = try await server.staffCase(id)
    #expect(found.topicID == 2)
    #expect(found.phase == .inProgress)
    #expect(found.priority == .high)
    #expect(found.assigneeID == editor.id)
    #expect(found.assignedOn != nil)
    #expect(found.summary == "A summary")
    #expect(found.solution == "A solution")
    let _: UpdateCaseResponse = try await server.call(
      update, UpdateCaseRequest(id: id, assigneeID: 0), as: editor.identity)
    #expect(try await server.staffCase(id).assigneeID == nil)
    let mismatch = try await server.refusal(
      of: update, UpdateCaseRequest(id: id, summary: "Late", version: 2), as: editor.identity)
    #expect(mismatch.info?.metadata == ["current": "3"])
  }

  @Test("R34 a change of phase that is in no table, or lacks its reason, is FAILED_PRECONDITION")
  func refusedTransitions() async throws {
    let server = try TestServer()
    let id = try await server.makeCase(try await server.makeCustomer())
    let closed = Int64(Phase.closed.rawValue)
    let rows: [(UpdateCaseRequest, String, String)] = [
      (
        UpdateCaseRequest(id: id, statusID: Int64(Phase.frozen.rawValue)), "StatusID",
        "phase Frozen; staff move a case from New to Open,"
      ),
      (UpdateCaseRequest(id: id, statusID: closed), "ClosureReason", "2 OutOfScope, 4 WorkingAsDesigned"),
      (UpdateCaseRequest(id: id, statusID: closed, closureReason: .outOfScope), "ClosureExplanation", "OutOfScope"),
    ]
    for (request, field, told) in rows {
      let error = try await server.refusal(of: update, request, as: .operator)
      #expect(error.code == .failedPrecondition)
      #expect(error.violations.map(\.field) == [field])
      #expect(error.message.contains(told), "\(error.message)")
    }
    #expect(try await server.staffCase(id).version == 1)
  }
}
