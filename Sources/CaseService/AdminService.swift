import CaseDomain
public import CaseSchema
import CaseStore
public import RPCCore

/// What the operator sets up: employees, roles, tokens, settings. All of it needs the permission Admin.
///
/// Tokens are in the file beside this one.
public struct AdminService: AdminServiceProtocol {
  let store: CaseStore
  let pageTokens: PageTokens
  let clock: @Sendable () -> UTCTime
  let randomness: @Sendable (Int) -> [UInt8]

  /// Creates an employee, to whom cases may be assigned (R23).
  public func createEmployee(
    _ request: CreateEmployeeRequest, context: ServerContext
  ) async throws -> CreateEmployeeResponse {
    try await refusing {
      try context.caller.require(.admin)
      let draft = PersonDraft(
        emailAddress: request.emailAddress, firstName: request.firstName, lastName: request.lastName,
        customID: request.customID)
      let id = try await store.write { try $0.createEmployee(draft) }
      return CreateEmployeeResponse(id: id.rawValue)
    }
  }

  /// Creates a role under a name of its own (R18).
  public func createRole(_ request: CreateRoleRequest, context: ServerContext) async throws -> CreateRoleResponse {
    try await refusing {
      try context.caller.require(.admin)
      let name = request.name
      let functionalities = try Set(request.functionalities.map(AdminService.functionality))
      let id = try await store.write { try $0.createRole(name, functionalities) }
      return CreateRoleResponse(id: id.rawValue)
    }
  }

  private static func functionality(_ text: String) throws(FieldViolation) -> Functionality {
    guard let functionality = Functionality(rawValue: text) else {
      let known = Functionality.allCases.map(\.rawValue).joined(separator: ", ")
      throw FieldViolation("Functionalities", "\"\(text.prefix(100))\" is none of \(known)")
    }
    return functionality
  }

  /// All roles, by name.
  public func listRoles(_ request: ListRolesRequest, context: ServerContext) async throws -> ListRolesResponse {
    try refusing {
      try context.caller.require(.admin)
      let roles = try store.read { try $0.roles() }
      return ListRolesResponse(
        results: roles.map {
          Role(id: $0.id.rawValue, name: $0.name, functionalities: $0.functionalities.map(\.rawValue))
        })
    }
  }

  /// A setting and its value now; an unknown name is NOT_FOUND.
  public func getSetting(_ request: GetSettingRequest, context: ServerContext) async throws -> Setting {
    try refusing {
      try context.caller.require(.admin)
      let definition = try AdminService.setting(named: request.name)
      return Setting(try store.read { $0.setting(definition) })
    }
  }

  /// Sets a setting, which holds from the next call on.
  public func setSetting(_ request: SetSettingRequest, context: ServerContext) async throws -> Setting {
    try await refusing {
      try context.caller.require(.admin)
      let definition = try AdminService.setting(named: request.name)
      let value = request.value
      try await store.write { try $0.set(definition, to: value) }
      return Setting(name: definition.name, value: value, description: definition.description)
    }
  }

  private static func setting(named name: String) throws -> SettingDefinition {
    guard !name.isEmpty else { throw FieldViolation("Name", "is required") }
    guard let definition = SettingDefinition.named(name) else {
      throw DomainError.notFound("setting \"\(name.prefix(100))\"; `casectl setting list` has them all")
    }
    return definition
  }

  /// Every setting there is, by name.
  public func listSettings(
    _ request: ListSettingsRequest, context: ServerContext
  ) async throws -> ListSettingsResponse {
    try refusing {
      try context.caller.require(.admin)
      return ListSettingsResponse(results: try store.read { $0.settings() }.map(Setting.init))
    }
  }
}

extension Setting {
  init(_ setting: SettingValue) {
    self.init(
      name: setting.definition.name, value: setting.value, description: setting.definition.description)
  }
}
