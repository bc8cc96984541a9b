import CaseDomain
import CaseSchema
import RPCCore
import Testing

@Suite(.timeLimit(.minutes(2))) struct PageTests {
  private let list = CaseServiceDefinition.customerListCases

  private func page(
    _ server: TestServer, _ customer: TestServer.Customer, size: Int32? = nil, token: String = ""
  ) async throws -> CustomerListCasesResponse {
    try await server.call(
      list, CustomerListCasesRequest(pageSize: size, pageToken: token), as: customer.identity)
  }

  @Test("R6 an empty request lists the newest 50, then highest ID, with its fields")
  func emptyRequest() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    var ids: [Int64] = []
    for number in 0..<52 {
      ids.append(try await server.makeCase(customer, title: "Case number \(number)"))
      if number % 2 == 0 { server.clock.advance(milliseconds: 1) }
    }
    _ = try await server.makeCase(try await server.makeCustomer("Mary"))
    let first = try await page(server, customer)
    #expect(first.results.map(\.id) == ids.reversed().prefix(50).map(\.self))
    let newest = try #require(first.results.first)
    #expect(newest.title == "Case number 51")
    #expect(newest.topicName == "Products")
    #expect(newest.statusID == 1)
    #expect(newest.statusName == "New")
    #expect(newest.orderID == nil)
    #expect(newest.reportingTime != nil)
    let second = try await page(server, customer, token: try #require(first.nextPageToken))
    #expect(second.results.map(\.id) == ids.prefix(2).reversed().map(\.self))
    #expect(second.nextPageToken == nil)
  }

  @Test("R6 a page size is 1 to 200, and 0 is not absent", arguments: [-1, 0, 201, 1_000_000])
  func pageSizeIsBounded(size: Int32) async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let error = try await server.refusal(
      of: list, CustomerListCasesRequest(pageSize: size), as: customer.identity)
    #expect(error.code == .invalidArgument)
    #expect(error.violations.map(\.field) == ["PageSize"])
  }

  @Test("R36 pages of any size show each case once, also while cases come in", arguments: [1, 2, 3, 200])
  func pagesShowEachOnce(size: Int32) async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    var expected: [Int64] = []
    for _ in 0..<5 { expected.insert(try await server.makeCase(customer), at: 0) }
    var seen: [Int64] = []
    var token = ""
    repeat {
      let page = try await page(server, customer, size: size, token: token)
      seen += page.results.map(\.id)
      token = page.nextPageToken ?? ""
      server.clock.advance(milliseconds: 1)
      _ = try await server.makeCase(customer)
    } while !token.isEmpty
    #expect(seen == expected)
  }

  @Test("R36 a token that was changed in any place is refused on PageToken")
  func tamperedToken() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    for _ in 0..<2 { _ = try await server.makeCase(customer) }
    let token = try #require(try await page(server, customer, size: 1).nextPageToken)
    #expect(!token.contains("="))
    var tampered = ["x", token + "A", String(token.dropLast()), "=" + token.dropFirst(), token + "="]
    for place in token.indices {
      var other = token
      other.replaceSubrange(place...place, with: token[place] == "A" ? "B" : "A")
      tampered.append(other)
    }
    for other in tampered where other != token {
      let error = try await server.refusal(
        of: list, CustomerListCasesRequest(pageSize: 1, pageToken: other), as: customer.identity)
      #expect(error.code == .invalidArgument, "\(other)")
      #expect(error.violations.map(\.field) == ["PageToken"], "\(other)")
    }
  }

  @Test("R36 a token is bound to the caller, the method and the filter, and not to the page size")
  func tokenIsBound() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let other = try await server.makeCustomer("Mary")
    for _ in 0..<3 {
      _ = try await server.makeCase(customer)
      _ = try await server.makeCase(other)
    }
    let token = try #require(try await page(server, customer, size: 1).nextPageToken)
    #expect(try await page(server, customer, size: 2, token: token).results.count == 2)
    let foreign = try await server.refusal(
      of: list, CustomerListCasesRequest(pageToken: token), as: other.identity)
    #expect(foreign.violations.map(\.field) == ["PageToken"])
    let method = try await server.refusal(
      of: CaseServiceDefinition.listCases, ListCasesRequest(pageToken: token), as: .operator)
    #expect(method.violations.map(\.field) == ["PageToken"])
    let staff: ListCasesResponse = try await server.call(
      CaseServiceDefinition.listCases, ListCasesRequest(pageSize: 1, topicID: 1), as: .operator)
    let staffToken = try #require(staff.nextPageToken)
    let filter = try await server.refusal(
      of: CaseServiceDefinition.listCases, ListCasesRequest(pageToken: staffToken, topicID: 2), as: .operator)
    #expect(filter.violations.map(\.field) == ["PageToken"])
  }

  @Test("R12 a page of long interactions stops under the bytes of a message, and the next goes on")
  func longInteractions() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let caseID = try await server.makeCase(customer)
    let text = String(repeating: "x", count: 65_536)
    for _ in 0..<70 {
      let _: CustomerCreateCaseInteractionResponse = try await server.call(
        InteractionServiceDefinition.customerCreateCaseInteraction,
        CustomerCreateCaseInteractionRequest(caseID: caseID, text: text), as: customer.identity)
    }
    var ids: [Int64] = []
    var pages = 0
    var token = ""
    repeat {
      let answer: CustomerListCaseInteractionsResponse = try await server.call(
        InteractionServiceDefinition.customerListCaseInteractions,
        CustomerListCaseInteractionsRequest(caseID: caseID, pageSize: 200, pageToken: token), as: customer.identity)
      ids += answer.results.map(\.id)
      token = answer.nextPageToken ?? ""
      pages += 1
    } while !token.isEmpty
    #expect(pages == 2)
    #expect(ids.count == 72)
    #expect(ids == ids.sorted(by: >))
  }
}
