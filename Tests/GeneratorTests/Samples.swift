import RPCSchema
import TestSchema

extension Scalars {
  static let lowest = Scalars(
    doubleValue: -.greatestFiniteMagnitude, floatValue: -.greatestFiniteMagnitude, int64Value: .min, uint64Value: 1,
    int32Value: .min, fixed64Value: 1, fixed32Value: 1, boolValue: true, stringValue: "a", bytesValue: [0],
    uint32Value: 1, sfixed32Value: .min, sfixed64Value: .min, sint32Value: .min, sint64Value: .min,
    colour: .infraRed)

  static let highest = Scalars(
    doubleValue: .greatestFiniteMagnitude, floatValue: .infinity, int64Value: .max, uint64Value: .max,
    int32Value: .max, fixed64Value: .max, fixed32Value: .max, boolValue: true,
    stringValue: "a longer string, with é, 漢字 and 🎟", bytesValue: Array(0...255), uint32Value: .max,
    sfixed32Value: .max, sfixed64Value: .max, sint32Value: .max, sint64Value: .max, colour: .green)
}

extension OptionalScalars {
  /// Every field present with the value it would have were it absent.
  static let presentDefaults = OptionalScalars(
    doubleValue: 0, floatValue: 0, int64Value: 0, uint64Value: 0, int32Value: 0, fixed64Value: 0, fixed32Value: 0,
    boolValue: false, stringValue: "", bytesValue: [], uint32Value: 0, sfixed32Value: 0, sfixed64Value: 0,
    sint32Value: 0, sint64Value: 0, colour: .unspecified, scalars: Scalars())
}

extension RepeatedScalars {
  static let full = RepeatedScalars(
    doubleValues: [0, 1.5, -1.5], floatValues: [0, 0.25], int64Values: [.min, 0, .max], uint64Values: [0, .max],
    int32Values: [.min, 0, .max], fixed64Values: [0, .max], fixed32Values: [0, .max], boolValues: [true, false, true],
    stringValues: ["", "a", "a string of more than fifteen bytes"], bytesValues: [[], [0], [1, 2, 3]],
    uint32Values: [0, .max], sfixed32Values: [.min, .max], sfixed64Values: [.min, .max],
    sint32Values: [.min, 0, .max], sint64Values: [.min, 0, .max], colours: [.red, .unspecified, .infraRed])
}

extension Maps {
  static let full = Maps(
    stringToString: ["": "", "b": "2", "a": "1"], int64ToString: [.min: "min", 0: "", .max: "max"],
    uint32ToInt32: [0: 0, .max: .min], boolToBytes: [false: [], true: [1]],
    stringToMessage: ["empty": Scalars(), "full": .highest], sfixed32ToColour: [-1: .infraRed, 1: .red])
}

extension Tree {
  static let oak = Tree(
    kind: .oak,
    branches: [
      Branch(leaves: [Branch.Leaf(colour: "green"), Branch.Leaf()], grown: Google_Protobuf_Timestamp(seconds: 1)),
      Branch(),
    ],
    trunk: Branch(leaves: [], grown: Google_Protobuf_Timestamp(seconds: -1, nanos: 999_000_000)),
    planted: Google_Protobuf_Timestamp(seconds: 1_680_193_857, nanos: 947_000_000),
    rings: [Google_Protobuf_Timestamp(), Google_Protobuf_Timestamp(nanos: 1)])
}
