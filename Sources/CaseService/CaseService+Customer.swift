import CaseDomain
public import CaseSchema
import CaseStore
public import RPCCore
import RPCSchema

extension CaseService {
  /// Creates a case of the calling customer; answers when it is durable (R1).
  public func customerCreateCase(
    _ request: CustomerCreateCaseRequest, context: ServerContext
  ) async throws -> CustomerCreateCaseResponse {
    try await refusing {
      let customer = try context.caller.requireCustomer()
      guard request.orderID == nil else { throw DomainError.invalid("OrderID", "is no order of yours") }
      let draft = CaseDraft(
        topicID: TopicID(request.topicID), title: request.title, description: request.description,
        customFields: request.customFields)
      try draft.check()
      let id = try await store.write { try $0.createCase(draft, byCustomer: customer) }
      return CustomerCreateCaseResponse(id: id.rawValue)
    }
  }

  /// Changes the fields that are present; another's case is NOT_FOUND (R2, R5, R8, R36).
  public func customerUpdateCase(
    _ request: CustomerUpdateCaseRequest, context: ServerContext
  ) async throws -> CustomerUpdateCaseResponse {
    try await refusing {
      let customer = try context.caller.requireCustomer()
      let id = try RequestValue.id(request.id, "ID", CaseID.self)
      let edit = CaseEdit(request)
      let namesOrder = request.orderID != nil
      let version = try await store.write { transaction in
        if namesOrder { try CaseService.refuseOrder(of: id, customer, transaction) }
        return try transaction.updateCase(id, edit, byCustomer: customer)
      }
      return CustomerUpdateCaseResponse(id: id.rawValue, version: version)
    }
  }

  /// No case has an order yet, so that any is another than the case's (R5). Who may not see the case is not told so.
  private static func refuseOrder(
    of id: CaseID, _ customer: UserID, _ transaction: borrowing WriteTransaction
  ) throws {
    guard try transaction.read({ try $0.customerCasePhase(id, of: customer) }) != nil else {
      throw DomainError.notFound("case \(id)")
    }
    throw DomainError.invalid("OrderID", "cannot be altered, and the case has none")
  }

  /// A page of the calling customer's cases: 1 to 200, 50 where the size is absent (R6).
  public func customerListCases(
    _ request: CustomerListCasesRequest, context: ServerContext
  ) async throws -> CustomerListCasesResponse {
    try refusing {
      let customer = try context.caller.requireCustomer()
      let size = try request.checkedPageSize()
      let cursor = try pageTokens.cursor(of: request, context)
      let page = try store.read { try $0.customerCases(of: customer, after: cursor, size: size) }
      return CustomerListCasesResponse(
        results: page.rows.map(CaseSummary.init),
        nextPageToken: try pageTokens.next(page.next, after: request, context))
    }
  }

  /// One of the calling customer's cases, whole; another's is NOT_FOUND (R2, R7). Answers on the calling thread: one
  /// read, nothing to wait for.
  public func customerGetCaseByID(
    _ request: CustomerGetCaseByIDRequest, context: ServerContext
  ) async throws -> CustomerGetCaseByIDResponse {
    try refusing {
      let customer = try context.caller.requireCustomer()
      let id = try RequestValue.id(request.id, "ID", CaseID.self)
      guard let found = try store.read({ try $0.customerCase(id, of: customer) }) else {
        throw DomainError.notFound("case \(id)")
      }
      return CustomerGetCaseByIDResponse(found)
    }
  }
}

extension CaseEdit {
  init(_ request: CustomerUpdateCaseRequest) {
    self.init()
    topicID = request.topicID.map { TopicID($0) }
    title = request.title
    description = request.description
    customFields = request.customFields
    version = request.version
  }
}

extension CaseSummary {
  init(_ entry: CaseListEntry) {
    self.init(
      id: entry.id.rawValue, topicID: entry.topicID.rawValue, topicName: entry.topicName,
      statusID: entry.statusID.rawValue, statusName: entry.statusName,
      priority: CasePriority(rawValue: entry.priority.rawValue), title: entry.title,
      reportingTime: Google_Protobuf_Timestamp(entry.reportingTime))
  }
}

extension CustomerGetCaseByIDResponse {
  init(_ found: CustomerCase) {
    self.init(
      id: found.id.rawValue, topicID: found.topicID.rawValue, topicName: found.topicName,
      statusID: found.statusID.rawValue, statusName: found.statusName,
      priority: CasePriority(rawValue: found.priority.rawValue), title: found.title, description: found.description,
      isWarranty: found.isWarranty, reportingTime: Google_Protobuf_Timestamp(found.reportingTime),
      descriptionCanBeModified: found.phase.descriptionCanBeModified, customFields: found.customFields,
      version: found.version, reference: CaseReference(found.id).description)
  }
}
