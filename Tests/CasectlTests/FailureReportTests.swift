import CaseClient
import RPCCore
import Testing

@testable import casectl

struct FailureReportTests {
  private static let title = RPCError.FieldViolation(field: "Title", description: "has 2 characters")

  private static func info(_ reason: String, _ metadata: [String: String] = [:]) -> RPCError.Info {
    RPCError.Info(reason: reason, domain: "casewire", metadata: metadata)
  }

  static let reports: [(RPCError, [String])] = [
    (RPCError(.notFound, "there is no case 7", info: info("NOT_FOUND")), ["NOT_FOUND: there is no case 7"]),
    (RPCError(.notFound, "no case", info: info("NOT_FOUND", ["id": "7"])), ["NOT_FOUND: no case", "  id=7"]),
    (RPCError(.aborted, "late", info: info("STALE", ["b": "2", "a": "1"])), ["ABORTED: late", "  STALE a=1 b=2"]),
    (
      RPCError(.invalidArgument, "Title has 2 characters", info: info("INVALID_FIELD"), violations: [title]),
      ["INVALID_ARGUMENT: Title has 2 characters", "  INVALID_FIELD"]
    ),
    (
      RPCError(.invalidArgument, "Request: Title, at byte 9: has 2 characters", violations: [title]),
      ["INVALID_ARGUMENT: Request: Title, at byte 9: has 2 characters"]
    ),
    (
      RPCError(.invalidArgument, "the request is wrong", violations: [title]),
      ["INVALID_ARGUMENT: the request is wrong", "  Title: has 2 characters"]
    ),
  ]

  @Test("a failure is told with its fields and its reason, nothing twice", arguments: reports.indices)
  func lines(row: Int) {
    let (error, lines) = FailureReportTests.reports[row]
    #expect(FailureReport(error).lines == lines)
  }

  @Test(
    "a push that failed is told to go on where pushing again may help",
    arguments: [
      (.unavailable, true), (.deadlineExceeded, true), (.unimplemented, false), (.permissionDenied, false),
      (.resourceExhausted, false), (.internal, false),
    ] as [(StatusCode, Bool)])
  func pushAgain(code: StatusCode, isOffered: Bool) {
    var summary = PushSession.Summary()
    summary.created = 3
    let explained = PushCommand.explained(RPCError(code, "no more"), summary)
    #expect(explained.code == code && explained.message.contains("3 were created"))
    #expect(explained.message.contains("push the same again") == isOffered)
  }
}
