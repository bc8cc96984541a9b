import ProtobufBridge
import ProtobufJSON
import Testing

@Suite struct MessageMappingTests {
  @Test func anEmptyMessagePrintsWhatHasNoPresence() throws {
    #expect(
      try Schema.treeJSON.decode(Schema.treeJSON.encode("{}"))
        == #"{"Name":"","Children":[],"Numbers":[],"Labels":[],"Texts":{},"ByNumber":{},"Flags":{},"IDs":[]}"#)
  }

  @Test(arguments: [
    #"{"Name":"a","Count":0,"Note":""}"#,
    #"{"Child":{"Name":"b","Child":{"Count":-1}}}"#,
    #"{"Children":[{"Name":"a"},{"Count":2}],"Numbers":[0,-1,2147483647],"Labels":["x","y"]}"#,
    #"{"Texts":{"a":"1","b":"2"},"ByNumber":{"-3":{"Name":"x"},"12":{"Count":1}},"Flags":{"false":true,"true":false}}"#,
    #"{"Left":"l"}"#, #"{"Right":0}"#, #"{"Boxed":0}"#, #"{"Boxed":7}"#, #"{"IDs":[1,18446744073709551615]}"#,
    #"{"At":"2023-03-30T16:30:57.947Z","Took":"1.500s"}"#,
  ])
  func aDocumentReadsBack(json: String) throws {
    // An empty Note is kept where it is present: compared before empty values are left out.
    let bytes = try Schema.treeJSON.encode(json)
    let printed = try JSONDocument(Schema.treeJSON.decode(bytes)).root
    let sent = try JSONDocument(json).root
    if json.contains("Note") { #expect(printed["Note"] == .string("")) }
    #expect(Schema.withoutEmpty(printed) == Schema.withoutEmpty(sent))
  }

  @Test func mapKeysAreSorted() throws {
    #expect(
      try Schema.treeJSON.decode(
        Schema.treeJSON.encode(#"{"Texts":{"b":"","a":"","é":"","B":""},"ByNumber":{"10":{},"9":{},"-1":{}}}"#)
      )
      .contains(#""Texts":{"B":"","a":"","b":"","é":""}"#))
    let printed = try Schema.treeJSON.decode(Schema.treeJSON.encode(#"{"ByNumber":{"10":{},"9":{},"-1":{},"-12":{}}}"#))
    let places = ["\"-12\":", "\"-1\":", "\"9\":", "\"10\":"].map { printed.firstRange(of: $0)!.lowerBound }
    #expect(places == places.sorted())
  }

  @Test func bothNamesOfAFieldAreTaken() throws {
    #expect(
      try Schema.treeJSON.encode(#"{"name":"x","byNumber":null}"#)
        == Schema.treeJSON.encode(#"{"Name":"x"}"#))
  }

  @Test func nullIsAbsent() throws {
    let bytes = try Schema.treeJSON.encode(
      #"{"Name":null,"Count":null,"Child":null,"Children":null,"Texts":null,"At":null,"Left":null,"Right":3}"#)
    #expect(
      try Schema.roundTrip(#"{"Right":3}"#) == Schema.withoutEmpty(JSONDocument(Schema.treeJSON.decode(bytes)).root))
  }

  /// A document, and where and how it is refused.
  struct Refusal: Sendable, CustomTestStringConvertible {
    let json: String
    let kind: JSONError.Kind
    let path: String
    init(_ json: String, _ kind: JSONError.Kind, _ path: String) {
      self.json = json
      self.kind = kind
      self.path = path
    }
    var testDescription: String { json }
  }

  @Test(arguments: [
    Refusal(#"{"Foo":1}"#, .unknownField, "Foo"),
    Refusal(#"{"Child":{"Child":{"Foo":1}}}"#, .unknownField, "Child.Child.Foo"),
    Refusal(#"{"Children":[{},{"Foo":1}]}"#, .unknownField, "Children[1].Foo"),
    Refusal(#"{"name":"a","Name":"b"}"#, .duplicateName, "Name"),
    Refusal(#"{"Name":null,"Name":"b"}"#, .duplicateName, "Name"),
    Refusal(#"{"Texts":{"a":"1","\u0061":"2"}}"#, .duplicateName, #"Texts["a"]"#),
    Refusal(#"{"Left":"a","Right":1}"#, .oneofConflict, "Right"),
    Refusal(#"{"Children":{}}"#, .wrongValue, "Children"), Refusal(#"{"Child":[]}"#, .wrongValue, "Child"),
    Refusal(#"{"Texts":[]}"#, .wrongValue, "Texts"), Refusal(#"{"Texts":{"a":1}}"#, .wrongValue, #"Texts["a"]"#),
    Refusal(#"{"Texts":{"a":null}}"#, .wrongValue, #"Texts["a"]"#),
    Refusal(#"{"Labels":["a",null]}"#, .wrongValue, "Labels[1]"),
    Refusal(#"{"Numbers":[1,"x"]}"#, .wrongValue, "Numbers[1]"),
    Refusal(#"{"ByNumber":{"x":{}}}"#, .wrongValue, #"ByNumber["x"]"#),
    Refusal(#"{"Flags":{"1":true}}"#, .wrongValue, #"Flags["1"]"#),
    Refusal(#"{"At":7}"#, .wrongValue, "At"), Refusal(#"{"Took":"1"}"#, .wrongValue, "Took"),
    Refusal(#"[]"#, .wrongValue, ""), Refusal(#"{"Name":"a"} x"#, .syntax, ""),
    Refusal(#"{"Child":{"Name":"a",}}"#, .syntax, "Child"),
  ])
  func anUnfitDocumentIsRefusedWithItsPath(refusal: Refusal) {
    let error = #expect(throws: JSONError.self) { try Schema.treeJSON.encode(refusal.json) }
    #expect(error?.kind == refusal.kind)
    #expect(error?.path == refusal.path)
  }

  @Test func nestingIsBoundedBothWays() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: #"{"Child":"#, count: depth - 1) + "{}" + String(repeating: "}", count: depth - 1)
    }
    let deepest = try Schema.treeJSON.encode(nested(JSONDocument.maximumDepth))
    _ = try Schema.treeJSON.decode(deepest)
    for depth in [JSONDocument.maximumDepth + 1, 100_000] {
      #expect(throws: JSONError.self) { try Schema.treeJSON.encode(nested(depth)) }
    }
    var writer = WireWriter()
    writer.tag(4, .lengthDelimited)
    deepest.withUnsafeBytes { writer.delimited($0) }
    let error = #expect(throws: DecodingError.self) { try Schema.treeJSON.decode(writer.bytes) }
    #expect(error?.reason == .tooDeep)
  }

  @Test func prettyOutputIsIndented() throws {
    let json = ProtobufJSON(Schema.timestampHolder)
    #expect(
      try json.decode(json.encode(#"{"At":"2023-03-30T16:30:57Z","Labels":["x"]}"#), style: .pretty) == """
        {
          "At": "2023-03-30T16:30:57.000Z",
          "Labels": [
            "x"
          ]
        }
        """)
  }
}

extension Schema {
  static let timestampHolder = MessageDescriptor(
    fullName: "test.Holder",
    fields: [
      field("at", json: "At", 1, .message { timestamp }, .optional),
      field("labels", json: "Labels", 2, .string, .repeated),
    ])
}
