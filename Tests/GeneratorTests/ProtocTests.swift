import Glibc
import ProtobufBridge
import RPCSchema
import TestSchema
import Testing

/// The bytes of generated messages against those that protoc writes for the same content.
@Suite(
  .enabled(if: Protoc.isInstalled, "protoc or its schemas are not installed: ./tools/install generate"),
  .timeLimit(.minutes(2)))
struct ProtocTests {
  /// A message and the same in protobuf's text format.
  struct Sample: CustomTestStringConvertible {
    let type: String
    let text: String
    let message: any Message

    var testDescription: String { "\(type) { \(text) }" }
  }

  static let samples = [
    Sample(type: "Nothing", text: "", message: Nothing()),
    Sample(
      type: "Scalars",
      text: """
        double_value: 1.5 float_value: -0.25 int64_value: -1 uint64_value: 18446744073709551615 int32_value: -2
        fixed64_value: 3 fixed32_value: 4 bool_value: true string_value: "caf\\303\\251" bytes_value: "\\000\\377"
        uint32_value: 5 sfixed32_value: -6 sfixed64_value: -7 sint32_value: -8 sint64_value: -9
        colour: COLOUR_INFRA_RED
        """,
      message: Scalars(
        doubleValue: 1.5, floatValue: -0.25, int64Value: -1, uint64Value: .max, int32Value: -2, fixed64Value: 3,
        fixed32Value: 4, boolValue: true, stringValue: "café", bytesValue: [0, 255], uint32Value: 5,
        sfixed32Value: -6, sfixed64Value: -7, sint32Value: -8, sint64Value: -9, colour: .infraRed)),
    Sample(
      type: "OptionalScalars",
      text: """
        double_value: 0 float_value: 0 int64_value: 0 uint64_value: 0 int32_value: 0 fixed64_value: 0 fixed32_value: 0
        bool_value: false string_value: "" bytes_value: "" uint32_value: 0 sfixed32_value: 0 sfixed64_value: 0
        sint32_value: 0 sint64_value: 0 colour: COLOUR_UNSPECIFIED scalars {}
        """,
      message: OptionalScalars.presentDefaults),
    Sample(
      type: "RepeatedScalars", text: "int32_values: [1, -1] bool_values: [true, false] string_values: [\"\", \"b\"]",
      message: RepeatedScalars(int32Values: [1, -1], boolValues: [true, false], stringValues: ["", "b"])),
    Sample(
      type: "UnpackedScalars", text: "int64_values: [1, 2] colours: [COLOUR_RED, COLOUR_GREEN]",
      message: UnpackedScalars(int64Values: [1, 2], colours: [.red, .green])),
    Sample(
      type: "Maps",
      text: """
        string_to_string { key: "b" value: "2" } string_to_string { key: "a" value: "1" }
        uint32_to_int32 { key: 7 value: -1 } string_to_message { key: "m" value { int64_value: 1 } }
        """,
      message: Maps(
        stringToString: ["a": "1", "b": "2"], uint32ToInt32: [7: -1],
        stringToMessage: ["m": Scalars(int64Value: 1)])),
    Sample(type: "Choice", text: "text: \"\"", message: Choice(content: .text(""))),
    Sample(
      type: "Choice", text: "scalars { bool_value: true } note: \"n\"",
      message: Choice(content: .scalars(Scalars(boolValue: true)), note: "n")),
    Sample(
      type: "Tree", text: "kind: KIND_FIR trunk { leaves { colour: \"red\" } } planted { seconds: 5 } rings {}",
      message: Tree(
        kind: .fir, trunk: Tree.Branch(leaves: [Tree.Branch.Leaf(colour: "red")]),
        planted: Google_Protobuf_Timestamp(seconds: 5), rings: [Google_Protobuf_Timestamp()])),
  ]

  @Test("a message's bytes are protoc's", arguments: samples)
  func bytes(sample: Sample) throws {
    let expected = try #require(Protoc.encode(sample.text, as: "casewire.testing.v1.\(sample.type)"))
    #expect(try sample.message.serialized() == expected)
    try expectRead(sample.message, from: expected)
  }

  private func expectRead<Value: Message>(_ message: Value, from bytes: [UInt8]) throws {
    #expect(try Value(serialized: bytes) == message)
  }
}

/// Debian's protoc on the testing schema.
private enum Protoc {
  private static let schema = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/proto"
  private static let include = "/usr/include"

  static let isInstalled =
    access("\(include)/google/protobuf/timestamp.proto", R_OK) == 0 && output(of: "protoc --version") != nil

  /// The bytes of a message in text format, or nil where protoc refuses it.
  static func encode(_ text: String, as type: String) -> [UInt8]? {
    output(
      of: "printf '%s' '\(text)' | protoc '-I\(schema)' -I\(include) --deterministic_output --encode=\(type)"
        + " casewire/testing/v1/messages.proto")
  }

  private static func output(of command: String) -> [UInt8]? {
    guard let pipe = popen(command, "r") else { return nil }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { output += chunk.prefix(count) }
    return pclose(pipe) == 0 ? output : nil
  }
}
