import CaseSchema
import Foundation
import RPCCore
import RPCSchema
import RPCSocket
import Testing

/// Compares pushes with what the server has made of them.
struct TicketReadback {
  private let pushes: [[String: Any]]

  /// - Parameter file: a push a line.
  init(_ file: URL) throws {
    pushes = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  /// Case fields are those that were sent; a customer's are those of its last push.
  ///
  /// - Parameter ids: case IDs by backend ID.
  func check(_ server: ServerProcess, ids: [String: Int64]) async throws {
    let client = RPCClient(path: server.socket)
    var customers: [Int64: [String: Any]] = [:]
    for push in pushes {
      let backendID = try #require(push["BackendID"] as? String)
      let id = try #require(ids[backendID])
      let read = try await CaseServiceClient(channel: client).getCaseByID(GetCaseByIDRequest(id: id))
      expectEqual(push, read)
      let customer = try #require(read.customerID)
      customers[customer] = push["Customer"] as? [String: Any]
    }
    #expect(customers.count == Set(pushes.compactMap { email(of: $0) }).count)
    for (id, sent) in customers {
      let read = try await CustomerServiceClient(channel: client).getCustomer(GetCustomerRequest(id: id))
      #expect(
        [read.firstName, read.lastName, read.emailAddress, read.gender]
          == ["FirstName", "LastName", "EmailAddress", "Gender"].map { sent[$0] as? String ?? "" })
    }
  }

  private func email(of push: [String: Any]) -> String? {
    ((push["Customer"] as? [String: Any])?["EmailAddress"] as? String)?.lowercased()
  }

  private func expectEqual(_ push: [String: Any], _ read: GetCaseByIDResponse) {
    let texts = ["BackendSystemID", "BackendID", "Topic", "Title", "Description", "Solution", "Status"]
    #expect(
      [
        read.backendSystemID ?? "", read.backendID ?? "", read.topicName, read.title, read.description, read.solution,
        read.statusName,
      ] == texts.map { push[$0] as? String ?? "" })
    #expect(Int(read.priority.rawValue) == push["Priority"] as? Int ?? 0)
    #expect(time(read.reportingTime?.seconds, read.reportingTime?.nanos) == push["ReportingTime"] as? String)
    #expect(time(read.closingTime?.seconds, read.closingTime?.nanos) == push["ClosingTime"] as? String)
    #expect((read.phase == .closed) == (push["ClosingTime"] != nil || push["Status"] as? String == "Closed"))
  }

  private func time(_ seconds: Int64?, _ nanoseconds: Int32?) -> String? {
    guard let seconds, let nanoseconds else { return nil }
    let milliseconds = seconds * 1_000 + Int64(nanoseconds) / 1_000_000
    return Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
      .formatted(.iso8601.year().month().day().timeSeparator(.colon).time(includingFractionalSeconds: true))
      .appending("Z")
  }
}
