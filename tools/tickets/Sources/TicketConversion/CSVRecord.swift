/// One record of a CSV document.
public struct CSVRecord: Equatable, Sendable {
  /// The line it begins on; the first line is 1.
  public let line: Int
  /// Its fields, without their quotes.
  public let fields: [String]

  /// A record of these fields.
  public init(line: Int, fields: [String]) {
    self.line = line
    self.fields = fields
  }
}

/// Why a CSV document cannot be read.
public struct CSVError: Error, Equatable, CustomStringConvertible {
  /// The line where reading stopped; the first line is 1.
  public let line: Int
  /// What is wrong there, and what is wanted.
  public let reason: String

  public var description: String { "line \(line): \(reason)" }
}
