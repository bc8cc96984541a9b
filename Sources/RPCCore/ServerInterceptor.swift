/// What sees every call, of every kind, before and after its handler: identity, logs, counters.
///
/// Both are called on the thread that serves the call and must not block.
public protocol ServerInterceptor: Sendable {
  /// Before the request is decoded; a throw refuses the call. RPCErrors are answered as they are.
  func began(_ context: ServerContext) throws
  /// Once a call, also where `began` threw. `cause` is the error behind an INTERNAL answer.
  func ended(_ context: ServerContext, outcome: CallOutcome, cause: (any Error)?)
}

extension ServerInterceptor {
  public func began(_ context: ServerContext) throws {}
  public func ended(_ context: ServerContext, outcome: CallOutcome, cause: (any Error)?) {}
}

/// Interceptors in their order: the first to see a call begin is the last to see it end.
public struct InterceptorChain: Sendable {
  private let interceptors: [any ServerInterceptor]

  public init(_ interceptors: [any ServerInterceptor] = []) {
    self.interceptors = interceptors
  }

  func began(_ context: ServerContext) throws {
    for interceptor in interceptors { try interceptor.began(context) }
  }

  func ended(_ context: ServerContext, outcome: CallOutcome, cause: (any Error)?) {
    for interceptor in interceptors.reversed() { interceptor.ended(context, outcome: outcome, cause: cause) }
  }
}
