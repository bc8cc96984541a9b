public import CaseDomain

/// Where cases are kept: one writer that commits in groups, and readers beside it.
///
/// Reads are synchronous, on the calling thread, and take microseconds. Writes are queued; a write returns when its commit
/// is durable.
public final class CaseStore: Sendable {
  private let engine: any Engine
  private let writer: Writer
  private let readers: ReaderPool
  private let clock: @Sendable () -> UTCTime
  /// The key that page tokens are authenticated with; made with the database (R36).
  public let pageTokenKey: [UInt8]

  /// Bytes of `pageTokenKey`.
  public static let pageTokenKeyBytes = 32

  /// How a store is opened.
  public struct Configuration: Sendable {
    /// The SQLite file. Its folder must exist.
    public var path: String
    /// False: the commits of the last moment may be lost when the power fails (PRAGMA synchronous = NORMAL).
    public var syncsEachCommit = true
    /// The most connections that read at the same time.
    public var readers = 4
    /// The page cache of the writer and of each reader, at most, in KiB.
    public var writerCacheKiB = 32_768
    public var readerCacheKiB = 2_048
    /// Pages of 4 KiB in the write-ahead log at which a commit writes them back.
    public var checkpointPages = 10_000
    /// The time, for every row that holds one.
    public var clock: @Sendable () -> UTCTime
    /// So many random bytes, fit for keys.
    public var randomBytes: @Sendable (Int) -> [UInt8]

    public init(
      path: String, clock: @escaping @Sendable () -> UTCTime, randomBytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
      self.path = path
      self.clock = clock
      self.randomBytes = randomBytes
    }
  }

  /// Opens a database, made where there is none, and brings its schema up to date.
  ///
  /// - Throws: `StoreError`: `newerSchema`, `inUse`, `corrupt`, `inputOutput`, …
  public static func open(_ configuration: Configuration) throws -> CaseStore {
    let engine = try SQLiteEngine(
      SQLiteEngine.Options(
        path: configuration.path, synchronous: configuration.syncsEachCommit ? "FULL" : "NORMAL",
        writerCacheKiB: configuration.writerCacheKiB, readerCacheKiB: configuration.readerCacheKiB,
        checkpointPages: configuration.checkpointPages))
    return try CaseStore(engine, configuration)
  }

  init(_ engine: any Engine, _ configuration: Configuration) throws {
    self.engine = engine
    clock = configuration.clock
    let connection = try engine.connectWriter()
    try Migration.run(engine.migrations, on: connection, at: configuration.clock())
    pageTokenKey = try CaseStore.secret(
      "page-token-key", CaseStore.pageTokenKeyBytes, on: connection, random: configuration.randomBytes)
    readers = ReaderPool(engine, limit: max(1, configuration.readers))
    writer = try Writer(WriterSession(connection), readers: readers, clock: configuration.clock)
  }

  deinit { close() }

  /// Finishes the writes that wait and gives the file back. Calls after it are refused.
  public func close() {
    writer.close()
    readers.close()
    engine.close()
  }

  /// Looks at one consistent state, on the calling thread. What `body` throws comes out unchanged.
  public func read<T>(_ body: (borrowing ReadTransaction) throws -> T) throws -> T {
    let catalogue = writer.catalogue
    return try readers.withSnapshot(after: writer.commitCount) { connection in
      try body(ReadTransaction(connection, catalogue.value, now: clock()))
    }
  }

  /// Queues a write; returns when it is durable. See `WriteTransaction` for what a body may do.
  ///
  /// - Parameter lane: the line it waits in.
  /// - Throws: what `body` throws, with nothing changed; `StoreError` with kind `busy` where too many writes wait.
  public func write<T: Sendable>(
    in lane: WriteLane = .single, _ body: @escaping @Sendable (borrowing WriteTransaction) throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      submit(in: lane, body) { continuation.resume(with: $0) }
    }
  }

  /// Queues a write; `completion` is called once, on a queue of the store's, when it is durable or has failed.
  ///
  /// - Parameter lane: the line it waits in.
  public func submit<T: Sendable>(
    in lane: WriteLane = .single, _ body: @escaping @Sendable (borrowing WriteTransaction) throws -> T,
    completion: @escaping @Sendable (Result<T, any Error>) -> Void
  ) {
    writer.submit(WriteJob(body, completion), in: lane)
  }

  /// Raised with each commit that changed what a token stands for: tokens, roles, who has them. Whoever keeps
  /// identities looks here first.
  public var identityGeneration: UInt64 { writer.identityGeneration }

  /// Raised with each commit, before anybody hears of it.
  var commitCount: UInt64 { writer.commitCount }

  private static func secret(
    _ name: String, _ count: Int, on connection: any EngineConnection, random: (Int) -> [UInt8]
  ) throws -> [UInt8] {
    if let kept = try connection.first(.secret, { $0.bind(1, name) }, { $0.bytes(0) }) { return kept }
    let made = random(count)
    try connection.run(.insertSecret) {
      $0.bind(1, name)
      $0.bind(2, bytes: made)
    }
    return made
  }
}

extension SQLStatement {
  fileprivate static let secret = SQLStatement("SELECT value FROM secrets WHERE name = ?1")
  fileprivate static let insertSecret = SQLStatement("INSERT INTO secrets(name, value) VALUES (?1, ?2)")
}
