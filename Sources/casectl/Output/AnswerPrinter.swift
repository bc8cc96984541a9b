import ProtobufBridge
import ProtobufJSON
import RPCCore

/// Prints answers of one type to standard output.
struct AnswerPrinter {
  // The member that holds the rows of a list.
  private static let rows = "Results"

  private let format: OutputFormat
  private let json: ProtobufJSON

  init(_ format: OutputFormat, of type: MessageDescriptor) {
    self.format = format
    json = ProtobufJSON(type)
  }

  /// Prints the one answer of a call.
  func print(_ answer: [UInt8]) throws {
    let text =
      switch format {
      case .json: try document(answer, Terminal.output.isTerminal ? .pretty : .compact) + "\n"
      case .table: Table(try value(answer), rows: Self.rows).text
      case .ndjson: try lines(answer)
      }
    try FileWriter.write(text, to: Terminal.output.descriptor)
  }

  /// Prints one of a stream of answers: a line each, whatever the format.
  func printLine(_ answer: [UInt8]) throws {
    try FileWriter.write(try document(answer, .compact) + "\n", to: Terminal.output.descriptor)
  }

  private func lines(_ answer: [UInt8]) throws -> String {
    guard case .array(let rows) = try value(answer)[Self.rows] else { return try document(answer, .compact) + "\n" }
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
