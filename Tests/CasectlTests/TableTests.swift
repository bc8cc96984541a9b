import ProtobufJSON
import RPCCore
import Testing

@testable import casectl

struct TableTests {
  private func table(_ json: String) throws -> String {
    Table(try JSONDocument(json).root, rows: "Results").text
  }

  @Test func listHasColumns() throws {
    let text = try table(#"{"Results":[{"ID":1,"Name":"Sales"},{"ID":20,"Name":"a\nb","Extra":{"x":true}}]}"#)
    #expect(
      text == """
        ID  Name   Extra
        1   Sales\("  ")
        20  a b    {"x":true}

        """)
  }

  @Test func anythingElseHasALineAMember() throws {
    #expect(try table(#"{"ID":7,"Title":"Hello"}"#) == "ID     7\nTitle  Hello\n")
  }

  @Test("control characters of others do not steer the terminal")
  func controlCharacters() throws {
    #expect(try table(#"{"Title":"\u001b[31mred"}"#) == "Title  \u{fffd}[31mred\n")
  }

  @Test func longCellsOfAListAreCut() throws {
    let long = String(repeating: "x", count: 100)
    #expect(try table(#"{"Results":[{"Title":"\#(long)"}]}"#).split(separator: "\n")[1].count == 60)
    #expect(try table(#"{"Title":"\#(long)"}"#).contains(long))
  }

  @Test func emptyListIsEmpty() throws {
    #expect(try table(#"{"Results":[]}"#) == "")
  }
}

struct HeaderOptionTests {
  @Test(arguments: [("Key: value", "key", "value"), ("a-bin:x: y", "a-bin", "x: y"), ("k:", "k", "")])
  func headerIsRead(_ header: String, _ key: String, _ value: String) throws {
    #expect(try HeaderOption.metadata([header]).pairs.map { "\($0.key)=\($0.value)" } == ["\(key)=\(value)"])
  }

  @Test(arguments: ["novalue", ": x", "a b: c"])
  func headerIsRefused(_ header: String) {
    #expect(throws: Failure.self) { try HeaderOption.metadata([header]) }
  }
}
