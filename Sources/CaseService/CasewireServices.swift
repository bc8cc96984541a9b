public import CaseDomain
public import CaseStore
import Glibc
public import RPCCore

/// All services of casewire, put together: what a server puts on its router.
public struct CasewireServices: Sendable {
  /// Finds out who makes a call. Belongs behind the log and the counters, so that they see what it refuses.
  public let interceptor: IdentityInterceptor

  private let cases: CaseService
  private let topics: TopicService
  private let interactions: InteractionService
  private let customFields: CustomFieldService
  private let customers: CustomerService
  private let administration: AdminService

  /// What the services are told from outside.
  public struct Configuration: Sendable {
    /// Names of API users, by the uid of the peers that act as them.
    public var principals: [UInt32: String]

    public init(principals: [UInt32: String] = [:]) {
      self.principals = principals
    }
  }

  /// - Parameters:
  ///   - clock: the time, for when tokens end; the store's own is for everything it keeps.
  ///   - randomness: so many random bytes, fit for keys.
  public init(
    store: CaseStore, clock: @escaping @Sendable () -> UTCTime, randomness: @escaping @Sendable (Int) -> [UInt8],
    configuration: Configuration = Configuration()
  ) {
    let pageTokens = PageTokens(key: store.pageTokenKey)
    interceptor = IdentityInterceptor(
      store: store, clock: clock, principals: configuration.principals, ownUID: geteuid())
    cases = CaseService(store: store, pageTokens: pageTokens)
    topics = TopicService(store: store)
    interactions = InteractionService(store: store, pageTokens: pageTokens)
    customFields = CustomFieldService(store: store)
    customers = CustomerService(store: store)
    administration = AdminService(store: store, pageTokens: pageTokens, clock: clock, randomness: randomness)
  }

  /// Puts every service on the router.
  public func add(to router: inout Router) {
    router.add(cases)
    router.add(topics)
    router.add(interactions)
    router.add(customFields)
    router.add(customers)
    router.add(administration)
  }
}
