import CaseSchema
import ProtobufBridge
import ProtobufJSON
import TestSchema
import Testing

/// JSON, bytes and generated values, against each other.
@Suite struct GeneratedMessageTests {
  @Test("R32 the seed's samples read back with their names and shapes", arguments: SeedSample.all)
  func seedSamplesReadBack(sample: SeedSample) throws {
    let json = ProtobufJSON(sample.type.descriptor)
    let bytes = try json.encode(sample.json)
    // Through protobuf-c and a generated value.
    let message = try sample.type.init(serialized: bytes)
    let printed = try JSONDocument(json.decode(message.serialized())).root
    let sent = try JSONDocument(sample.json).root
    #expect(isContained(sent, in: printed), "\(printed.serialized())")
    // What is printed beside that is empty.
    #expect(Schema.withoutEmpty(withoutDefaults(printed)) == Schema.withoutEmpty(withoutDefaults(sent)))
    #expect(try json.decode(json.encode(printed.serialized(.pretty))) == printed.serialized())
  }

  /// Whether a value has what another has, and perhaps more members.
  private func isContained(_ part: JSONValue, in whole: JSONValue) -> Bool {
    switch (part, whole) {
    case (.object(let members), .object):
      members.allSatisfy { member in
        whole[member.name].map { isContained(member.value, in: $0) } ?? false
      }
    case (.array(let parts), .array(let wholes)):
      parts.count == wholes.count && zip(parts, wholes).allSatisfy { isContained($0, in: $1) }
    default: part == whole
    }
  }

  /// A value without members that are 0 or false, and with its members sorted: a map is printed in another order.
  private func withoutDefaults(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members):
      .object(
        members.filter { ![.number("0"), .bool(false)].contains($0.value) }
          .map { JSONValue.Member(name: $0.name, value: withoutDefaults($0.value)) }
          .sorted { $0.name < $1.name })
    case .array(let elements): .array(elements.map(withoutDefaults))
    default: value
    }
  }

  @Test func membersOfAnObjectComeInTheOrderOfTheSchema() throws {
    let json = ProtobufJSON(CaseSummary.descriptor)
    let printed = try json.decode(
      json.encode(#"{"ReportingTime":"2023-03-30T16:30:57.947Z","OrderID":0,"Title":"t","ID":"9007199254740993"}"#))
    #expect(
      printed == """
        {"ID":9007199254740993,"TopicID":0,"TopicName":"","StatusID":0,"StatusName":"","Priority":0,"Title":"t",\
        "OrderID":0,"ReportingTime":"2023-03-30T16:30:57.947Z"}
        """)
  }

  @Test func aPathNamesWhatASenderSees() {
    let json = ProtobufJSON(PushCaseRequest.descriptor)
    let error = #expect(throws: JSONError.self) {
      try json.encode("{\n\"Customer\": {\"ShippingAddress\": {\"ZipCode\": 1234}}\n}")
    }
    #expect(
      error?.description == "line 2, column 45: Customer.ShippingAddress.ZipCode: expected a string, found `1234`")
  }

  @Test func generatedValuesSayWhatTheirJSONSays() throws {
    let scalars = Scalars(
      doubleValue: -0.0, floatValue: 1.5, int64Value: .min, uint64Value: .max, int32Value: -1, fixed64Value: .max,
      fixed32Value: .max, boolValue: true, stringValue: "é\u{1}\"", bytesValue: [0, 255], uint32Value: .max,
      sfixed32Value: .min, sfixed64Value: .min, sint32Value: .min, sint64Value: .min, colour: .infraRed)
    let messages: [any Message] = [
      scalars, OptionalScalars(int64Value: 0, boolValue: false, stringValue: "", bytesValue: [], scalars: Scalars()),
      RepeatedScalars(
        doubleValues: [0, -0.0, .infinity], int64Values: [.min, 0, .max], boolValues: [true, false],
        stringValues: ["", "a"],
        bytesValues: [[], [1]], sint32Values: [.min, .max], colours: [.red, .infraRed, Colour(rawValue: 77)]),
      UnpackedScalars(doubleValues: [1.5], int64Values: [1, -1], sint64Values: [-5]),
      Maps(
        stringToString: ["a": "", "": "b"], int64ToString: [.min: "x", 3: "y"], uint32ToInt32: [.max: -1],
        boolToBytes: [true: [1], false: []], stringToMessage: ["k": scalars, "l": Scalars()],
        sfixed32ToColour: [-1: .red]),
      Choice(content: .text("")), Choice(content: .scalars(scalars), note: "n"), Choice(content: .flag(false)),
      Tree(kind: .oak, branches: [.init(leaves: [.init(colour: "green")]), .init()], trunk: .init()),
    ]
    for message in messages { try checkRoundTrip(message) }
  }

  private func checkRoundTrip<M: Message>(_ message: M) throws {
    let json = ProtobufJSON(M.descriptor)
    for style in [JSONStyle.compact, .pretty] {
      let text = try json.decode(message.serialized(), style: style)
      #expect(try M(serialized: json.encode(text)) == message, "\(text)")
    }
  }
}
