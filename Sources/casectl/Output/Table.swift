import ProtobufJSON

/// A document as aligned text: its rows in columns, or its members a line each.
struct Table {
  /// Longer cells are cut.
  private static let maximumCellWidth = 60
  private static let gap = "  "

  /// Lines, each ended.
  let text: String

  /// - Parameter rows: the member that holds the rows, where the document is a list.
  init(_ document: JSONValue, rows: String) {
    if case .array(let elements) = document[rows] {
      text = Table.columns(of: elements)
    } else {
      text = Table.members(of: document)
    }
  }

  private static func columns(of rows: [JSONValue]) -> String {
    var names: [String] = []
    for case .object(let members) in rows {
      for member in members where !names.contains(member.name) { names.append(member.name) }
    }
    let cells = rows.map { row in names.map { cell(row[$0], atMost: maximumCellWidth) } }
    return aligned(names.isEmpty ? [] : [names] + cells)
  }

  private static func members(of document: JSONValue) -> String {
    guard case .object(let members) = document else { return cell(document, atMost: .max) + "\n" }
    return aligned(members.map { [$0.name, cell($0.value, atMost: .max)] })
  }

  private static func aligned(_ lines: [[String]]) -> String {
    guard let columnCount = lines.first?.count else { return "" }
    // The last column is not padded.
    let widths = (0..<columnCount).map { column in lines.map { $0[column].count }.max() ?? 0 }.dropLast() + [0]
    return lines.map { line in
      let padded = zip(line, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
      return padded.joined(separator: gap) + "\n"
    }.joined()
  }

  private static func cell(_ value: JSONValue?, atMost width: Int) -> String {
    let text =
      switch value {
      case nil, .null?: ""
      case .string(let text)?: text
      case .number(let text)?: text
      case .bool(let flag)?: flag ? "true" : "false"
      case .array?, .object?: value?.serialized() ?? ""
      }
    let line = String(Terminal.printable(text).map { $0.isNewline ? " " : $0 })
    return line.count > width ? line.prefix(width - 1) + "…" : line
  }
}
