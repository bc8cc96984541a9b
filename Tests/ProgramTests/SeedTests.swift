import Foundation
import Testing

/// The requests of the source document, as files, through the programs.
@Suite("The seed's samples", .timeLimit(.minutes(3)))
struct SeedTests {
  private static func sample(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Seed/\(name).json").path
  }

  /// Calls a method with a sample as it stands.
  private func call(
    _ server: ServerProcess, _ method: String, _ sample: String, token: String? = nil
  ) async throws -> [String: Any] {
    var arguments = ["--socket", server.socket]
    if let token { arguments += ["--token", token] }
    let result = try await Programs.run(
      Programs.casectl, arguments + ["call", "casewire.v1.\(method)", "-d", "@\(Self.sample(sample))"])
    try #require(result.status == 0, "\(method): \(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  @Test("R1 R3 R6 R7 R8 R12 R14 R15 R17 R32 creating, listing, fetching and commenting as documented")
  func customerSession() async throws {
    try await ServerProcess.with { server in
      let (_, token) = try await server.customerToken("pedro@example.com", firstName: "Pedro", lastName: "Pascal")
      let topics = try results(try await call(server, "TopicService/ListCaseTopics", "list-case-topics", token: token))
      #expect(topics.map { $0["ID"] as? Int } == [7, 6, 5, 4, 3, 2, 1])
      #expect(topics.last?["Name"] as? String == "Products")
      #expect(topics.last?["Description"] as? String == "Anything related to products.")
      // The documents speak of case 10.
      for id in 1...10 {
        let answer = try await call(server, "CaseService/CustomerCreateCase", "create-case", token: token)
        #expect(answer as? [String: Int] == ["ID": id])
      }
      let list = try results(try await call(server, "CaseService/CustomerListCases", "list-cases", token: token))
      #expect(list.count == 10 && list.first?["ID"] as? Int == 10)
      try expectDocumented(list[0])
      let detail = try await call(server, "CaseService/CustomerGetCaseByID", "get-case", token: token)
      try expectDocumented(detail)
      #expect((detail["Description"] as? String)?.hasPrefix("I ordered your Unisex T-shirt") == true)
      #expect(detail["IsWarranty"] as? Bool == false && detail["DescriptionCanBeModified"] as? Bool == true)
      #expect(detail["BlobIDs"] as? [String] == [])
      try await expectInteractions(server, token)
    }
  }

  /// The fields that a list and a case share.
  private func expectDocumented(_ item: [String: Any]) throws {
    #expect(item["ID"] as? Int == 10 && item["TopicID"] as? Int == 1 && item["TopicName"] as? String == "Products")
    #expect(item["StatusID"] as? Int == 1 && item["StatusName"] as? String == "New" && item["Priority"] as? Int == 0)
    #expect(item["Title"] as? String == "The stitching on my T-shirt isn't right!!")
    let time = try #require(item["ReportingTime"] as? String)
    #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    #expect(item["OrderID"] == nil)
  }

  private func expectInteractions(_ server: ServerProcess, _ token: String) async throws {
    let created = try await call(
      server, "InteractionService/CustomerCreateCaseInteraction", "create-interaction", token: token)
    let list = try results(
      try await call(server, "InteractionService/CustomerListCaseInteractions", "list-interactions", token: token))
    #expect(
      list.map { $0["Text"] as? String } == [
        "YourMessageHere", "Case status set to `New`", "Case created with priority `Low`",
      ])
    #expect(list.map { $0["Type"] as? Int } == [0, 2, 2])
    #expect(list[0]["ID"] as? Int == created["ID"] as? Int && list[0]["CanBeModified"] as? Bool == true)
    #expect(list[0]["CreatedByID"] != nil && list[1]["CreatedByID"] == nil)
    for interaction in list {
      #expect(interaction["CaseID"] as? Int == 10)
      #expect(
        interaction["CreatedBy"] as? [String: String]
          == ["FirstName": "Pedro", "LastName": "Pascal", "FullName": "Pedro Pascal"])
    }
  }

  @Test("R5 R14 R36 editing works as creating, and the ledger tells of the topic")
  func update() async throws {
    try await ServerProcess.with { server in
      let (_, token) = try await server.customerToken("pedro@example.com")
      for _ in 1...10 { _ = try await call(server, "CaseService/CustomerCreateCase", "create-case", token: token) }
      let answer = try await call(server, "CaseService/CustomerUpdateCase", "update-case", token: token)
      #expect(answer["ID"] as? Int == 10 && answer["Version"] as? Int == 2)
      let detail = try await call(server, "CaseService/CustomerGetCaseByID", "get-case", token: token)
      #expect(
        detail["TopicName"] as? String == "Returns"
          && detail["Description"] as? String == "I would like to send it back.")
      #expect(detail["Title"] as? String == "The stitching on my T-shirt is still not right")
      let ledger = try results(
        try await call(server, "InteractionService/CustomerListCaseInteractions", "list-interactions", token: token))
      #expect(ledger.count == 3 && (ledger[0]["Text"] as? String)?.contains("`Returns`") == true)
    }
  }

  @Test("R18 R24 R25 R26 R29 R32 the push sample goes in as it stands, and reads back equal")
  func push() async throws {
    try await ServerProcess.with { server in
      for setting in ["PushCases:AutoCreateTopic", "PushCases:AutoCreateStatus"] {
        _ = try await server.answer("setting", "set", setting, "true")
      }
      for name in ["CustomField1", "CustomField2"] {
        _ = try await server.answer(
          "call", "casewire.v1.CustomFieldService/CreateCustomField", "-d",
          #"{"Name": "\#(name)", "DataType": 1, "TypeID": 9}"#)
      }
      let answer = try await call(server, "CaseService/PushCase", "push-case")
      let id = try #require(answer["ID"] as? Int)
      let read = try await server.answer("call", "casewire.v1.CaseService/GetCaseByID", "-d", "{\"ID\": \(id)}")
      let sent = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: Self.sample("push-case"))))
          as? [String: Any])
      for field in [
        "BackendSystemID", "BackendID", "Title", "Description", "Summary", "Solution", "ReportingTime",
        "LastInteractionTime", "ClosingTime",
      ] { #expect(read[field] as? String == sent[field] as? String, "\(field)") }
      #expect(read["TopicName"] as? String == "TopicName" && read["StatusName"] as? String == "SomeStatus")
      #expect(read["Priority"] as? Int == 1 && read["IsWarranty"] as? Bool == false)
      // Closed by its ClosingTime, whatever its status; user 1 is no employee, so nobody is assigned.
      #expect(read["Phase"] as? Int == 11 && read["AssigneeID"] == nil && read["AssignedOn"] == nil)
      #expect(read["CustomFields"] as? [String: String] == ["CustomField1": "true", "CustomField2": "true"])
    }
  }

  @Test("R30 R31 R32 the custom field samples work as they stand")
  func customFields() async throws {
    try await ServerProcess.with { server in
      let created = try await call(server, "CustomFieldService/CreateCustomField", "create-custom-field")
      #expect(created["ID"] as? Int == 1)
      let options = try await call(server, "CustomFieldService/SetCustomFieldOptions", "set-custom-field-options")
      #expect(options.isEmpty)
      let types = try results(try await server.answer("call", "casewire.v1.CustomFieldService/GetCustomFieldTypes"))
      #expect(types.contains { $0["ID"] as? Int == 9 && $0["Name"] as? String == "Case" })
    }
  }

  private func results(_ answer: [String: Any]) throws -> [[String: Any]] {
    try #require(answer["Results"] as? [[String: Any]])
  }
}
