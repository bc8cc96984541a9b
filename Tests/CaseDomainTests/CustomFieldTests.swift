import Testing

@testable import CaseDomain

private func field(
  _ type: CustomField.DataType, _ change: (inout CustomField.Options) -> Void = { _ in }
) -> CustomField {
  var options = CustomField.Options()
  change(&options)
  return CustomField(
    id: CustomFieldID(1), name: "F", dataType: type,
    enumValues: type == .enum ? ["audi": "Audi", "bmw": "BMW"] : [:], options: options)
}

@Suite struct CustomFieldTests {
  static let values: [(CustomField.DataType, String, String?)] = [
    (.string, "anything", "anything"), (.bool, "true", "true"), (.bool, "Yes", "true"), (.bool, "1", "true"),
    (.bool, "no", "false"), (.bool, "0", "false"), (.bool, "maybe", nil), (.bool, "", nil),
    (.enum, "audi", "audi"), (.enum, "Audi", nil), (.enum, "tesla", nil),
    (.integer, "42", "42"), (.integer, "-7", "-7"), (.integer, "4.2", nil), (.integer, "9223372036854775808", nil),
    (.decimal, "1.50", "1.5"), (.decimal, "-0.0", "0"), (.decimal, "1e5", nil), (.decimal, ".5", nil),
    (.date, "2023-03-30", "2023-03-30"), (.date, "2023-02-30", nil),
    (.dateTime, "2023-03-30T16:30:57Z", "2023-03-30T16:30:57.000Z"), (.dateTime, "soon", nil),
    (.blob, "x", nil),
  ]

  @Test("R29 values are coerced to the data type", arguments: values)
  func coercion(type: CustomField.DataType, text: String, value: String?) {
    #expect((try? field(type).coerce(text)) == value)
  }

  static let ranged: [(CustomField, String, Bool)] = [
    (field(.string) { $0.minimumLength = 2 }, "ä", false), (field(.string) { $0.minimumLength = 2 }, "äö", true),
    (field(.string) { $0.maximumLength = 2 }, "äöü", false), (field(.string) { $0.maximumLength = 2 }, "äö", true),
    (field(.integer) { $0.minimumValue = "10" }, "9", false), (field(.integer) { $0.minimumValue = "10" }, "10", true),
    (field(.decimal) { $0.maximumValue = "0.1" }, "0.11", false),
    (field(.decimal) { $0.maximumValue = "0.1" }, "0.100", true),
    (field(.decimal) { $0.minimumValue = "-2" }, "-10", false),
    (field(.date) { $0.minimumDate = UTCTime(milliseconds: 0) }, "1969-12-31", false),
    (field(.date) { $0.minimumDate = UTCTime(milliseconds: 0) }, "1970-01-01", true),
    (field(.dateTime) { $0.maximumDate = UTCTime(milliseconds: 0) }, "1970-01-01T00:00:00.001Z", false),
    (field(.string) { $0.regularExpression = "[0-9]{4}" }, "1234", true),
    (field(.string) { $0.regularExpression = "[0-9]{4}" }, "12345", false),
    (field(.string) { $0.regularExpression = "a|b" }, "ab", false),
    (field(.string) { $0.regularExpression = "..." }, "äöü", true),
  ]

  @Test("R31 lengths, ranges and expressions hold", arguments: ranged)
  func options(field: CustomField, text: String, fits: Bool) {
    #expect(((try? field.coerce(text)) != nil) == fits)
  }

  static let unfit: [(CustomField.DataType, String, @Sendable (inout CustomField.Options) -> Void)] = [
    (.bool, "MinimumLength", { $0.minimumLength = 1 }),
    (.string, "MaximumLength", { $0.maximumLength = -1 }),
    (.string, "MinimumValue", { $0.minimumValue = "1" }),
    (.integer, "MinimumValue", { $0.minimumValue = "one" }),
    (.bool, "MinimumDate", { $0.minimumDate = UTCTime(milliseconds: 0) }),
    (.bool, "RegularExpression", { $0.regularExpression = "x" }),
    (.string, "RegularExpression", { $0.regularExpression = "a)|(b" }),
    (.string, "RegularExpression", { $0.regularExpression = "(a)\\1" }),
    (.string, "RegularExpression", { $0.regularExpression = "(a{100}){100}" }),
    (.string, "RegularExpression", { $0.regularExpression = String(repeating: "x", count: 501) }),
    (.string, "VisibleByUserTypes", { $0.visibleBy = UserType(rawValue: 32) }),
    (.string, "MinimumLength", { ($0.minimumLength, $0.maximumLength) = (3, 2) }),
  ]

  @Test("R31 options that do not fit the field are refused", arguments: unfit)
  func unfitOptions(
    type: CustomField.DataType, field: String, change: @Sendable (inout CustomField.Options) -> Void
  ) {
    var options = CustomField.Options()
    change(&options)
    let error = #expect(throws: FieldViolation.self) { try options.check(for: type) }
    #expect(error?.field == field)
  }

  @Test("R30 a definition needs a name, a type there is, and keys where it is an Enum")
  func definitions() {
    func isSound(_ draft: CustomFieldDraft) -> Bool { (try? draft.check()) != nil }
    #expect(isSound(CustomFieldDraft(name: "Car brand", dataType: .enum, enumValues: ["audi": "Audi"])))
    #expect(isSound(CustomFieldDraft(name: "N", dataType: .string)))
    #expect(!isSound(CustomFieldDraft(name: "", dataType: .string)))
    #expect(!isSound(CustomFieldDraft(name: "N", dataType: .enum)))
    #expect(!isSound(CustomFieldDraft(name: "N", dataType: .string, enumValues: ["a": "b"])))
    #expect(!isSound(CustomFieldDraft(name: "N", dataType: .blob)))
  }

  private let fields: CustomFieldSet = {
    var required = CustomField.Options()
    required.isRequired = true
    required.editableBy = .customer
    required.visibleBy = .customer
    return CustomFieldSet([
      CustomField(id: CustomFieldID(1), name: "Must", dataType: .string, options: required),
      CustomField(id: CustomFieldID(2), name: "Hidden", dataType: .bool),
    ])
  }()

  @Test("R31 a push may write every field and must write the required ones")
  func pushes() throws {
    let written = try fields.assignments(of: ["Must": "x", "Hidden": "yes"], by: .push)
    #expect(written.map(\.value) == ["x", "true"])
    #expect(throws: FieldViolation("CustomFields.Must", "is required")) {
      try fields.assignments(of: [:], by: .push)
    }
    #expect(throws: FieldViolation("CustomFields.Must", "is required")) {
      try fields.assignments(of: ["Must": ""], by: .push)
    }
  }

  @Test("R29 an unknown name is refused, and so is a field the writer may not see")
  func unknown() {
    for (writer, name) in [(CustomFieldSet.Writer.push, "Nope"), (.creator(.customer), "Hidden")] {
      let error = #expect(throws: FieldViolation.self) {
        try fields.assignments(of: ["Must": "x", name: "1"], by: writer)
      }
      #expect(error == FieldViolation("CustomFields.\(name)", "is no custom field of cases"))
    }
  }

  @Test("R31 required binds who may edit the field, and nobody who edits a case without it")
  func required() throws {
    #expect(throws: FieldViolation.self) { try fields.assignments(of: [:], by: .creator(.customer)) }
    #expect(try fields.assignments(of: [:], by: .creator(.api)).isEmpty)
    #expect(try fields.assignments(of: [:], by: .editor(.customer)).isEmpty)
    #expect(throws: FieldViolation.self) { try fields.assignments(of: ["Must": ""], by: .editor(.customer)) }
  }
}
