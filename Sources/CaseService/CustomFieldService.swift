import CaseDomain
public import CaseSchema
import CaseStore
public import RPCCore

/// Fields that users add to cases.
public struct CustomFieldService: CustomFieldServiceProtocol {
  let store: CaseStore

  /// Creates a field; until its options are set, only pushes write it. Needs CustomFields:Edit (R30).
  public func createCustomField(
    _ request: CreateCustomFieldRequest, context: ServerContext
  ) async throws -> CreateCustomFieldResponse {
    try await refusing {
      try context.caller.require(.editCustomFields)
      let draft = CustomFieldDraft(
        name: request.name, dataType: try RequestValue.known(request.dataType, "DataType"), isArray: request.isArray,
        typeID: try RequestValue.id(request.typeID, "TypeID"), enumValues: request.enumValues)
      try draft.check()
      let id = try await store.write { try $0.createCustomField(draft) }
      return CreateCustomFieldResponse(id: id.rawValue)
    }
  }

  /// What fields can be added to, for every caller with an identity (R30).
  public func getCustomFieldTypes(
    _ request: GetCustomFieldTypesRequest, context: ServerContext
  ) async throws -> GetCustomFieldTypesResponse {
    try refusing {
      try context.caller.requireIdentity()
      let types = try store.read { try $0.customFieldTypes() }
      return GetCustomFieldTypesResponse(
        results: types.map { CustomFieldType(id: $0.id.rawValue, name: $0.name) })
    }
  }

  /// Replaces a field's options, which hold from the next call on. Needs CustomFields:Edit (R31).
  public func setCustomFieldOptions(
    _ request: SetCustomFieldOptionsRequest, context: ServerContext
  ) async throws -> SetCustomFieldOptionsResponse {
    try await refusing {
      try context.caller.require(.editCustomFields)
      let id = try RequestValue.id(request.customFieldID, "CustomFieldID", CustomFieldID.self)
      let options = try CustomField.Options(request)
      try await store.write { try $0.setOptions(options, of: id) }
      return SetCustomFieldOptionsResponse()
    }
  }
}

extension CustomField.Options {
  init(_ request: SetCustomFieldOptionsRequest) throws(FieldViolation) {
    self.init()
    organizationUnitSetID = request.organizationUnitSetID
    isRequired = request.isRequired
    visibleBy = UserType(rawValue: request.visibleByUserTypes)
    editableBy = UserType(rawValue: request.editableByUserTypes)
    minimumLength = request.minimumLength
    maximumLength = request.maximumLength
    minimumValue = request.minimumValue
    maximumValue = request.maximumValue
    minimumDate = try UTCTime.optional(request.minimumDate, "MinimumDate")
    maximumDate = try UTCTime.optional(request.maximumDate, "MaximumDate")
    regularExpression = request.regularExpression
  }
}
