import CaseDomain
import Glibc
import Testing

@testable import CaseStore

@Suite("Snapshots of readers", .timeLimit(.minutes(2)))
struct SnapshotTests {
  @Test("a read after an acknowledged write sees it, however often there was nothing new")
  func readYourWrites() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    for round in 1...200 {
      let id = try await test.createCase(of: customer)
      for _ in 0...(round % 3) { #expect(try test.staffCase(id) != nil) }
    }
  }

  @Test("a read that fails leaves a connection that reads on")
  func failedRead() async throws {
    struct Failure: Error {}
    let test = try TestStore()
    let id = try await test.createCase(of: test.customer())
    for _ in 0..<10 {
      #expect(throws: Failure.self) { try test.read { _ in throw Failure() } }
      #expect(try test.staffCase(id) != nil)
    }
  }

  @Test("reads between writes do not keep the write-ahead log from starting over")
  func logStartsOver() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    var largest: Int64 = 0
    // Each case is a commit of some pages; without a restart the log would hold them all.
    for _ in 0..<6_000 {
      let id = try await test.createCase(of: customer)
      _ = try test.staffCase(id)
      var status = stat()
      if stat(test.path + "-wal", &status) == 0 { largest = max(largest, Int64(status.st_size)) }
    }
    let checkpoint = Int64(test.configuration.checkpointPages) * 4_096
    #expect(largest < checkpoint * 2, "\(largest) bytes of log")
  }
}
