public import ProtobufBridge

/// A service that can be put on a router. Generated protocols refine it.
public protocol RPCService: Sendable {
  static var descriptor: ServiceDescriptor { get }
  /// Registers every method of the service.
  func register(with router: inout Router)
}

/// Finds the handler of a method by its name.
public struct Router: Sendable {
  private var methods = MethodTable()
  /// The services that were added, in order.
  public private(set) var services: [ServiceDescriptor] = []
  private let bounds: StreamBounds
  private let budget: ByteBudget

  /// - Parameters:
  ///   - bounds: how much of a stream of requests may wait to be handled.
  ///   - budget: how much of all streams together.
  public init(bounds: StreamBounds = .standard, budget: ByteBudget = ByteBudget(limit: ByteBudget.standardLimit)) {
    self.bounds = bounds
    self.budget = budget
  }

  /// Puts a service on the router.
  public mutating func add<Service: RPCService>(_ service: Service) {
    services.append(Service.descriptor)
    service.register(with: &self)
  }

  /// The method of that name, or nil. Takes bytes, so that a call costs no strings.
  public func method(service: UnsafeRawBufferPointer, name: UnsafeRawBufferPointer) -> RegisteredMethod? {
    methods.find(service: service, name: name)
  }

  /// Whether a service of that name is served.
  public func serves(service name: String) -> Bool {
    services.contains { $0.fullName == name }
  }

  private mutating func insert(_ method: MethodDescriptor, _ start: RegisteredMethod.Start) {
    methods.insert(RegisteredMethod(descriptor: method, start: start))
  }
}

extension Router {
  /// Registers the handler of a method with one request and one answer.
  public mutating func register<Input: Message, Output: Message>(
    unary method: MethodDescriptor,
    _ handler: @escaping @Sendable (Input, ServerContext) async throws -> Output
  ) {
    insert(
      method,
      .single { payload, context in
        guard let request = context.admit(payload, as: Input.self) else { return }
        context.performHere { .message(try await handler(request, context).serialized()) }
      })
  }

  /// Registers the handler of a method with one request and a stream of answers.
  public mutating func register<Input: Message, Output: Message>(
    serverStreaming method: MethodDescriptor,
    _ handler: @escaping @Sendable (Input, ResponseStream<Output>, ServerContext) async throws -> Void
  ) {
    insert(
      method,
      .single { payload, context in
        guard let request = context.admit(payload, as: Input.self) else { return }
        context.performElsewhere {
          try await handler(request, ResponseStream(context: context), context)
          return .completed
        }
      })
  }

  /// Registers the handler of a method with a stream of requests and one answer.
  public mutating func register<Input: Message, Output: Message>(
    clientStreaming method: MethodDescriptor,
    _ handler: @escaping @Sendable (RequestStream<Input>, ServerContext) async throws -> Output
  ) {
    insert(
      method,
      .streaming { [bounds, budget] context in
        let queue = InboundQueue<Input>(bounds: bounds, budget: budget)
        guard context.admit() else { return queue }
        context.whenCancelled { queue.fail($0) }
        context.performElsewhere { .message(try await handler(RequestStream(queue: queue), context).serialized()) }
        return queue
      })
  }

  /// Registers the handler of a method with a stream of requests and a stream of answers.
  public mutating func register<Input: Message, Output: Message>(
    bidirectionalStreaming method: MethodDescriptor,
    _ handler: @escaping @Sendable (RequestStream<Input>, ResponseStream<Output>, ServerContext) async throws -> Void
  ) {
    insert(
      method,
      .streaming { [bounds, budget] context in
        let queue = InboundQueue<Input>(bounds: bounds, budget: budget)
        guard context.admit() else { return queue }
        context.whenCancelled { queue.fail($0) }
        context.performElsewhere {
          try await handler(RequestStream(queue: queue), ResponseStream(context: context), context)
          return .completed
        }
        return queue
      })
  }
}

extension ServerContext {
  /// Asks the interceptors, then decodes the one request where it was read; nil where that has ended the call.
  fileprivate func admit<Input: Message>(_ payload: UnsafeRawBufferPointer, as _: Input.Type) -> Input? {
    guard admit() else { return nil }
    do {
      return try Input(serialized: payload)
    } catch {
      finish(.failed(RPCError(decoding: error)))
      return nil
    }
  }
}

/// A method and what starts a call of it.
public struct RegisteredMethod: Sendable {
  public let descriptor: MethodDescriptor
  /// What starts a call.
  public let start: Start

  /// What starts a call: with its one request, or with nothing yet.
  public enum Start: Sendable {
    /// The bytes are the request; they are not kept.
    case single(@Sendable (UnsafeRawBufferPointer, ServerContext) -> Void)
    /// Returns where requests go as they arrive.
    case streaming(@Sendable (ServerContext) -> any RequestReceiver)
  }
}

/// Where the requests of a stream go as they arrive.
public protocol RequestReceiver: Sendable {
  /// The bytes of a request; they are not kept. A throw (always an RPCError) is the stream's failure.
  func receive(_ payload: UnsafeRawBufferPointer) throws
  /// The client sends no more.
  func close()
}

extension InboundQueue: RequestReceiver {}
