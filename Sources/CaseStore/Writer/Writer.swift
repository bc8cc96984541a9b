import CaseDomain
import Dispatch
import Glibc
import Synchronization

/// The thread that writes, and the queue in front of it.
final class Writer: Sendable {
  /// The most jobs that may wait in each lane; over it a write is refused as busy.
  static let maximumWaiting = 10_000
  /// Bytes of the thread's stack.
  static let stackBytes = 1 << 20

  private struct Queue {
    var single = JobQueue()
    var bulk = JobQueue()
    var isAsleep = false
    var isClosed = false

    var isEmpty: Bool { single.isEmpty && bulk.isEmpty }

    func count(_ lane: WriteLane) -> Int { lane == .single ? single.count : bulk.count }

    mutating func append(_ job: WriteJob, _ lane: WriteLane) {
      if lane == .single { single.append(job) } else { bulk.append(job) }
    }

    mutating func popFirst(_ lane: WriteLane) -> WriteJob? {
      lane == .single ? single.popFirst() : bulk.popFirst()
    }
  }

  private let queue = Mutex(Queue())
  private let wake = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)
  /// Callers are told here, so that the next group does not wait for them.
  private let replies = DispatchQueue(label: "casewire.store.replies")
  private let readers: ReaderPool
  private let clock: @Sendable () -> UTCTime
  private let published: Mutex<PublishedCatalogue>
  private let identities = Atomic<UInt64>(0)
  private let commits = Atomic<UInt64>(0)

  init(
    _ session: sending WriterSession, readers: ReaderPool, clock: @escaping @Sendable () -> UTCTime
  ) throws(StoreError) {
    self.readers = readers
    self.clock = clock
    published = Mutex(PublishedCatalogue(session.catalogue))
    session.settle()
    try start(session)
  }

  /// What readers see; never older than what was acknowledged.
  var catalogue: PublishedCatalogue { published.withLock { $0 } }

  /// Raised with each commit that changed what a token stands for.
  var identityGeneration: UInt64 { identities.load(ordering: .acquiring) }

  /// Raised with each commit, before anybody hears of it.
  var commitCount: UInt64 { commits.load(ordering: .acquiring) }

  /// Queues a job; its completion is called once, whatever happens.
  func submit(_ job: WriteJob, in lane: WriteLane) {
    let refusal: StoreError? = queue.withLock { queue in
      if queue.isClosed { return StoreError(.closed, attempted: "write", detail: "the store was closed") }
      guard queue.count(lane) < Writer.maximumWaiting else {
        return StoreError(
          .busy, attempted: "write", detail: "\(Writer.maximumWaiting) writes are waiting already")
      }
      queue.append(job, lane)
      if queue.isAsleep {
        queue.isAsleep = false
        wake.signal()
      }
      return nil
    }
    if let refusal { job.fail(refusal) }
  }

  /// Finishes what waits, then ends the thread. Callers have been told when it returns.
  func close() {
    let isFirst = queue.withLock { queue in
      defer { queue.isClosed = true }
      if queue.isAsleep {
        queue.isAsleep = false
        wake.signal()
      }
      return !queue.isClosed
    }
    guard isFirst else { return }
    finished.wait()
    replies.sync {}
  }

  private func take(_ lane: WriteLane) -> WriteJob? { queue.withLock { $0.popFirst(lane) } }

  /// Sleeps until a job waits; false when the writer is closed and none does.
  private func waitForJob() -> Bool {
    while true {
      let isOver: Bool? = queue.withLock { queue in
        guard queue.isEmpty else { return nil }
        if queue.isClosed { return true }
        queue.isAsleep = true
        return false
      }
      guard let isOver else { return true }
      if isOver { return false }
      wake.wait()
    }
  }

  fileprivate func loop(_ session: WriterSession) {
    while waitForJob() {
      var group = GroupCommit(session, clock: clock)
      let told = group.run(
        taking: take, published: catalogue.value, atBoundary: readers.endIdleSnapshots, publish: publish)
      replies.async { for tell in told { tell() } }
    }
    session.connection.close()
    finished.signal()
  }

  private func publish(_ session: WriterSession) {
    if session.catalogueChanged {
      let catalogue = PublishedCatalogue(session.catalogue)
      published.withLock { $0 = catalogue }
    }
    commits.wrappingAdd(1, ordering: .releasing)
    if session.identitiesChanged { identities.wrappingAdd(1, ordering: .releasing) }
  }

  private func start(_ session: sending WriterSession) throws(StoreError) {
    let main = Unmanaged.passRetained(ThreadMain(writer: self, session: session))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, Writer.stackBytes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let code = pthread_create(&thread, &attributes, runWriter, main.toOpaque())
    guard code == 0 else {
      main.release()
      throw StoreError(.unexpected, attempted: "start the writer's thread", detail: String(cString: strerror(code)))
    }
  }
}

/// What the thread is handed.
private final class ThreadMain {
  let writer: Writer
  let session: WriterSession

  init(writer: Writer, session: WriterSession) {
    self.writer = writer
    self.session = session
  }
}

private func runWriter(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let main = Unmanaged<ThreadMain>.fromOpaque(argument).takeRetainedValue()
  main.writer.loop(main.session)
  return nil
}
