import ProtobufBridge
import ProtobufJSON
import RPCCore

/// Prints answers of one type to standard output.
struct AnswerPrinter {
  // The member that holds the rows of a list.
  private static let rows = "Results"
  // The member that names the next page of a list.
  private static let nextPageToken = "NextPageToken"

  private let format: OutputFormat
  private let json: ProtobufJSON

  init(_ format: OutputFormat, of type: MessageDescriptor) {
    self.format = format
    json = ProtobufJSON(type)
  }

  /// Prints the one answer of a call.
  ///
  /// - Parameter nextPage: the arguments that ask for the page of a token; told on standard error where there is another
  ///   page and the format has no place for its token.
  func print(_ answer: [UInt8], nextPage: (String) throws -> String) throws {
    guard format != .json else {
      let style = Terminal.output.isTerminal ? JSONStyle.pretty : .compact
      return try FileWriter.write(try document(answer, style) + "\n", to: Terminal.output.descriptor)
    }
    let value = try value(answer)
    let text = format == .table ? Table(value, rows: Self.rows).text : lines(value)
    try FileWriter.write(text, to: Terminal.output.descriptor)
    if case .array? = value[Self.rows], case .string(let token)? = value[Self.nextPageToken], !token.isEmpty {
      Terminal.error.write("casectl: more with \(Terminal.printable(try nextPage(token)))\n")
    }
  }

  /// Prints the one answer of a call that has no pages.
  func print(_ answer: [UInt8]) throws {
    try print(answer) { "PageToken \($0)" }
  }

  /// Prints one of a stream of answers: a line each, whatever the format.
  func printLine(_ answer: [UInt8]) throws {
    try FileWriter.write(try document(answer, .compact) + "\n", to: Terminal.output.descriptor)
  }

  private func lines(_ value: JSONValue) -> String {
    guard case .array(let rows) = value[Self.rows] else { return value.serialized(.compact) + "\n" }
    return rows.map { $0.serialized(.compact) + "\n" }.joined()
  }

  private func value(_ answer: [UInt8]) throws -> JSONValue {
    let text = try document(answer, .compact)
    do throws(JSONError) {
      return try JSONDocument(text).root
    } catch {
      throw RPCError(.internal, "the server's answer is no JSON: \(error)", origin: .client)
    }
  }

  private func document(_ answer: [UInt8], _ style: JSONStyle) throws -> String {
    do throws(DecodingError) {
      return try json.decode(answer, style: style)
    } catch {
      throw RPCError(.internal, "the server's answer cannot be read: \(error.description)", origin: .client)
    }
  }
}
