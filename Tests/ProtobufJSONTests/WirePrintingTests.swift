import ProtobufBridge
import ProtobufJSON
import Testing

/// What only bytes can say, not JSON.
@Suite struct WirePrintingTests {
  private func printed(_ write: (inout WireWriter) -> Void) throws -> JSONValue {
    var writer = WireWriter()
    write(&writer)
    return try Schema.withoutEmpty(JSONDocument(Schema.treeJSON.decode(writer.bytes)).root)
  }

  @Test func unknownFieldsAreLeftOut() throws {
    let value = try printed { writer in
      writer.tag(99, .varint)
      writer.varint(1)
      writer.tag(98, .startGroup)
      writer.tag(1, .fixed64)
      writer.fixed64(1)
      writer.tag(98, .endGroup)
      writer.tag(1, .lengthDelimited)
      writer.string("x")
      writer.tag(97, .lengthDelimited)
      writer.string("y")
    }
    #expect(value == .object([.init(name: "Name", value: .string("x"))]))
  }

  @Test func aFieldWithAnotherWireTypeIsUnknown() throws {
    let value = try printed { writer in
      writer.tag(1, .varint)
      writer.varint(5)
    }
    #expect(value == .object([]))
  }

  @Test func theLastValueCounts() throws {
    let value = try printed { writer in
      for text in ["a", "b"] {
        writer.tag(1, .lengthDelimited)
        writer.string(text)
      }
      writer.tag(13, .lengthDelimited)
      writer.string("left")
      writer.tag(14, .varint)
      writer.varint(3)
    }
    #expect(value["Name"] == .string("b"))
    #expect(value["Left"] == nil)
    #expect(value["Right"] == .number("3"))
  }

  @Test func aMessageInPartsIsMerged() throws {
    let value = try printed { writer in
      for json in [#"{"Name":"a","Labels":["x"]}"#, #"{"Count":2,"Labels":["y"]}"#] {
        writer.tag(4, .lengthDelimited)
        try! Schema.treeJSON.encode(json).withUnsafeBytes { writer.delimited($0) }
      }
    }
    #expect(try value == JSONDocument(#"{"Child":{"Name":"a","Count":2,"Labels":["x","y"]}}"#).root)
  }

  @Test func numbersPackedAndOneByOneAreTaken() throws {
    let value = try printed { writer in
      writer.tag(200, .varint)
      writer.varint(1)
      writer.tag(200, .lengthDelimited)
      let mark = writer.beginDelimited()
      writer.varint(2)
      writer.varint(300)
      writer.endDelimited(mark)
      writer.tag(200, .varint)
      writer.varint(4)
    }
    #expect(try value["IDs"] == JSONDocument("[1,2,300,4]").root)
  }

  @Test func ofEntriesWithOneKeyTheLastCounts() throws {
    let value = try printed { writer in
      for text in ["1", "2"] {
        writer.tag(8, .lengthDelimited)
        let mark = writer.beginDelimited()
        writer.tag(2, .lengthDelimited)
        writer.string(text)
        writer.tag(1, .lengthDelimited)
        writer.string("k")
        writer.endDelimited(mark)
      }
      writer.tag(10, .lengthDelimited)
      _ = writer.beginDelimited()
    }
    #expect(value["Texts"] == .object([.init(name: "k", value: .string("2"))]))
    #expect(value["Flags"] == .object([.init(name: "false", value: .bool(false))]))
  }

  @Test func brokenBytesAreRefusedWithTheirPath() throws {
    var writer = WireWriter()
    writer.tag(5, .lengthDelimited)
    writer.string("")
    writer.tag(5, .lengthDelimited)
    let mark = writer.beginDelimited()
    writer.tag(1, .lengthDelimited)
    [0x61, 0xff].withUnsafeBytes { writer.delimited($0) }
    writer.endDelimited(mark)
    let error = #expect(throws: DecodingError.self) { try Schema.treeJSON.decode(writer.bytes) }
    #expect(error?.reason == .invalidUTF8)
    #expect(error?.path == "Children[1].Name")
    for length in 0..<writer.bytes.count where length != 2 {
      if length == 0 { continue }
      #expect(throws: DecodingError.self, "\(length) bytes") {
        try Schema.treeJSON.decode(Array(writer.bytes[..<length]))
      }
    }
  }

  @Test func aTimeOutOfRangeIsRefused() throws {
    var writer = WireWriter()
    writer.tag(11, .lengthDelimited)
    let mark = writer.beginDelimited()
    writer.tag(1, .varint)
    writer.varint(253_402_300_800)
    writer.endDelimited(mark)
    let error = #expect(throws: DecodingError.self) { try Schema.treeJSON.decode(writer.bytes) }
    #expect(error?.path == "At")
  }

  @Test func randomBytesNeverCrash() {
    var generator = SplitMix(seed: 1)
    let valid = try! Schema.treeJSON.encode(
      #"{"Name":"é","Child":{"Count":5},"Numbers":[1,-1],"Texts":{"a":"b"},"At":"2023-03-30T16:30:57.947Z","Took":"-1.5s"}"#
    )
    for _ in 0..<3_000 {
      var bytes = valid
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      guard let text = try? Schema.treeJSON.decode(bytes) else { continue }
      // What is printed is JSON.
      #expect(throws: Never.self) { try JSONDocument(text) }
    }
  }

  @Test func randomTextNeverCrashes() {
    var generator = SplitMix(seed: 2)
    let valid = Array(
      #"{"Name":"é\n","Child":{"Count":5e0},"Numbers":[1,-1],"Texts":{"a":"b"},"At":"2023-03-30T16:30:57.947Z"}"#.utf8)
    for _ in 0..<3_000 {
      var text = valid
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: text.indices, using: &generator)
        if Bool.random(using: &generator) {
          text.remove(at: place)
        } else {
          text[place] = valid.randomElement(using: &generator)!
        }
      }
      guard let bytes = try? Schema.treeJSON.encode(text) else { continue }
      #expect(throws: Never.self) { try Schema.treeJSON.decode(bytes) }
    }
  }
}

/// A small generator with a seed, so that a failure comes again.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
