public import RPCCore
public import RPCSchema
import Synchronization

/// `grpc.health.v1.Health`: whether the server, or one of its services, takes calls.
///
/// The empty service name is the server itself. While it stops, everything is NOT_SERVING.
public final class HealthService: Grpc_Health_V1_HealthProtocol {
  private let services: Set<String>
  private let isServing = Atomic<Bool>(true)

  /// - Parameter services: the full names of what is served.
  public init(services: [ServiceDescriptor]) {
    self.services = Set(services.map(\.fullName))
  }

  /// From now on nothing is served.
  public func stopServing() {
    isServing.store(false, ordering: .relaxed)
  }

  public func check(
    _ request: Grpc_Health_V1_HealthCheckRequest, context: ServerContext
  ) async throws -> Grpc_Health_V1_HealthCheckResponse {
    guard request.service.isEmpty || services.contains(request.service) else {
      throw RPCError(.notFound, "no service \(request.service) is served here")
    }
    return Grpc_Health_V1_HealthCheckResponse(
      status: isServing.load(ordering: .relaxed) ? .serving : .notServing)
  }
}
