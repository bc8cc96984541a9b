import CaseDomain
import Glibc

/// One transaction for the jobs of many callers: a commit costs a sync of the disk, whoever shares it.
///
/// The fast pass has no savepoints, for each would copy pages. A job that throws before it wrote anything fails alone. One
/// that throws after it wrote takes the transaction down; then all jobs run again, each in a savepoint. Nobody hears of a
/// success before the commit is durable; a commit that fails fails all.
///
/// What one caller waits for goes first, then batches, as long as there is time; one batch goes in any case.
struct GroupCommit {
  /// The most jobs in one transaction, beside one batch.
  static let maximumJobs = 1_000
  /// After this long no further job is begun, in nanoseconds, but for one batch where none was.
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

  /// Runs what waits, and what comes meanwhile, and commits.
  ///
  /// - Parameters:
  ///   - take: the next job of a lane that waits by now, if any.
  ///   - atBoundary: called before the transaction begins and before it is committed.
  ///   - publish: called after the commit, before anybody is told.
  /// - Returns: how to tell the callers. Whether the transaction was committed is the session's to know.
  mutating func run(
    taking take: (WriteLane) -> WriteJob?, published: Catalogue, atBoundary: () -> Void,
    publish: (WriterSession) -> Void
  ) -> [@Sendable () -> Void] {
    do {
      atBoundary()
      try begin(take)
      if try !runFast(take) {
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

  /// Where no transaction can begin, what waits by now fails with it: each would wait for the file in vain.
  private mutating func begin(_ take: (WriteLane) -> WriteJob?) throws {
    do {
      try session.connection.beginWriting()
    } catch {
      while jobs.count < GroupCommit.maximumJobs, let job = take(.single) ?? take(.bulk) { jobs.append(job) }
      throw error
    }
  }

  /// False where a job threw after it had written.
  private mutating func runFast(_ take: (WriteLane) -> WriteJob?) throws -> Bool {
    let start = monotonicNanoseconds()
    var hasBatch = false
    while true {
      let mayGoOn =
        jobs.count < GroupCommit.maximumJobs
        && (jobs.isEmpty || monotonicNanoseconds() - start < GroupCommit.maximumDuration)
      var next = mayGoOn ? take(.single) : nil
      if next == nil, mayGoOn || !hasBatch {
        next = take(.bulk)
        hasBatch = true
      }
      guard let next else { return true }
      jobs.append(next)
      if try !runFast(next) { return false }
    }
  }

  private mutating func runFast(_ job: WriteJob) throws -> Bool {
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
