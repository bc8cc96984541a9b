import ArgumentParser

/// How answers are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  /// One document: the answer of the call.
  case json
  /// Columns for a list, a line a member for anything else.
  case table
  /// A line a result for a list, one line for anything else.
  case ndjson
}
