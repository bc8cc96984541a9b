import CSQLite
import Glibc

/// A prepared statement of an SQLite connection.
final class SQLiteStatement: EngineStatement {
  private let handle: OpaquePointer
  private let database: OpaquePointer
  private let arena: BindingArena
  private let path: String
  private var holdsArena = false

  init(_ text: String, on database: OpaquePointer, arena: BindingArena, path: String) throws(StoreError) {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(database, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else {
      throw StoreError(
        StoreError.Kind(sqlite: code), attempted: "prepare \"\(text.prefix(80))\" on \(path)",
        detail: String(cString: sqlite3_errmsg(database)))
    }
    handle = prepared
    self.database = database
    self.arena = arena
    self.path = path
  }

  func finalize() { sqlite3_finalize(handle) }

  func bind(_ parameter: Int32, _ value: Int64) { sqlite3_bind_int64(handle, parameter, value) }

  func bindNull(_ parameter: Int32) { sqlite3_bind_null(handle, parameter) }

  func bind(_ parameter: Int32, _ text: String) {
    var text = text
    text.withUTF8 { bytes in
      // A null destructor is SQLITE_STATIC: the arena keeps the bytes until the statement is reset.
      let kept = keep(bytes)
      sqlite3_bind_text64(handle, parameter, kept, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
    }
  }

  func bind(_ parameter: Int32, bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { buffer in
      _ = sqlite3_bind_blob64(handle, parameter, keep(buffer), UInt64(buffer.count), nil)
    }
  }

  func step() throws(StoreError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    throw StoreError(
      StoreError.Kind(sqlite: code),
      attempted: "run \"\(String(cString: sqlite3_sql(handle)).prefix(80))\" on \(path)",
      detail: String(cString: sqlite3_errmsg(database)))
  }

  func reset() {
    sqlite3_reset(handle)
    guard holdsArena else { return }
    holdsArena = false
    arena.release()
  }

  private func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    if !holdsArena {
      holdsArena = true
      arena.retain()
    }
    return arena.keep(bytes)
  }

  func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func string(_ column: Int32) -> String {
    guard let text = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
  }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let blob = sqlite3_column_blob(handle, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func holds(_ column: Int32, _ text: String) -> Bool {
    let stored = sqlite3_column_text(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column))
    guard count == text.utf8.count else { return false }
    guard let stored, count > 0 else { return true }
    var text = text
    return text.withUTF8 { memcmp($0.baseAddress!, stored, count) == 0 }
  }
}
