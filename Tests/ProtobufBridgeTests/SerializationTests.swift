import CProtobufBridge
import Glibc
import ProtobufBridge
import TestSchema
import Testing

@Suite struct SerializationTests {
  @Test func aPresentEmptyStringIsKept() throws {
    var message = OptionalScalars()
    message.stringValue = ""
    message.bytesValue = []
    let bytes = try message.serialized()
    #expect(bytes == [0x4a, 0x00, 0x52, 0x00])
    #expect(try OptionalScalars(serialized: bytes) == message)
    #expect(try OptionalScalars(serialized: []).stringValue == nil)
  }

  @Test func aPresentEmptyStringOfAOneofIsKept() throws {
    let message = Choice(content: .text(""))
    #expect(try message.serialized() == [0x12, 0x00])
    #expect(try Choice(serialized: [0x12, 0x00]) == message)
  }

  @Test func negativeZeroIsKept() throws {
    for message in [
      Scalars(doubleValue: -0.0), Scalars(floatValue: -0.0),
      Scalars(doubleValue: -0.0, floatValue: -0.0, stringValue: "x"),
    ] {
      let read = try Scalars(serialized: message.serialized())
      #expect(read.doubleValue.sign == message.doubleValue.sign)
      #expect(read.floatValue.sign == message.floatValue.sign)
      #expect(read.stringValue == message.stringValue)
    }
    #expect(try Scalars(doubleValue: 0, floatValue: 0).serialized() == [])
  }

  @Test func anEmbeddedNULIsRefusedNamingItsField() {
    let error = #expect(throws: EncodingError.self) { try Scalars(stringValue: "a\0b").serialized() }
    #expect(error == EncodingError(reason: .embeddedNUL, message: "casewire.testing.v1.Scalars", field: 9))
    #expect(throws: EncodingError.self) { try Level1(next: Level2(name: "\0")).serialized() }
  }

  @Test func appendingKeepsWhatIsThere() throws {
    var bytes: [UInt8] = [1, 2, 3]
    try Level1(name: "ab").appendSerialized(to: &bytes)
    try Level1().appendSerialized(to: &bytes)
    #expect(bytes == [1, 2, 3, 0x0a, 0x02, 0x61, 0x62])
    #expect(throws: EncodingError.self) { try Level1(name: "\0").appendSerialized(to: &bytes) }
    #expect(bytes.count == 7)
  }

  @Test func longTextCrossesWhole() throws {
    for length in [0, 1, 15, 16, 17, 1000, 16_000, 16_400, 70_000, 1_000_000] {
      let text = String(repeating: "é", count: length)
      #expect(try Level1(serialized: Level1(name: text).serialized()).name == text)
    }
  }

  @Test func mapEntriesWithoutKeyOrValueHaveDefaults() throws {
    let bytes = WireWriter.bytes { writer in
      writer.field(1, [])
      writer.field(2, WireWriter.bytes { $0.field(2, "value") })
      writer.field(5, WireWriter.bytes { $0.field(1, "key") })
      writer.field(5, WireWriter.bytes { $0.field(77, "unknown") })
    }
    let maps = try Maps(serialized: bytes)
    #expect(maps.stringToString == ["": ""])
    #expect(maps.int64ToString == [0: "value"])
    #expect(maps.stringToMessage == ["key": Scalars(), "": Scalars()])
  }

  @Test func anEntrysMessageThatComesTwiceIsRefused() {
    let entry = WireWriter.bytes { writer in
      writer.field(1, "key")
      writer.field(2, [])
      writer.field(2, [])
    }
    let error = #expect(throws: DecodingError.self) { try Maps(serialized: WireWriter.bytes { $0.field(5, entry) }) }
    #expect(error?.reason == .repeatedSingular)
    #expect(error?.path == "stringToMessage[0].value")
  }

  @Test func numbersPackedAndOneByOneAreTaken() throws {
    let oneByOne = try UnpackedScalars(int64Values: [1, -1], fixed32Values: [3], boolValues: [true, false]).serialized()
    let message = try RepeatedScalars(serialized: oneByOne)
    #expect(message.int64Values == [1, -1])
    #expect(message.fixed32Values == [3])
    #expect(message.boolValues == [true, false])
    let packed = try RepeatedScalars(int64Values: [1, -1], fixed32Values: [3]).serialized()
    #expect(try UnpackedScalars(serialized: packed + oneByOne).int64Values == [1, -1, 1, -1])
  }

  @Test func theBudgetIsExact() throws {
    let bytes = try Level1(name: String(repeating: "x", count: 100_000)).serialized()
    #expect(throws: Never.self) { try Level1(serialized: bytes, limits: DecodingLimits(arena: 101_000)) }
    let error = #expect(throws: DecodingError.self) {
      try Level1(serialized: bytes, limits: DecodingLimits(arena: 99_000))
    }
    #expect(error?.reason == .tooLarge)
    #expect(
      #expect(throws: DecodingError.self) { try Level1(serialized: [], limits: DecodingLimits(arena: 0)) }?.reason
        == .tooLarge)
  }
}

@Suite struct ArenaTests {
  @Test func allocationsAreAlignedAndApart() throws {
    let arena = try #require(cw_arena_create(1 << 24))
    defer { cw_arena_destroy(arena) }
    var end = UnsafeRawPointer(bitPattern: 1)!
    for size in [0, 1, 15, 16, 17, 100, 16_384, 16_385, 100_000, 3, 65_536, 1] {
      let memory = try #require(cw_arena_allocate(arena, size))
      #expect(Int(bitPattern: memory) % 16 == 0)
      #expect(UnsafeRawPointer(memory) != end)
      memset(memory, 0xaa, size)
      end = UnsafeRawPointer(memory)
    }
    #expect(!cw_arena_exhausted(arena))
  }

  @Test func theBudgetEnds() throws {
    let arena = try #require(cw_arena_create(1000))
    defer { cw_arena_destroy(arena) }
    #expect(cw_arena_allocate(arena, 1001) == nil)
    #expect(cw_arena_exhausted(arena))
    #expect(cw_arena_allocate(arena, 900) != nil)
    #expect(cw_arena_allocate(arena, 200) == nil)
    #expect(cw_arena_allocate(arena, Int.max) == nil)
    #expect(cw_arena_copy_string(arena, "", Int.max) == nil)
  }

  @Test func twoArenasOfOneThreadAreApart() throws {
    let first = try #require(cw_arena_create(1 << 20))
    let second = try #require(cw_arena_create(1 << 20))
    let memory = try #require(cw_arena_copy_string(first, "first", 5))
    _ = cw_arena_copy_string(second, "other", 5)
    cw_arena_destroy(second)
    #expect(String(cString: memory) == "first")
    cw_arena_destroy(first)
  }
}
