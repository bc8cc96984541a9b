import CaseClient
import CaseSchema
import RPCCore
import Testing

@testable import casectl

struct PushLineEncoderTests {
  private let encoder = PushLineEncoder()

  private func encode(_ bytes: [UInt8]) throws -> PushItem? {
    try bytes.withUnsafeBytes { try encoder.encode($0) }
  }

  private func rejection(_ bytes: [UInt8]) -> Rejection? {
    do {
      _ = try encode(bytes)
      return nil
    } catch {
      return error as? Rejection
    }
  }

  @Test(
    "R33 a line that cannot be sent is rejected with its field",
    arguments: [
      ("no JSON", .invalidArgument, ""),
      (#"{"BackendID": "1""#, .invalidArgument, ""),
      (#"{"Bogus": 1}"#, .invalidArgument, "Bogus"),
      (#"{"Customer": {"Gender": 7}}"#, .invalidArgument, "Customer.Gender"),
      (#"{"ReportingTime": "yesterday"}"#, .invalidArgument, "ReportingTime"),
      (#"{"Customer": {"FirstName": "a\u0000b"}}"#, .invalidArgument, "Customer.FirstName"),
      (#"{"Title": "\\\u0000"}"#, .invalidArgument, "Title"),
    ] as [(String, StatusCode, String)])
  func rejected(_ line: String, _ code: StatusCode, _ field: String) {
    let rejection = rejection(Array(line.utf8))
    #expect(rejection?.code == code)
    #expect(rejection?.field == field)
  }

  @Test(
    "a line that only looks like a NUL is sent",
    arguments: [#"{"Title": "\\u0000"}"#, #"{"Title": "a\nb\\"}"#, #"{"Title": "u0000"}"#, "{}"])
  func sent(_ line: String) throws {
    #expect(try encode(Array(line.utf8)) != nil)
  }

  @Test("a blank line is nothing", arguments: ["", " ", "\t \r"])
  func blank(_ line: String) throws {
    #expect(try encode(Array(line.utf8)) == nil)
  }

  @Test("R33 invalid UTF-8 is rejected with its field")
  func invalidUTF8() {
    let rejection = rejection(Array(#"{"Title": ""#.utf8) + [0xff, 0xfe] + Array(#""}"#.utf8))
    #expect(rejection?.code == .invalidArgument)
    #expect(rejection?.field == "Title")
  }

  @Test("R33 a case over the largest message is rejected, the largest is sent")
  func size() throws {
    func line(_ count: Int) -> [UInt8] {
      Array(#"{"Description": ""#.utf8) + [UInt8](repeating: 0x78, count: count) + Array(#""}"#.utf8)
    }
    // Tags and lengths of the item and of its text take five bytes each.
    let most = PushItem.maximumBytes - 10
    #expect(try encode(line(most)) != nil)
    #expect(rejection(line(most + 1))?.code == .resourceExhausted)
  }

  @Test("a case that costs the server more memory than a message may is rejected")
  func amplification() {
    let entries = (0..<300_000).map { #""\#(String($0, radix: 36))":"""# }.joined(separator: ",")
    let rejection = rejection(Array(#"{"CustomFields":{\#(entries)}}"#.utf8))
    #expect(rejection?.code == .resourceExhausted)
  }

  @Test("a rejection is a line of text and a line of JSON")
  func texts() {
    let rejection = Rejection(.invalidArgument, field: "Customer.Gender", "must be M, F or O")
    #expect(rejection.text(line: 17) == "line 17: INVALID_ARGUMENT: Customer.Gender: must be M, F or O")
    #expect(
      rejection.json(line: 17, document: Array("{\"a\":1}".utf8))
        == #"{"Line":17,"Code":3,"Field":"Customer.Gender","Reason":"must be M, F or O","Document":"{\"a\":1}"}"#)
  }
}
