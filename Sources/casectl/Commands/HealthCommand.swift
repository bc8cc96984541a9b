import ArgumentParser
import ProtobufBridge
import RPCCore
import RPCSchema

/// `casectl health`: exits 0 only where the server, or one of its services, takes calls.
struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health", abstract: "Asks whether the server takes calls; exits 0 only where it does.")

  @Argument(help: ArgumentHelp("A service's full name; without it, the server.", valueName: "SERVICE"))
  var service = ""

  @OptionGroup(title: "GLOBAL OPTIONS") var global: GlobalOptions

  func run() async throws {
    let method = Grpc_Health_V1_HealthDefinition.check
    let request = try global.encode(Grpc_Health_V1_HealthCheckRequest(service: service))
    let answer = try await Caller(global).unary(method, request)
    try AnswerPrinter(global.output, of: method.output).print(answer)
    let status = (try? Grpc_Health_V1_HealthCheckResponse(serialized: answer))?.status
    guard status == .serving else {
      throw RPCError(.unavailable, "\(service.isEmpty ? "the server" : service) is not serving")
    }
  }
}
