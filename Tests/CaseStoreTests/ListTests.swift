import CaseDomain
import Testing

@testable import CaseStore

@Suite(.timeLimit(.minutes(2))) struct ListTests {
  @Test("R6 pages are newest first, then highest ID, and stay where they are when cases come in")
  func customerPages() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    var pushes: [PushedCase] = []
    for index in 0..<25 {
      var pushed = soundPush("\(index)")
      pushed.reportingTime = UTCTime(milliseconds: Int64(1_000 + index / 3))
      pushes.append(pushed)
    }
    _ = try await test.store.push(pushes, by: nil)
    var seen: [CaseListEntry] = []
    var cursor: TimeCursor?
    repeat {
      let page = try test.read { try $0.customerCases(of: customer, after: cursor, size: 4) }
      seen += page.rows
      cursor = page.next
      if seen.count == 8 {
        var newer = soundPush("newer")
        newer.reportingTime = UTCTime(milliseconds: 9_999)
        try await test.push(newer)
      }
    } while cursor != nil
    #expect(seen.map(\.id.rawValue) == Array((1...25).reversed()))
    #expect(try test.read { try $0.customerCases(of: customer, size: 1) }.rows.first?.id == CaseID(26))
  }

  @Test("R34 each filter, alone and together, finds what a look at every row finds")
  func staffFilters() async throws {
    let test = try TestStore()
    let employee = try await test.employee(customID: "P1")
    var pushes: [PushedCase] = []
    for index in 0..<60 {
      var pushed = soundPush("\(index)", email: "c\(index % 5)@example.com")
      pushed.topic = ["Other", "Returns", "Account"][index % 3]
      pushed.status = ["New", "Open", "Closed"][index % 3]
      pushed.priority = Priority.allCases[index % 4]
      pushed.reportingTime = UTCTime(milliseconds: Int64(index * 37 % 60))
      if index % 7 == 0 { pushed.assignee.customID = "P1" }
      pushes.append(pushed)
    }
    _ = try await test.store.push(pushes, by: nil)
    let all = try test.read { try $0.cases(where: CaseFilter(), size: 200) }.rows
    #expect(all.count == 60)
    #expect(all.map(\.reportingTime) == all.map(\.reportingTime).sorted(by: >))
    let customer = try #require(all[0].customerID)
    let filters: [(String, @Sendable (inout CaseFilter) -> Void, @Sendable (CaseListEntry) -> Bool)] = [
      ("status", { $0.statusID = .new }, { $0.statusID == .new }),
      ("open phase", { $0.phase = .open }, { $0.phase == .open }),
      ("closed phase", { $0.phase = .closed }, { $0.phase == .closed }),
      ("topic", { $0.topicID = TopicID(7) }, { $0.topicID == TopicID(7) }),
      ("priority", { $0.priority = .high }, { $0.priority == .high }),
      ("low priority", { $0.priority = .low }, { $0.priority == .low }),
      ("assignee", { $0.assigneeID = employee }, { $0.assigneeID == employee }),
      ("customer", { $0.customerID = customer }, { $0.customerID == customer }),
      ("from", { $0.reportedFrom = UTCTime(milliseconds: 20) }, { $0.reportingTime.milliseconds >= 20 }),
      ("until", { $0.reportedUntil = UTCTime(milliseconds: 20) }, { $0.reportingTime.milliseconds < 20 }),
    ]
    for first in filters {
      for second in filters {
        var filter = CaseFilter()
        first.1(&filter)
        second.1(&filter)
        // The second of two conditions on one field would replace the first.
        let kinds = [first.0, second.0].map { $0.split(separator: " ").last }
        guard first.0 == second.0 || kinds[0] != kinds[1] else { continue }
        var found: [CaseID] = []
        var cursor: TimeCursor?
        repeat {
          let page = try test.read { try $0.cases(where: filter, after: cursor, size: 7) }
          found += page.rows.map(\.id)
          cursor = page.next
        } while cursor != nil
        #expect(found == all.filter { first.2($0) && second.2($0) }.map(\.id), "\(first.0) and \(second.0)")
      }
    }
  }

  @Test("every hot query walks an index: none scans a table or sorts")
  func plans() throws {
    let test = try TestStore()
    test.store.close()
    let engine = try SQLiteEngine(
      SQLiteEngine.Options(
        path: test.path, synchronous: "FULL", writerCacheKiB: 1_024, readerCacheKiB: 1_024, checkpointPages: 1_000))
    let connection = try engine.connectReader()
    defer {
      connection.close()
      engine.close()
    }
    let hot: [(SQLStatement, String)] = [
      (.customerCase, "PRIMARY KEY"), (.staffCase, "PRIMARY KEY"), (.caseState, "PRIMARY KEY"),
      (.customValues, "PRIMARY KEY"), (.customerByID, "PRIMARY KEY"), (.customerByBackend, "users_backend"),
      (.customerByEmail, "users_email"),
      (.caseByBackend, "cases_backend"), (.identity, "sqlite_autoindex_tokens_1"), (.assigneeByID, "PRIMARY KEY"),
      (.assigneeByCustomID, "users_custom_id"), (.assigneeByEmail, "users_email"), (.address, "PRIMARY KEY"),
      (.apiUser, "users_api_name"), (.changes, "PRIMARY KEY"), (.functionalitiesOfUser, "PRIMARY KEY"),
    ]
    for (statement, index) in hot { try expect(statement, index, on: connection) }
    let lists: [(KeysetQuery, String)] = [
      (.customerCases, "cases_customer"), (.casesByCustomer, "cases_customer"), (.casesByAssignee, "cases_assignee"),
      (.casesByStatus, "cases_status"), (.casesByTopic, "cases_topic"), (.casesByPhase, "cases_phase"),
      (.casesByPriority, "cases_priority"),
      (.casesByTime, "cases_time"), (.interactions, "interactions_case"),
    ]
    for (query, index) in lists {
      try expect(query.older, index, on: connection)
      try expect(query.tied, index, on: connection)
      // The rest of one time is reached by the id, not walked to.
      let plan = try connection.plan(query.tied)
      #expect(plan[0].contains("=? AND rowid<?)"), "\(plan)")
    }
  }

  private func expect(_ statement: SQLStatement, _ index: String, on connection: any EngineConnection) throws {
    let plan = try connection.plan(statement)
    #expect(plan.contains { $0.contains(index) }, "\(statement.text): \(plan)")
    #expect(!plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(statement.text): \(plan)")
  }
}
