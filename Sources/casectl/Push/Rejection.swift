import ProtobufBridge
import ProtobufJSON
import RPCCore

/// Why an item of a push was not taken, by casectl or by the server.
struct Rejection: Error, Sendable, Equatable {
  let code: StatusCode
  /// In JSON spelling; empty where the whole item is meant.
  let field: String
  let reason: String

  init(_ code: StatusCode, field: String = "", _ reason: String) {
    self.code = code
    self.field = field
    self.reason = reason
  }

  /// A line that is no JSON, or no push.
  init(_ error: JSONError) {
    self.init(.invalidArgument, field: error.path, "\(error.reason) (column \(error.column))")
  }

  /// A case whose bytes the server would not take.
  init(_ error: DecodingError) {
    let code: StatusCode = error.reason == .tooLarge ? .resourceExhausted : .invalidArgument
    self.init(code, field: error.path, error.explanation)
  }

  /// `line 17: INVALID_ARGUMENT: Customer.Gender: must be M, F or O`
  func text(line: Int) -> String {
    "line \(line): \(code.name): \(field.isEmpty ? "" : field + ": ")\(reason)"
  }

  /// The rejection as one line of JSON, with the line's text.
  func json(line: Int, document: [UInt8]) -> String {
    JSONValue.object([
      .init(name: "Line", value: .number("\(line)")),
      .init(name: "Code", value: .number("\(code.rawValue)")),
      .init(name: "Field", value: .string(field)),
      .init(name: "Reason", value: .string(reason)),
      .init(name: "Document", value: .string(String(decoding: document, as: UTF8.self))),
    ]).serialized()
  }
}
