import CaseDomain
public import CaseSchema
import CaseStore
public import RPCCore

/// What is said and done on a case.
public struct InteractionService: InteractionServiceProtocol {
  let store: CaseStore
  let pageTokens: PageTokens

  /// A page of what a customer may see of one of its cases, newest first (R12, R13).
  public func customerListCaseInteractions(
    _ request: CustomerListCaseInteractionsRequest, context: ServerContext
  ) async throws -> CustomerListCaseInteractionsResponse {
    try refusing {
      let customer = try context.caller.requireCustomer()
      let caseID = try RequestValue.id(request.caseID, "CaseID", CaseID.self)
      let page = try page(of: caseID, request, context, customerView: true) { transaction in
        try transaction.customerCasePhase(caseID, of: customer) != nil
      }
      return CustomerListCaseInteractionsResponse(results: page.results, nextPageToken: page.next)
    }
  }

  /// A page of all interactions of a case, newest first. Needs Cases:View (R34).
  public func listCaseInteractions(
    _ request: ListCaseInteractionsRequest, context: ServerContext
  ) async throws -> ListCaseInteractionsResponse {
    try refusing {
      try context.caller.require(.viewCases)
      let caseID = try RequestValue.id(request.caseID, "CaseID", CaseID.self)
      let page = try page(of: caseID, request, context, customerView: false) { transaction in
        try transaction.staffCase(caseID, visibleTo: []) != nil
      }
      return ListCaseInteractionsResponse(results: page.results, nextPageToken: page.next)
    }
  }

  /// Adds a public note to one of the calling customer's open cases (R15).
  public func customerCreateCaseInteraction(
    _ request: CustomerCreateCaseInteractionRequest, context: ServerContext
  ) async throws -> CustomerCreateCaseInteractionResponse {
    try await refusing {
      let customer = try context.caller.requireCustomer()
      let caseID = try RequestValue.id(request.caseID, "CaseID", CaseID.self)
      let text = request.text
      let id = try await store.write { try $0.createInteraction(on: caseID, text: text, byCustomer: customer) }
      return CustomerCreateCaseInteractionResponse(id: id.rawValue)
    }
  }

  /// Adds a public or private note to a case. Needs Cases:Edit (R34).
  public func createCaseInteraction(
    _ request: CreateCaseInteractionRequest, context: ServerContext
  ) async throws -> CreateCaseInteractionResponse {
    try await refusing {
      let caller = context.caller
      try caller.require(.editCases)
      let caseID = try RequestValue.id(request.caseID, "CaseID", CaseID.self)
      let kind = try RequestValue.known(request.type, "Type", Interaction.Kind.self)
      let text = request.text
      let id = try await store.write {
        try $0.createInteraction(on: caseID, kind, text: text, byStaff: caller.userID)
      }
      return CreateCaseInteractionResponse(id: id.rawValue)
    }
  }

  /// Changes the text of an own note while CanBeModified: a customer's, or with Cases:Edit anyone's own (R16).
  public func updateCaseInteraction(
    _ request: UpdateCaseInteractionRequest, context: ServerContext
  ) async throws -> UpdateCaseInteractionResponse {
    try await refusing {
      let caller = context.caller
      let isCustomer = caller.kind == .customer
      if !isCustomer { try caller.require(.editCases) }
      let id = try RequestValue.id(request.id, "ID", InteractionID.self)
      let text = request.text
      try await store.write {
        try $0.updateInteraction(id, text: text, by: caller.userID, asCustomer: isCustomer)
      }
      return UpdateCaseInteractionResponse(id: id.rawValue)
    }
  }
}
