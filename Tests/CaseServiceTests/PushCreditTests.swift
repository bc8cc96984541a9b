import CaseSchema
import RPCCore
import Testing

@testable import CaseService

@Suite struct PushCreditTests {
  @Test("the first stream gets the largest window, and none gets less than the smallest")
  func shares() throws {
    let credit = PushCredit()
    let grants = try (0..<100).map { _ in try credit.grant() }
    #expect(grants.first?.window == PushCredit.largest)
    #expect(grants.last?.window == PushCredit.smallest)
    let items = grants.filter { $0.window.items > PushCredit.smallest.items }.map(\.window.items).reduce(0, +)
    let bytes = grants.filter { $0.window.bytes > PushCredit.smallest.bytes }.map(\.window.bytes).reduce(0, +)
    #expect(items <= PushCredit.total.items)
    #expect(bytes <= PushCredit.total.bytes)
  }

  @Test("what a grant had comes back with it")
  func comingBack() throws {
    let credit = PushCredit()
    for _ in 0..<10_000 { #expect(try credit.grant().window == PushCredit.largest) }
  }

  @Test("over the most grants a stream is refused, until one comes back")
  func tooMany() throws {
    let credit = PushCredit()
    var grants = try (0..<PushCredit.maximumGrants).map { _ in try credit.grant() }
    let error = #expect(throws: RPCError.self) { _ = try credit.grant() }
    #expect(error?.code == .unavailable)
    grants.removeLast()
    _ = try credit.grant()
  }
}
