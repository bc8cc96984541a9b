import CaseDomain
import CaseSchema
import CaseStore
import ProtobufBridge
import RPCCore

/// A request for a page of a list.
protocol PageRequest: Message {
  var pageSize: Int32? { get set }
  var pageToken: String { get set }
}

extension PageRequest {
  /// Rows asked for: 1 to 200; absent is 50, and 0 is not (R6).
  func checkedPageSize() throws(FieldViolation) -> Int {
    guard let pageSize else { return PageSize.standard }
    guard PageSize.range.contains(Int(pageSize)) else {
      throw FieldViolation(
        "PageSize",
        "is \(pageSize); \(PageSize.range.lowerBound) to \(PageSize.range.upperBound) are allowed")
    }
    return Int(pageSize)
  }

  /// The request as page tokens are bound to it: the same for every page.
  var filter: Self {
    var filter = self
    filter.pageSize = nil
    filter.pageToken = ""
    return filter
  }

  /// What tokens for this list are bound to.
  func scope(_ context: ServerContext) throws -> PageTokens.Scope {
    try PageTokens.Scope(context.method, context.caller, filter: filter)
  }
}

extension PageTokens {
  /// The place a request's page begins at; nil is the first page.
  func cursor(of request: some PageRequest, _ context: ServerContext) throws -> TimeCursor? {
    try open(request.pageToken, try request.scope(context))
  }

  /// The token of the page after; nil on the last one.
  func next(_ cursor: TimeCursor?, after request: some PageRequest, _ context: ServerContext) throws -> String? {
    guard let cursor else { return nil }
    return seal(cursor, try request.scope(context))
  }
}

extension CustomerListCasesRequest: PageRequest {}
extension ListCasesRequest: PageRequest {}
extension CustomerListCaseInteractionsRequest: PageRequest {}
extension ListCaseInteractionsRequest: PageRequest {}
extension ListTokensRequest: PageRequest {}
