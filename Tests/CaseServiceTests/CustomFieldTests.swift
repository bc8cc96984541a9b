import CaseDomain
import CaseSchema
import RPCCore
import Testing

@Suite(.timeLimit(.minutes(2))) struct CustomFieldTests {
  private let create = CustomFieldServiceDefinition.createCustomField
  private let setOptions = CustomFieldServiceDefinition.setCustomFieldOptions

  private func makeField(
    _ server: TestServer, _ name: String, _ type: CustomFieldDataType = .string, enumValues: [String: String] = [:]
  ) async throws -> Int64 {
    let answer: CreateCustomFieldResponse = try await server.call(
      create, CreateCustomFieldRequest(name: name, dataType: type, typeID: 9, enumValues: enumValues), as: .operator)
    return answer.id
  }

  private func set(_ server: TestServer, _ request: SetCustomFieldOptionsRequest) async throws {
    let _: SetCustomFieldOptionsResponse = try await server.call(setOptions, request, as: .operator)
  }

  @Test("R30 fields can be added to cases, which have the type 9")
  func types() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let answer: GetCustomFieldTypesResponse = try await server.call(
      CustomFieldServiceDefinition.getCustomFieldTypes, GetCustomFieldTypesRequest(), as: customer.identity)
    #expect(answer.results == [CustomFieldType(id: 9, name: "Case")])
  }

  static let unfit: [(String, CreateCustomFieldRequest)] = [
    ("Name", CreateCustomFieldRequest(name: "", typeID: 9)),
    ("TypeID", CreateCustomFieldRequest(name: "A", typeID: 0)),
    ("TypeID", CreateCustomFieldRequest(name: "A", typeID: 8)),
    ("DataType", CreateCustomFieldRequest(name: "A", dataType: CustomFieldDataType(rawValue: 9), typeID: 9)),
    ("EnumValues", CreateCustomFieldRequest(name: "A", dataType: .enum, typeID: 9)),
    ("EnumValues", CreateCustomFieldRequest(name: "A", dataType: .bool, typeID: 9, enumValues: ["a": "A"])),
  ]

  @Test("R30 an unfit field is refused by what is wrong with it", arguments: CustomFieldTests.unfit.indices)
  func unfitFields(row: Int) async throws {
    let server = try TestServer()
    let (field, request) = CustomFieldTests.unfit[row]
    let error = try await server.refusal(of: create, request, as: .operator)
    #expect(error.code == .invalidArgument)
    #expect(error.violations.map(\.field) == [field])
  }

  @Test("R30 a name is taken once")
  func takenName() async throws {
    let server = try TestServer()
    _ = try await makeField(server, "Car brand")
    let error = try await server.refusal(
      of: create, CreateCustomFieldRequest(name: "Car brand", typeID: 9), as: .operator)
    #expect(error.code == .alreadyExists)
    #expect(error.violations.map(\.field) == ["Name"])
  }

  @Test("R29 values are coerced by their type; a push may write every field (R31)")
  func coercion() async throws {
    let server = try TestServer()
    for (name, type) in [("Text", CustomFieldDataType.string), ("Flag", .bool), ("Other flag", .bool)] {
      try await set(
        server,
        SetCustomFieldOptionsRequest(
          customFieldID: try await makeField(server, name, type), visibleByUserTypes: 2_048 + 17))
    }
    let brand = try await makeField(server, "Car brand", .enum, enumValues: ["audi": "Audi", "bmw": "BMW"])
    try await set(server, SetCustomFieldOptionsRequest(customFieldID: brand, visibleByUserTypes: 1))
    var request = PushCaseRequest.sample()
    request.customFields = ["Text": "as it is", "Flag": "yes", "Other flag": "0", "Car brand": "bmw"]
    let found = try await server.staffCase(try await server.push(request))
    #expect(
      found.customFields == ["Text": "as it is", "Flag": "true", "Other flag": "false", "Car brand": "bmw"])
    for (name, value) in [("Flag", "perhaps"), ("Car brand", "Audi"), ("Nothing", "x")] {
      var unfit = PushCaseRequest.sample("other")
      unfit.customFields = [name: value]
      let error = try await server.refusal(of: CaseServiceDefinition.pushCase, unfit, as: .operator)
      #expect(error.code == .invalidArgument)
      #expect(error.violations.map(\.field) == ["CustomFields.\(name)"])
    }
  }

  @Test("R31 a user sees and edits a field where the mask and its type share a bit, from the next call on")
  func masks() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let api = try await server.makeAPIUser([.viewCases])
    let employee = try await server.makeEmployee([.viewCases])
    let field = try await makeField(server, "Colour")
    try await set(
      server, SetCustomFieldOptionsRequest(customFieldID: field, visibleByUserTypes: 2, editableByUserTypes: 2))
    let id = try await server.makeCase(customer, customFields: ["Colour": "red"])
    let rows: [(mask: Int32, customer: Bool, employee: Bool, api: Bool, operator: Bool)] = [
      (0, false, false, false, false), (2, true, false, false, false), (1, false, true, false, true),
      (16, false, false, false, true), (2_048, false, false, true, false), (2_067, true, true, true, true),
    ]
    for row in rows {
      try await set(server, SetCustomFieldOptionsRequest(customFieldID: field, visibleByUserTypes: row.mask & 2_075))
      #expect(try await !server.customerCase(id, as: customer).customFields.isEmpty == row.customer, "\(row)")
      #expect(try await !server.staffCase(id, as: employee.identity).customFields.isEmpty == row.employee, "\(row)")
      #expect(try await !server.staffCase(id, as: api).customFields.isEmpty == row.api, "\(row)")
      #expect(try await !server.staffCase(id).customFields.isEmpty == row.operator, "\(row)")
    }
    let error = try await server.refusal(
      of: CaseServiceDefinition.customerUpdateCase,
      CustomerUpdateCaseRequest(id: id, customFields: ["Colour": "blue"]), as: customer.identity)
    #expect(error.code == .invalidArgument)
    #expect(error.violations.map(\.field) == ["CustomFields.Colour"])
  }

  @Test("R31 what is required binds pushes, and creates by who may edit the field")
  func required() async throws {
    let server = try TestServer()
    let customer = try await server.makeCustomer()
    let field = try await makeField(server, "Colour")
    try await set(server, SetCustomFieldOptionsRequest(customFieldID: field, isRequired: true))
    let push = try await server.refusal(of: CaseServiceDefinition.pushCase, PushCaseRequest.sample(), as: .operator)
    #expect(push.violations.map(\.field) == ["CustomFields.Colour"])
    _ = try await server.makeCase(customer)
    try await set(
      server,
      SetCustomFieldOptionsRequest(
        customFieldID: field, isRequired: true, visibleByUserTypes: 2, editableByUserTypes: 2))
    let create = try await server.refusal(
      of: CaseServiceDefinition.customerCreateCase,
      CustomerCreateCaseRequest(topicID: 1, title: "A title", description: "Text"), as: customer.identity)
    #expect(create.violations.map(\.field) == ["CustomFields.Colour"])
  }

  @Test("R31 R35 options of a field that is not there: NOT_FOUND")
  func unknownField() async throws {
    let server = try TestServer()
    let error = try await server.refusal(
      of: setOptions, SetCustomFieldOptionsRequest(customFieldID: 5), as: .operator)
    #expect(error.code == .notFound)
  }
}
