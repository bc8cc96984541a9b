import CaseDomain
import Glibc

/// One transaction for the jobs of many callers: a commit costs a sync of the disk, whoever shares it.
///
/// The fast pass has no savepoints, for each would copy pages. A job that throws before it wrote anything fails alone. One
/// that throws after it wrote takes the transaction down; then all jobs run again, each in a savepoint. Nobody hears of a
/// success before the commit is durable; a commit that fails fails all.
struct GroupCommit {
  /// The most jobs in one transaction.
  static let maximumJobs = 1_000
  /// After this long no further job joins, in nanoseconds.
  static let maximumDuration: UInt64 = 20_000_000

  private let session: WriterSession
  private let clock: @Sendable () -> UTCTime
  private(set) var jobs: [WriteJob] = []
  /// How to tell each caller, in the order of the jobs.
  private var replies: [@Sendable () -> Void] = []

  init(_ session: WriterSession, clock: @escaping @Sendable () -> UTCTime) {
    self.session = session
    self.clock = clock
  }

  /// Runs `first` and whatever `more` yields meanwhile, and commits.
  ///
  /// - Parameters:
  ///   - more: up to so many jobs that wait by now; none ends the group.
  ///   - atBoundary: called before the transaction begins and before it is committed.
  ///   - publish: called after the commit, before anybody is told.
  /// - Returns: how to tell the callers. Whether the transaction was committed is the session's to know.
  mutating func run(
    _ first: [WriteJob], published: Catalogue, more: (Int) -> [WriteJob], atBoundary: () -> Void,
    publish: (WriterSession) -> Void
  ) -> [@Sendable () -> Void] {
    do {
      jobs = first
      atBoundary()
      try session.connection.beginWriting()
      if try !runFast(more) {
        abandon(published)
        try session.connection.beginWriting()
        try runWithSavepoints()
      }
      atBoundary()
      try session.connection.commit()
      publish(session)
      session.settle()
      return replies
    } catch {
      abandon(published)
      return jobs.map { job in { job.fail(error) } }
    }
  }

  /// False where a job threw after it had written.
  private mutating func runFast(_ more: (Int) -> [WriteJob]) throws -> Bool {
    let start = monotonicNanoseconds()
    var next = 0
    while next < jobs.count {
      let job = jobs[next]
      let changes = session.connection.changeCount
      do {
        replies.append(try job.run(WriteTransaction(session, now: clock())))
      } catch {
        guard session.connection.isInTransaction, session.connection.changeCount == changes else {
          // Only the machine's failures are final; the rest is worth a second pass.
          if let failure = error as? StoreError, failure.isFatalToTransaction { throw failure }
          return false
        }
        replies.append { job.fail(error) }
      }
      next += 1
      if next == jobs.count, next < GroupCommit.maximumJobs,
        monotonicNanoseconds() - start < GroupCommit.maximumDuration
      {
        jobs += more(GroupCommit.maximumJobs - next)
      }
    }
    return true
  }

  private mutating func runWithSavepoints() throws {
    replies.removeAll()
    session.isInSavepoint = true
    defer { session.isInSavepoint = false }
    for job in jobs {
      do {
        replies.append(
          try session.withSavepoint { try job.run(WriteTransaction(session, now: clock())) })
      } catch {
        guard session.connection.isInTransaction else { throw error }
        if let failure = error as? StoreError, failure.isFatalToTransaction { throw failure }
        replies.append { job.fail(error) }
      }
    }
  }

  private func abandon(_ published: Catalogue) {
    if session.connection.isInTransaction { try? session.connection.rollback() }
    session.revert(to: published)
  }
}

/// Time that only goes forward.
func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
