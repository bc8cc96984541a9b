import ProtobufJSON
import Testing

@Suite struct JSONDocumentTests {
  @Test func valuesAreRead() throws {
    let document = try JSONDocument(
      """
      {"b": [1, -2.50e+3, 9223372036854775807], "a": {"x": null, "y": true, "z": false}, "c": "q\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"}
      """)
    #expect(document.root["b"]?[1] == .number("-2.50e+3"))
    #expect(document.root["b"]?[2] == .number("9223372036854775807"))
    #expect(document.root["a"]?["x"] == .null)
    #expect(document.root["a"]?["z"] == .bool(false))
    #expect(document.root["c"] == .string("q\"\\/\u{8}\u{c}\n\r\té😀"))
  }

  @Test func objectsKeepTheirOrder() throws {
    let text = #"{"z":1,"a":{"y":[],"b":{}},"m":"é"}"#
    #expect(try JSONDocument(text).root.serialized() == text)
  }

  @Test func prettyOutputIsIndentedByTwo() throws {
    let value = try JSONDocument(#"{"a":[1,{"b":[]}],"c":{}}"#).root
    #expect(
      value.serialized(.pretty) == """
        {
          "a": [
            1,
            {
              "b": []
            }
          ],
          "c": {}
        }
        """)
  }

  @Test(arguments: [
    "", "  ", "{", "[1,]", "[,1]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "{'a':1}", "[1 2]", "tru", "nul", "nan",
    "01", "-", "1.", ".5", "1e", "+1", "0x10", "1 2", "{} {}", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u12", "\"a\nb\"",
    "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800x\"", "// c\n1", "{\"a\":/* */1}", "\u{feff}1", "[}",
    "{]", "]",
  ])
  func brokenTextIsRefused(text: String) {
    #expect(throws: JSONError.self) { try JSONDocument(text) }
  }

  @Test(
    arguments: [
      [0xc3], [0x80], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff],
      [0xe2, 0x82],
    ] as [[UInt8]])
  func invalidUTF8IsRefused(bytes: [UInt8]) {
    let error = #expect(throws: JSONError.self) { try JSONDocument([0x5b, 0x22, 0x61] + bytes + [0x22, 0x5d]) }
    #expect(error?.kind == .syntax)
    #expect(error?.reason.contains("UTF-8") == true)
    #expect(error?.offset == 3)
  }

  @Test func aNameThatComesTwiceIsRefused() {
    let error = #expect(throws: JSONError.self) { try JSONDocument(#"{"a": {"b": 1, "\u0062": 2}}"#) }
    #expect(error?.kind == .duplicateName)
    #expect(error?.path == "a")
  }

  @Test func namesAreComparedByteByByte() throws {
    // Precomposed and decomposed: Swift takes them for equal.
    let root = try JSONDocument("{\"\u{e9}\": 1, \"e\u{301}\": 2}").root
    guard case .object(let members) = root else { return #expect(Bool(false)) }
    #expect(members.count == 2)
  }

  @Test(arguments: ["[", "{\"a\":"])
  func depthIsBounded(open: String) throws {
    let limit = JSONDocument.maximumDepth
    let close = open == "[" ? "]" : "}"
    let fitting =
      String(repeating: open, count: limit) + (open == "[" ? "" : "1") + String(repeating: close, count: limit)
    _ = try JSONDocument(fitting)
    for depth in [limit + 1, 100_000] {
      let error = #expect(throws: JSONError.self) { try JSONDocument(String(repeating: open, count: depth)) }
      #expect(error?.kind == .tooDeep)
    }
  }

  @Test func aValueAfterManyOthersIsNoDeeper() throws {
    let siblings = repeatElement("[[]]", count: 2 * JSONDocument.maximumDepth).joined(separator: ",")
    _ = try JSONDocument("[\(siblings)]")
  }

  @Test func errorsTellLineAndColumn() {
    let error = #expect(throws: JSONError.self) { try JSONDocument("{\n  \"a\": 1,\n  \"ü\": x\n}") }
    #expect(error?.line == 3)
    #expect(error?.column == 8)
    #expect(error?.description == "line 3, column 8: ü: expected a value, found `x`")
  }

  @Test func everyPrefixOfADocumentIsRefused() throws {
    let bytes = Array(#"{"a":[1.5e3,"x\u00e9\ud83d\ude00é"],"b":{"c":null,"d":true}}"#.utf8)
    _ = try JSONDocument(bytes)
    for length in 0..<bytes.count {
      #expect(throws: JSONError.self, "\(length) bytes") { try JSONDocument(Array(bytes[..<length])) }
    }
  }

  @Test func documentsThatFollowEachOtherAreFound() throws {
    let bytes = Array(" {\"a\": 1}\n[2]3 \"x\"\n ".utf8)
    try bytes.withUnsafeBytes { buffer in
      var found: [String] = []
      var offset = 0
      while let extent = try JSONDocument.extent(in: buffer, from: offset) {
        found.append(String(decoding: buffer[extent], as: UTF8.self))
        offset = extent.upperBound
      }
      #expect(found == ["{\"a\": 1}", "[2]", "3", "\"x\""])
    }
  }

  @Test func longPlainTextIsReadWhole() throws {
    for length in 0..<40 {
      for special in ["\\n", "é", "\\\"", ""] {
        let text = String(repeating: "x", count: length)
        let value = try JSONDocument("\"\(text)\(special)\(text)\"").root
        let middle = ["\\n": "\n", "\\\"": "\""][special] ?? special
        #expect(value == .string(text + middle + text))
      }
    }
  }
}
