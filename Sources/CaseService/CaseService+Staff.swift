import CaseDomain
public import CaseSchema
import CaseStore
public import RPCCore
import RPCSchema

extension CaseService {
  /// A page of the cases that fit the filter. Needs Cases:View (R34).
  public func listCases(_ request: ListCasesRequest, context: ServerContext) async throws -> ListCasesResponse {
    // Filters that together match few cases walk many: not on the thread that reads requests.
    await Task.yield()
    return try refusing {
      try context.caller.require(.viewCases)
      let filter = try CaseFilter(request)
      let size = try request.checkedPageSize()
      let cursor = try pageTokens.cursor(of: request, context)
      let page = try store.read { transaction in
        try CaseService.check(filter, transaction)
        return try transaction.cases(where: filter, after: cursor, size: size)
      }
      return ListCasesResponse(
        results: page.rows.map(StaffCaseSummary.init),
        nextPageToken: try pageTokens.next(page.next, after: request, context))
    }
  }

  /// An unknown ID in a filter is a mistake, not an empty list (R35).
  private static func check(_ filter: CaseFilter, _ transaction: borrowing ReadTransaction) throws {
    if let id = filter.statusID, !transaction.statuses().contains(where: { $0.id == id }) {
      throw DomainError.invalid("StatusID", "\(id) is no status")
    }
    if let id = filter.topicID, !transaction.topics().contains(where: { $0.id == id }) {
      throw DomainError.invalid("TopicID", "\(id) is no topic; see ListCaseTopics")
    }
    if let id = filter.customerID, try transaction.userType(id) != .customer {
      throw DomainError.invalid("CustomerID", "\(id) is no customer")
    }
    if let id = filter.assigneeID, try transaction.userType(id) == nil {
      throw DomainError.invalid("AssigneeID", "\(id) is no employee")
    }
  }

  /// One case, whole. Needs Cases:View (R34).
  public func getCaseByID(_ request: GetCaseByIDRequest, context: ServerContext) async throws -> GetCaseByIDResponse {
    try refusing {
      let caller = context.caller
      try caller.require(.viewCases)
      let id = try RequestValue.id(request.id, "ID", CaseID.self)
      guard let found = try store.read({ try $0.staffCase(id, visibleTo: caller.userType) }) else {
        throw DomainError.notFound("case \(id)")
      }
      return GetCaseByIDResponse(found)
    }
  }

  /// Changes a case; a status of another phase is that phase's transition. Needs Cases:Edit (R34, R36).
  public func updateCase(_ request: UpdateCaseRequest, context: ServerContext) async throws -> UpdateCaseResponse {
    try await refusing {
      let caller = context.caller
      try caller.require(.editCases)
      let id = try RequestValue.id(request.id, "ID", CaseID.self)
      let edit = try CaseEdit(request)
      let version = try await store.write {
        try $0.updateCase(id, edit, byStaff: caller.userID, as: caller.userType)
      }
      return UpdateCaseResponse(id: id.rawValue, version: version)
    }
  }
}

extension CaseFilter {
  init(_ request: ListCasesRequest) throws(FieldViolation) {
    self.init()
    statusID = request.statusID.map { StatusID($0) }
    phase = try RequestValue.known(optional: request.phase, "Phase")
    topicID = request.topicID.map { TopicID($0) }
    priority = try RequestValue.known(optional: request.priority, "Priority")
    assigneeID = request.assigneeID.map { UserID($0) }
    customerID = request.customerID.map { UserID($0) }
    reportedFrom = try UTCTime.optional(request.reportedFrom, "ReportedFrom")
    reportedUntil = try UTCTime.optional(request.reportedUntil, "ReportedUntil")
  }
}

extension CaseEdit {
  init(_ request: UpdateCaseRequest) throws(FieldViolation) {
    self.init()
    topicID = request.topicID.map { TopicID($0) }
    statusID = request.statusID.map { StatusID($0) }
    priority = try RequestValue.known(optional: request.priority, "Priority")
    assignee = request.assigneeID.map { $0 == 0 ? .nobody : .to(UserID($0)) }
    summary = request.summary
    solution = request.solution
    closureReason = try RequestValue.known(optional: request.closureReason, "ClosureReason")
    closureExplanation = request.closureExplanation
    customFields = request.customFields
    version = request.version
  }
}

extension StaffCaseSummary {
  init(_ entry: CaseListEntry) {
    self.init(
      id: entry.id.rawValue, reference: CaseReference(entry.id).description, topicID: entry.topicID.rawValue,
      topicName: entry.topicName, statusID: entry.statusID.rawValue, statusName: entry.statusName,
      phase: CasePhase(rawValue: entry.phase.rawValue), priority: CasePriority(rawValue: entry.priority.rawValue),
      title: entry.title, customerID: entry.customerID?.rawValue, assigneeID: entry.assigneeID?.rawValue,
      reportingTime: Google_Protobuf_Timestamp(entry.reportingTime),
      closingTime: entry.closingTime.map(Google_Protobuf_Timestamp.init))
  }
}

extension GetCaseByIDResponse {
  init(_ found: StaffCase) {
    self.init(
      id: found.id.rawValue, reference: CaseReference(found.id).description, backendSystemID: found.backendSystemID,
      backendID: found.backendID, topicID: found.topicID.rawValue, topicName: found.topicName,
      statusID: found.statusID.rawValue, statusName: found.statusName,
      phase: CasePhase(rawValue: found.phase.rawValue), priority: CasePriority(rawValue: found.priority.rawValue),
      title: found.title, description: found.description, summary: found.summary, solution: found.solution,
      customerID: found.customerID?.rawValue,
      originatingOrganizationUnitBackendID: found.originatingOrganizationUnitBackendID,
      assigneeID: found.assigneeID?.rawValue, assignedOn: found.assignedOn.map(Google_Protobuf_Timestamp.init),
      isWarranty: found.isWarranty, reportingTime: Google_Protobuf_Timestamp(found.reportingTime),
      lastInteractionTime: found.lastInteractionTime.map(Google_Protobuf_Timestamp.init),
      closingTime: found.closingTime.map(Google_Protobuf_Timestamp.init),
      closureReason: found.closureReason.map { ClosureReason(rawValue: $0.rawValue) },
      closureExplanation: found.closureExplanation, customFields: found.customFields, version: found.version)
  }
}
