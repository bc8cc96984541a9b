import RPCCore
import Testing

@testable import casectl

struct MethodCatalogueTests {
  @Test(arguments: [
    "casewire.v1.CaseService/CustomerGetCaseByID", "CaseService/CustomerGetCaseByID",
    "/casewire.v1.CaseService/CustomerGetCaseByID",
  ])
  func methodIsFound(_ name: String) throws {
    #expect(try MethodCatalogue.method(named: name).path == "casewire.v1.CaseService/CustomerGetCaseByID")
  }

  @Test(arguments: [
    ("CaseService/customergetcasebyid", "casewire.v1.CaseService/CustomerGetCaseByID"),
    ("CaseService/PushCas", "casewire.v1.CaseService/PushCase"),
    ("ListCaseTopic", "casewire.v1.TopicService/ListCaseTopics"),
    ("Heath/Check", "grpc.health.v1.Health/Check"),
  ])
  func nearNamesAreOffered(_ name: String, _ offered: String) {
    #expect {
      try MethodCatalogue.method(named: name)
    } throws: { error in
      let failure = error as? Failure
      return failure?.status == ExitStatus.usage && failure?.message.contains(offered) == true
    }
  }
}

extension MethodCatalogueTests {
  @Test(
    "a name without a near one is told what there is",
    arguments: [
      ("Foo/bar", "casewire.v1.TopicService"), ("", "grpc.health.v1.Health"), ("/", "casewire.v1.CaseService"),
      ("TopicService/Zzzzzzzz", "ListCaseTopics"), ("TopicService", "ListCaseTopics"),
      ("casewire.v1.topicservice/", "ListCaseTopics"), ("Health/Zzzzzzzz", "Check"),
    ])
  func listOffered(_ name: String, _ listed: String) {
    let failure = #expect(throws: Failure.self) { try MethodCatalogue.method(named: name) }
    #expect(failure?.status == ExitStatus.usage)
    #expect(failure?.message.split(separator: "\n").contains("  \(listed)") == true, "\(failure?.message ?? "")")
  }

  @Test("of a service that is known, its own methods are offered alone")
  func ownMethods() {
    let failure = #expect(throws: Failure.self) { try MethodCatalogue.method(named: "CaseService/CreateCas") }
    #expect(failure?.message.contains("InteractionService") == false)
  }
}

struct ExitStatusTests {
  @Test(
    "the exit status tells who found the failure",
    arguments: [
      (RPCError(.notFound, ""), 69), (RPCError(.unavailable, ""), 78), (RPCError(.unauthenticated, ""), 80),
      (RPCError(.unavailable, "", origin: .client), 1), (RPCError(.deadlineExceeded, "", origin: .client), 68),
    ] as [(RPCError, Int32)])
  func status(_ error: RPCError, _ expected: Int32) {
    #expect(ExitStatus.of(error) == expected)
  }
}
