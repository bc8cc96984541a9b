import Glibc

extension Settings {
  // A configuration of more bytes than this is another file.
  private static let maximumFileBytes = 1 << 20

  /// Reads a file of `name = value` lines; `#` at a line's start or after a blank begins a comment.
  ///
  /// - Throws: `StartupFailure`: noInput where it cannot be read, usage where a line makes no sense.
  mutating func read(file path: String) throws {
    let text = try Settings.contents(of: path)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let statement = line.withoutComment.trimmed
      if statement.isEmpty { continue }
      let place = "\(path):\(index + 1)"
      guard let equals = statement.firstIndex(of: "=") else {
        throw StartupFailure(.usage, "\(place): '\(statement)' is no 'name = value'")
      }
      try set(
        String(statement[..<equals].trimmed), to: String(statement[statement.index(after: equals)...].trimmed), place)
    }
  }

  private mutating func set(_ name: String, to value: String, _ place: String) throws {
    switch name {
    case "socket": socketPath = value
    case "database": database = try Database(url: value)
    case "log-level": logLevel = try Settings.logLevel(value)
    case "log-format": logFormat = try Settings.logFormat(value)
    case "grace-period": gracePeriod = .seconds(try Settings.number(value, in: 0...3_600, place))
    case "maximum-connections": maximumConnections = try Settings.number(value, in: 1...1_000_000, place)
    case "synchronous":
      guard value == "full" || value == "normal" else {
        throw StartupFailure(.usage, "\(place): synchronous is full or normal, not '\(value)'")
      }
      syncsEachCommit = value == "full"
    case let name where name.hasPrefix("principal."):
      guard let user = UInt32(name.dropFirst("principal.".count)), !value.isEmpty else {
        throw StartupFailure(.usage, "\(place): a principal is 'principal.UID = API-USER'")
      }
      principals[user] = value
    default: throw StartupFailure(.usage, "\(place): there is no setting '\(name)'")
    }
  }

  private static func number(_ text: String, in range: ClosedRange<Int>, _ place: String) throws -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw StartupFailure(.usage, "\(place): '\(text)' is no number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private static func contents(of path: String) throws -> String {
    guard let file = fopen(path, "re") else {
      throw StartupFailure(.noInput, "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: maximumFileBytes + 1)
    let count = fread(&bytes, 1, bytes.count, file)
    guard ferror(file) == 0, count <= maximumFileBytes else {
      throw StartupFailure(.noInput, "cannot read \(path): it is a folder, or larger than \(maximumFileBytes) bytes")
    }
    guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
      throw StartupFailure(.noInput, "cannot read \(path): it is not UTF-8")
    }
    return text
  }
}

extension Substring {
  /// Up to a comment. A `#` within a word is none: paths may have it.
  fileprivate var withoutComment: Substring {
    let beginsComment = { self[$0] == "#" && ($0 == startIndex || self[index(before: $0)].isBlank) }
    return indices.first(where: beginsComment).map { self[..<$0] } ?? self
  }

  /// Without the blanks around it.
  fileprivate var trimmed: Substring {
    var rest = drop { $0.isBlank }
    while let last = rest.last, last.isBlank { rest.removeLast() }
    return rest
  }
}

extension Character {
  fileprivate var isBlank: Bool { self == " " || self == "\t" || self == "\r" }
}
