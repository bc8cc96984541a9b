import CaseDomain
import Dispatch
import Synchronization
import Testing

@testable import CaseStore

private struct Refused: Error, Equatable { let number: Int }

@Suite(.timeLimit(.minutes(2))) struct WriterTests {
  @Test("jobs that fail, before or after they wrote, do not hurt the others")
  func failuresAreAlone() async throws {
    let test = try TestStore()
    let store = test.store
    let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
      for number in 0..<200 {
        group.addTask {
          let result = try? await store.write { transaction in
            if number % 10 == 3 { throw Refused(number: number) }
            let id = try transaction.createTopic("Topic \(number)")
            if number % 10 == 7 { throw Refused(number: number) }
            return id
          }
          return (number, result != nil)
        }
      }
      return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
    }
    for (number, succeeded) in outcomes { #expect(succeeded == ![3, 7].contains(number % 10)) }
    try test.reopen()
    let names = Set(try test.read { $0.topics() }.map(\.name))
    for number in 0..<200 { #expect(names.contains("Topic \(number)") == ![3, 7].contains(number % 10)) }
  }

  @Test("jobs that wait together share a commit and run in their order")
  func grouping() async throws {
    let test = try TestStore()
    let blocked = DispatchSemaphore(value: 0)
    let order = Mutex<[Int]>([])
    let finished = DispatchSemaphore(value: 0)
    test.store.submit({ _ in blocked.wait() }, completion: { _ in })
    for number in 0..<50 {
      test.store.submit(
        { transaction in
          order.withLock { $0.append(number) }
          _ = try transaction.createTopic("Topic \(number)")
        }, completion: { _ in finished.signal() })
    }
    blocked.signal()
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        for _ in 0..<50 { finished.wait() }
        continuation.resume()
      }
    }
    #expect(order.withLock { $0 } == Array(0..<50))
  }

  /// Keeps the writer busy until it is let go.
  private func blockWriter(_ store: CaseStore) -> DispatchSemaphore {
    let gate = DispatchSemaphore(value: 0)
    store.submit({ _ in gate.wait() }, completion: { _ in })
    return gate
  }

  /// As long as a group may take up jobs.
  private static func fillGroup() {
    let end = monotonicNanoseconds() + GroupCommit.maximumDuration
    while monotonicNanoseconds() < end {}
  }

  @Test("a single write is committed before the batches that wait, and these keep their order")
  func singleBeforeBatches() async throws {
    let test = try TestStore()
    let told = Mutex<[Int]>([])
    let gate = blockWriter(test.store)
    for number in 1...8 {
      test.store.submit(
        in: .bulk, { _ in WriterTests.fillGroup() }, completion: { _ in told.withLock { $0.append(number) } })
    }
    test.store.submit(
      { try $0.createTopic("Urgent") }, completion: { _ in told.withLock { $0.append(0) } })
    gate.signal()
    test.store.close()
    let order = told.withLock { $0 }
    // One batch may have joined the commit that was being made.
    #expect(try #require(order.firstIndex(of: 0)) <= 1)
    #expect(order.filter { $0 != 0 } == Array(1...8))
  }

  @Test("batches that take the time of a commit each are committed one by one")
  func longBatches() async throws {
    let test = try TestStore()
    let gate = blockWriter(test.store)
    for _ in 0..<3 { test.store.submit(in: .bulk, { _ in WriterTests.fillGroup() }, completion: { _ in }) }
    let before = test.store.commitCount
    gate.signal()
    test.store.close()
    // The first may share the commit of what blocked the writer.
    #expect(test.store.commitCount - before >= 3)
  }

  @Test("single writes that never end do not starve a batch", .timeLimit(.minutes(1)))
  func batchesAreNotStarved() async throws {
    let test = try TestStore()
    let flood = Flood(test.store)
    flood.submit()
    for _ in 0..<3 { try await test.store.write(in: .bulk) { _ in } }
    flood.stop()
  }

  @Test("over the bound a write is refused as busy, and what waits is still written")
  func bound() async throws {
    let test = try TestStore()
    let blocked = DispatchSemaphore(value: 0)
    let started = DispatchSemaphore(value: 0)
    let counts = Mutex((done: 0, busy: 0))
    test.store.submit(
      { _ in
        started.signal()
        blocked.wait()
      }, completion: { _ in })
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        started.wait()
        continuation.resume()
      }
    }
    for _ in 0..<(Writer.maximumWaiting + 5) {
      test.store.submit(
        { _ in },
        completion: { result in
          counts.withLock { counts in
            switch result {
            case .success: counts.done += 1
            case .failure(let error as StoreError) where error.kind == .busy: counts.busy += 1
            case .failure: break
            }
          }
        })
    }
    #expect(counts.withLock { $0.busy } == 5)
    blocked.signal()
    test.store.close()
    #expect(counts.withLock { $0.done } == Writer.maximumWaiting)
  }

  @Test("a closed store refuses reads and writes, and closing twice is no error")
  func closed() async throws {
    let test = try TestStore()
    test.store.close()
    test.store.close()
    let error = await #expect(throws: StoreError.self) { try await test.write { _ in } }
    #expect(error?.kind == .closed)
    #expect(throws: StoreError.self) { try test.read { _ in } }
  }

  @Test("a read sees one state, whatever commits meanwhile")
  func snapshots() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    _ = try await test.createCase(of: customer)
    let store = test.store
    let written = DispatchSemaphore(value: 0)
    let before = try store.read { transaction in
      let first = try transaction.customerCases(of: customer).rows.count
      store.submit(
        {
          try $0.createCase(
            CaseDraft(topicID: TopicID(1), title: "A title", description: "x"), byCustomer: customer)
        }, completion: { _ in written.signal() })
      written.wait()
      return [first, try transaction.customerCases(of: customer).rows.count]
    }
    #expect(before == [1, 1])
    #expect(try store.read { try $0.customerCases(of: customer).rows.count } == 2)
  }

  @Test("more readers than connections wait for one another")
  func readers() async throws {
    let test = try TestStore()
    let customer = try await test.customer()
    let id = try await test.createCase(of: customer)
    let store = test.store
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<64 {
        group.addTask { try store.read { try $0.customerCase(id, of: customer) } != nil }
      }
      for try await isFound in group { #expect(isFound) }
    }
  }

  @Test("a memory of what was rolled back is no memory: the next job finds the file as it is")
  func rolledBackMemory() async throws {
    let test = try TestStore()
    _ = try? await test.write { transaction in
      _ = try transaction.push(soundPush("1"), by: nil)
      _ = try transaction.createTopic("Gone")
      throw Refused(number: 1)
    }
    var pushed = soundPush("2")
    #expect(try await test.push(pushed).createdID == CaseID(1))
    pushed = soundPush("3")
    pushed.topic = "Gone"
    #expect(try await test.push(pushed).violation?.field == "Topic")
  }

  @Test("the second pass refuses only the push that a constraint refuses")
  func unstorable() async throws {
    let test = try TestStore()
    // No rule lets such a row in; the schema's CHECK stands behind the rules.
    let outcomes = try await test.write { transaction in
      var outcomes = try transaction.push([soundPush("1")], by: nil)
      do {
        try transaction.connection.run(SQLStatement.breakCheck)
      } catch {
        guard transaction.session.isInSavepoint else { throw error }
        outcomes += try transaction.push([soundPush("2")], by: nil)
      }
      return outcomes
    }
    #expect(outcomes.map(\.createdID) == [CaseID(1), CaseID(2)])
  }
}

/// A single write that, as it runs, queues the next: its lane is never empty.
private final class Flood: Sendable {
  private let store: CaseStore
  private let isOver = Atomic(false)

  init(_ store: CaseStore) {
    self.store = store
  }

  func submit() {
    store.submit({ _ in if !self.isOver.load(ordering: .relaxed) { self.submit() } }, completion: { _ in })
  }

  func stop() { isOver.store(true, ordering: .relaxed) }
}

extension SQLStatement {
  fileprivate static let breakCheck = SQLStatement("UPDATE cases SET priority = 5")
}
