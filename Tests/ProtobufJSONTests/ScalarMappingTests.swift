import ProtobufBridge
import ProtobufJSON
import Testing

@Suite struct ScalarMappingTests {
  /// A field, what it takes, and what it prints of that.
  struct Mapping: Sendable, CustomTestStringConvertible {
    let field: String
    let input: String
    let output: String
    init(_ field: String, _ input: String, _ output: String? = nil) {
      self.field = field
      self.input = input
      self.output = output ?? input
    }
    var testDescription: String { "\(field) takes \(input)" }
  }

  @Test(arguments: [
    Mapping("Int64Field", "9223372036854775807"), Mapping("Int64Field", "-9223372036854775808"),
    Mapping("Int64Field", "\"12\"", "12"), Mapping("Int64Field", "1.5e1", "15"), Mapping("Int64Field", "1.50e2", "150"),
    Mapping("Int64Field", "10e-1", "1"), Mapping("Int64Field", "5.0", "5"), Mapping("Int64Field", "-0", "0"),
    Mapping("Int64Field", "0e999999999", "0"), Mapping("Int64Field", "9223372036854775807.0", "9223372036854775807"),
    Mapping("UInt64Field", "18446744073709551615"),
    Mapping("UInt64Field", "\"18446744073709551615\"", "18446744073709551615"),
    Mapping("Int32Field", "-2147483648"), Mapping("Int32Field", "2147483647"), Mapping("UInt32Field", "4294967295"),
    Mapping("Fixed64Field", "18446744073709551615"), Mapping("Fixed32Field", "4294967295"),
    Mapping("SFixed64Field", "-9223372036854775808"), Mapping("SFixed32Field", "-2147483648"),
    Mapping("SInt32Field", "-2147483648"), Mapping("SInt32Field", "2147483647"), Mapping("SInt64Field", "-1"),
    Mapping("SInt64Field", "9223372036854775807"), Mapping("SInt64Field", "-9223372036854775808"),
    Mapping("BoolField", "true"), Mapping("BoolField", "false"),
    Mapping("DoubleField", "1.5"), Mapping("DoubleField", "0.1"), Mapping("DoubleField", "1e300", "1e+300"),
    Mapping("DoubleField", "5e-324"), Mapping("DoubleField", "-0.0"), Mapping("DoubleField", "\"NaN\""),
    Mapping("DoubleField", "\"Infinity\""), Mapping("DoubleField", "\"-Infinity\""),
    Mapping("DoubleField", "\"2.5\"", "2.5"),
    Mapping("FloatField", "0.1"), Mapping("FloatField", "-3.5"), Mapping("FloatField", "\"-Infinity\""),
    Mapping("EnumField", "9"), Mapping("EnumField", "\"COLOR_BLUE\"", "9"),
    Mapping("EnumField", "\"COLOR_BELOW\"", "-1"),
    Mapping("EnumField", "\"BLUE\"", "9"), Mapping("EnumField", "\"Blue\"", "9"),
    Mapping("EnumField", "\"below\"", "-1"), Mapping("EnumField", "\"color_blue\"", "9"),
    Mapping("EnumField", "\"ColorBlue\"", "9"),
    Mapping("EnumField", "77"), Mapping("BytesField", "\"\""), Mapping("BytesField", "\"AA==\""),
    Mapping("BytesField", "\"AAE\"", "\"AAE=\""), Mapping("BytesField", "\"_-8\"", "\"/+8=\""),
    Mapping("BytesField", "\"\\/+8=\"", "\"/+8=\""), Mapping("BytesField", "\"aGVsbG8gd29ybGQ=\""),
    Mapping("StringField", "\"é😀\\u0001\""), Mapping("StringField", "\"a\\u0000b\""),
    Mapping("StringField", "\"\\u00e9\\/\"", "\"é/\""),
    Mapping("StringField", "\"\\u001F\\\"\\\\\"", "\"\\u001f\\\"\\\\\""),
  ])
  func aValueReadsBack(mapping: Mapping) throws {
    let bytes = try Schema.scalarsJSON.encode("{\"\(mapping.field)\": \(mapping.input)}")
    let printed = try Schema.scalarsJSON.decode(bytes)
    #expect(printed.contains("\"\(mapping.field)\":\(mapping.output)"), "\(printed)")
  }

  @Test(arguments: [
    Mapping("Int64Field", "9223372036854775808"), Mapping("Int64Field", "-9223372036854775809"),
    Mapping("Int64Field", "1.5"), Mapping("Int64Field", "1e-1"), Mapping("Int64Field", "1e19"),
    Mapping("Int64Field", "1e999999999999999999999"),
    Mapping("Int64Field", "\"\""), Mapping("Int64Field", "\" 1\""), Mapping("Int64Field", "\"0x1\""),
    Mapping("Int64Field", "\"+1\""),
    Mapping("Int64Field", "true"), Mapping("Int64Field", "[]"), Mapping("Int64Field", "{}"),
    Mapping("UInt64Field", "-1"), Mapping("UInt64Field", "18446744073709551616"), Mapping("Int32Field", "2147483648"),
    Mapping("UInt32Field", "4294967296"), Mapping("SInt32Field", "-2147483649"), Mapping("Fixed32Field", "-1"),
    Mapping("BoolField", "1"), Mapping("BoolField", "\"true\""), Mapping("DoubleField", "\"\""),
    Mapping("DoubleField", "1e400"),
    Mapping("DoubleField", "\"nan\""), Mapping("DoubleField", "\"inf\""), Mapping("DoubleField", "\"0x1p3\""),
    Mapping("FloatField", "1e39"),
    Mapping("EnumField", "\"COLOR_BLACK\""), Mapping("EnumField", "2147483648"), Mapping("EnumField", "\"9\""),
    Mapping("EnumField", "\"\""), Mapping("EnumField", "\"_\""), Mapping("EnumField", "\"COLOR_\""),
    Mapping("BytesField", "\"A\""), Mapping("BytesField", "\"AA=\""), Mapping("BytesField", "\"A*==\""),
    Mapping("BytesField", "\"=\""),
    Mapping("BytesField", "\"AAAA=\""), Mapping("BytesField", "7"), Mapping("StringField", "7"),
    Mapping("StringField", "{}"),
  ])
  func aWrongValueIsRefusedByName(mapping: Mapping) {
    let error = #expect(throws: JSONError.self) {
      try Schema.scalarsJSON.encode("{\"\(mapping.field)\": \(mapping.input)}")
    }
    #expect(error?.kind == .wrongValue)
    #expect(error?.path == mapping.field)
    #expect(error?.column == mapping.field.utf8.count + 6)
    #expect(error?.reason.hasPrefix("expected ") == true)
  }

  @Test func valuesLieOnTheWireAsTheSchemaSays() throws {
    let bytes = try Schema.scalarsJSON.encode(
      #"{"Int32Field": -1, "SInt32Field": -1, "Fixed32Field": 1, "DoubleField": 1, "BoolField": true}"#)
    let minusOne = [UInt8](repeating: 0xff, count: 9) + [0x01]
    #expect(
      bytes == [0x28] + minusOne + [0x70, 0x01, 0x3d, 1, 0, 0, 0, 0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x40, 0x01])
  }

  @Test func fieldsWithoutPresenceAreAlwaysPrinted() throws {
    #expect(
      try Schema.scalarsJSON.decode([UInt8]()) == """
        {"DoubleField":0,"FloatField":0,"Int64Field":0,"UInt64Field":0,"Int32Field":0,"Fixed64Field":0,\
        "Fixed32Field":0,"BoolField":false,"StringField":"","BytesField":"","UInt32Field":0,"SFixed32Field":0,\
        "SFixed64Field":0,"SInt32Field":0,"SInt64Field":0,"EnumField":0}
        """)
  }

  @Test("an enumeration's short names are told apart", arguments: [("InProgress", 1), ("in_progress", 1), ("New", 2)])
  func shortNames(name: String, number: Int) throws {
    let phase = EnumDescriptor(
      fullName: "test.CasePhase",
      values: [
        ("CASE_PHASE_UNSPECIFIED", 0), ("CASE_PHASE_IN_PROGRESS", 1), ("CASE_PHASE_NEW", 2), ("CASE_PHASE_A_B", 3),
        ("CASE_PHASE_AB", 4),
      ])
    let json = ProtobufJSON(
      MessageDescriptor(fullName: "test.Phased", fields: [Schema.field("phase", 1, .enumeration(phase))]))
    #expect(try json.decode(try json.encode("{\"phase\": \"\(name)\"}")) == "{\"phase\":\(number)}")
    // Could be either; by its own name it is found.
    #expect(throws: JSONError.self) { try json.encode(#"{"phase": "ab"}"#) }
    #expect(try json.decode(try json.encode(#"{"phase": "CASE_PHASE_AB"}"#)) == #"{"phase":4}"#)
  }

  @Test(
    "what was found is told in quotes",
    arguments: [
      ("no json", "`no`"), ("[1]", "`[`"), ("7", "`7`"), ("\"a b\"", "\"a b\""), ("", "the end"), ("}", "`}`"),
    ])
  func foundInQuotes(document: String, found: String) {
    let error = #expect(throws: JSONError.self) { try Schema.scalarsJSON.encode(document) }
    #expect(error?.reason == "expected an object for test.Scalars, found \(found)")
  }

  @Test func anErrorListsTheNamesOfASmallEnumeration() {
    let error = #expect(throws: JSONError.self) { try Schema.scalarsJSON.encode(#"{"EnumField": "BLACK"}"#) }
    #expect(error?.reason.contains("\"COLOR_RED\", \"COLOR_GREEN\", \"COLOR_BLUE\"") == true)
    #expect(error?.reason.hasSuffix("found \"BLACK\"") == true)
  }
}
