import CSQLite
import Glibc
import Synchronization

/// SQLite through its C API: WAL, one writer, readers beside it.
///
/// The file belongs to one server at a time: what the store remembers of topics, settings and fields would go stale
/// under another's writes. A lock on a file beside it says whose it is; it ends with the process, however that ends.
final class SQLiteEngine: Engine {
  struct Options: Sendable {
    var path: String
    /// FULL syncs at each commit; NORMAL may lose acknowledged commits when the power fails.
    var synchronous: String
    var writerCacheKiB: Int
    var readerCacheKiB: Int
    /// Pages in the WAL at which a commit writes them back.
    var checkpointPages: Int
  }

  private let options: Options
  private let lock: Mutex<Int32?>

  // Once a process; refused, and no harm done, where something else has used the library before.
  private static let isConfigured = casewire_sqlite3_disable_memory_statistics() == SQLITE_OK

  init(_ options: Options) throws(StoreError) {
    _ = SQLiteEngine.isConfigured
    self.options = options
    lock = Mutex(try SQLiteEngine.lock(options.path))
  }

  var migrations: [Migration] { Migration.sqlite }

  func connectWriter() throws(StoreError) -> any EngineConnection {
    let connection = try SQLiteConnection(
      options.path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, cacheKiB: options.writerCacheKiB)
    try connection.execute("PRAGMA journal_mode = WAL")
    try connection.execute("PRAGMA synchronous = \(options.synchronous)")
    try connection.execute("PRAGMA wal_autocheckpoint = \(options.checkpointPages)")
    // Truncates the WAL after a peak, so that the disk gets its space back.
    try connection.execute("PRAGMA journal_size_limit = \(options.checkpointPages * 2 * 4_096)")
    // Debian's build zeroes what is deleted, page by page, in a file that is as secret afterwards as before.
    try connection.execute("PRAGMA secure_delete = OFF")
    return connection
  }

  func connectReader() throws(StoreError) -> any EngineConnection {
    let connection = try SQLiteConnection(
      options.path, flags: SQLITE_OPEN_READWRITE, cacheKiB: options.readerCacheKiB)
    try connection.execute("PRAGMA query_only = ON")
    return connection
  }

  func close() {
    lock.withLock { descriptor in
      if let open = descriptor {
        // A process that is being started has a copy of the descriptor, and with it the lock, until its program runs.
        flock(open, LOCK_UN)
        Glibc.close(open)
      }
      descriptor = nil
    }
  }

  deinit { close() }

  private static func lock(_ path: String) throws(StoreError) -> Int32 {
    let descriptor = open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(.inputOutput, attempted: "open \(path)-lock", detail: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      Glibc.close(descriptor)
      throw StoreError(
        reason == EWOULDBLOCK ? .inUse : .inputOutput, attempted: "open \(path)",
        detail: reason == EWOULDBLOCK ? "another server has it open" : String(cString: strerror(reason)))
    }
    return descriptor
  }
}
