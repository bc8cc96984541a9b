/// Where cases are kept.
struct Database {
  /// The SQLite file.
  let path: String

  init(path: String) {
    self.path = path
  }

  /// - Throws: `StartupFailure` usage for another engine than SQLite.
  init(url: String) throws {
    if url.hasPrefix("postgresql:") || url.hasPrefix("postgres:") {
      throw StartupFailure(.usage, "database '\(url)': PostgreSQL is not supported yet; use sqlite:PATH")
    }
    guard url.hasPrefix("sqlite:"), url.utf8.count > "sqlite:".utf8.count else {
      throw StartupFailure(.usage, "database '\(url)' is no sqlite:PATH")
    }
    path = String(url.dropFirst("sqlite:".count))
  }
}
