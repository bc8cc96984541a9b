/// Which line a write waits in. Each line keeps its order; between the two there is none.
public enum WriteLane: Sendable, Hashable {
  /// Somebody waits for this one change: it goes before what is in bulk.
  case single
  /// Many changes in one: such a batch goes after the single writes. Each commit takes one where any waits, so that
  /// single writes cannot starve them.
  case bulk
}

/// Jobs in the order they came.
struct JobQueue {
  // Taken ones are nil, so that taking one moves nothing.
  private var jobs: [WriteJob?] = []
  private var head = 0

  var count: Int { jobs.count - head }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ job: WriteJob) { jobs.append(job) }

  mutating func popFirst() -> WriteJob? {
    guard head < jobs.count else { return nil }
    let job = jobs[head].take()
    head += 1
    if head == jobs.count || head >= JobQueue.maximumTaken {
      jobs.removeFirst(head)
      head = 0
    }
    return job
  }

  /// The most places of taken jobs that are kept.
  private static let maximumTaken = 1_024
}
