import ProtobufBridge
import RPCSchema
import TestSchema
import Testing

/// What generated messages keep on the way to bytes and back.
struct RoundTripTests {
  private func expectRoundTrip<Value: Message>(
    _ message: Value, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let bytes = try message.serialized()
    let read = try Value(serialized: bytes)
    #expect(read == message, sourceLocation: sourceLocation)
    #expect(try read.serialized() == bytes, "other bytes the second time", sourceLocation: sourceLocation)
  }

  @Test("every scalar survives, at both ends of its range")
  func scalars() throws {
    for scalars in [Scalars(), .lowest, .highest] { try expectRoundTrip(scalars) }
    #expect(try Scalars().serialized() == [])
  }

  @Test("-0.0 is a value of its own")
  func negativeZero() throws {
    let read = try Scalars(serialized: Scalars(doubleValue: -0.0, floatValue: -0.0).serialized())
    #expect(read.doubleValue.sign == .minus)
    #expect(read.floatValue.sign == .minus)
    let maps = try Maps(serialized: Maps(stringToMessage: ["z": Scalars(doubleValue: -0.0)]).serialized())
    #expect(maps.stringToMessage["z"]?.doubleValue.sign == .minus)
  }

  @Test("optional fields tell absent from the default value")
  func presence() throws {
    let absent = OptionalScalars()
    try expectRoundTrip(absent)
    #expect(try absent.serialized() == [])
    let present = OptionalScalars.presentDefaults
    try expectRoundTrip(present)
    // 16 fields of which each has at least a tag and a value, and an empty message.
    #expect(try present.serialized().count > 16 * 2)
    #expect(try OptionalScalars(serialized: present.serialized()).stringValue == "")
  }

  @Test("lists survive, in order, packed or not")
  func lists() throws {
    try expectRoundTrip(RepeatedScalars())
    try expectRoundTrip(RepeatedScalars.full)
    try expectRoundTrip(
      UnpackedScalars(
        doubleValues: [1.5, -2], int64Values: [.min, 0, .max], int32Values: [-1], fixed32Values: [.max],
        boolValues: [true, false], sint64Values: [-1, 1], colours: [.infraRed, .red]))
  }

  @Test("an enum's number without a name is kept")
  func openEnum() throws {
    try expectRoundTrip(Scalars(colour: Colour(rawValue: 77)))
    try expectRoundTrip(RepeatedScalars(colours: [Colour(rawValue: .min), .green, Colour(rawValue: .max)]))
  }

  @Test("maps survive, and equal maps are equal bytes")
  func maps() throws {
    try expectRoundTrip(Maps.full)
    let names = (0..<100).map { "name \($0)" }
    let forwards = Maps(stringToString: Dictionary(uniqueKeysWithValues: names.map { ($0, "") }))
    var backwards = Maps()
    for name in names.reversed() { backwards.stringToString[name] = "" }
    #expect(try forwards.serialized() == backwards.serialized())
  }

  @Test("a key that comes twice has the last value; an entry without key or value has their defaults")
  func mapEntries() throws {
    let twice: [UInt8] = [0x0A, 6, 0x0A, 1, 0x61, 0x12, 1, 0x31, 0x0A, 6, 0x0A, 1, 0x61, 0x12, 1, 0x32]
    #expect(try Maps(serialized: twice).stringToString == ["a": "2"])
    #expect(try Maps(serialized: [0x0A, 0]).stringToString == ["": ""])
    #expect(try Maps(serialized: [0x2A, 3, 0x0A, 1, 0x61]).stringToMessage == ["a": Scalars()])
  }

  @Test(
    "a oneof keeps what was chosen, defaults too",
    arguments: [
      nil, .scalars(Scalars()), .scalars(.highest), .text(""), .text("chosen"), .colour(.unspecified),
      .colour(.infraRed), .data([]), .data([0, 255]), .flag(false), .flag(true), .number(0), .number(-1),
    ] as [Choice.Content?])
  func oneof(content: Choice.Content?) throws {
    try expectRoundTrip(Choice(content: content, note: "beside"))
  }

  @Test("names that are words of Swift or C are fields like others")
  func names() throws {
    var names = Names(id: 1, topicID: 2, blobIDs: ["a"], case: "b", default: "c", in: "d", class: [3])
    names.message = "e"
    names.index = "f"
    names.arena = "g"
    names.m = "h"
    try expectRoundTrip(names)
    for choice in [Names.Switch.func("i"), .double(4)] {
      names.switch = choice
      try expectRoundTrip(names)
    }
  }

  @Test("messages in messages survive")
  func nesting() throws {
    try expectRoundTrip(Nothing())
    try expectRoundTrip(Tree.oak)
    let deepest = Level4(next: .level5(Level5(name: "five", value: 5)))
    let third = Level3(name: "three", next: ["a": deepest, "b": Level4(next: .name("four")), "c": Level4()])
    try expectRoundTrip(Level1(name: "one", next: Level2(name: "two", next: [third, Level3()])))
  }

  @Test("a present, empty message is not an absent one")
  func emptyMessage() throws {
    try expectRoundTrip(Tree(trunk: Tree.Branch(), planted: Google_Protobuf_Timestamp()))
    #expect(try Tree(serialized: Tree().serialized()).trunk == nil)
    #expect(try Tree(serialized: Tree(trunk: Tree.Branch()).serialized()).trunk == Tree.Branch())
  }
}
