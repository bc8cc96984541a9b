/// Writes a service: its descriptors, the protocol that servers implement, the client.
struct ServiceWriter {
  private struct Method {
    let schema: ServiceSchema.Method
    /// The name of the Swift method; not escaped.
    let name: String
    let input: String
    let output: String

    /// The name of the kind in MethodDescriptor, Router and RPCChannel.
    var kind: String {
      switch (schema.clientStreams, schema.serverStreams) {
      case (false, false): "unary"
      case (true, false): "clientStreaming"
      case (false, true): "serverStreaming"
      case (true, true): "bidirectionalStreaming"
      }
    }
  }

  private let service: ServiceSchema
  private let name: String
  private let methods: [Method]

  init(_ service: ServiceSchema, in file: FileSchema, _ schema: Schema) {
    self.service = service
    name = SwiftName.prefix(of: file) + service.name
    methods = service.methods.map { method in
      Method(
        schema: method, name: SwiftName.method(method.name), input: schema.type(method.input)?.name ?? method.input,
        output: schema.type(method.output)?.name ?? method.output)
    }
  }

  func write(_ sides: Parameters.Sides, to source: inout SourceText) {
    writeDefinition(to: &source)
    if sides.contains(.server) {
      source.line()
      writeProtocol(to: &source)
      source.line()
      writeDefaults(to: &source)
    }
    if sides.contains(.client) {
      source.line()
      writeClient(to: &source)
    }
  }

  private func writeDefinition(to source: inout SourceText) {
    source.line("/// The names and types of `\(service.fullName)`.")
    source.block("public enum \(name)Definition {") { source in
      let list = methods.map { SwiftName.escaped($0.name) }.joined(separator: ", ")
      let fullName = SourceText.literal(service.fullName)
      source.line("public static let descriptor = ServiceDescriptor(fullName: \(fullName), methods: [\(list)])")
      for method in methods {
        source.line()
        source.document(method.schema.comment)
        source.block("public static let \(SwiftName.escaped(method.name)) = MethodDescriptor(", close: ")") {
          $0.line("service: \(fullName), name: \(SourceText.literal(method.schema.name)), kind: .\(method.kind),")
          $0.line("input: \(method.input).descriptor, output: \(method.output).descriptor")
        }
      }
    }
  }

  private func writeProtocol(to source: inout SourceText) {
    source.document(service.comment)
    if !service.comment.isEmpty { source.line("///") }
    source.line("/// Methods that are not implemented answer UNIMPLEMENTED.")
    source.block("public protocol \(name)Protocol: RPCService {") { source in
      for (index, method) in methods.enumerated() {
        if index > 0 { source.line() }
        source.document(method.schema.comment)
        source.line(serverDeclaration(method))
      }
    }
  }

  private func serverDeclaration(_ method: Method) -> String {
    let request =
      method.schema.clientStreams ? "_ requests: RequestStream<\(method.input)>" : "_ request: \(method.input)"
    let responses = method.schema.serverStreams ? ", responses: ResponseStream<\(method.output)>" : ""
    let result = method.schema.serverStreams ? "" : " -> \(method.output)"
    return
      "func \(SwiftName.escaped(method.name))(\(request)\(responses), context: ServerContext) async throws\(result)"
  }

  private func writeDefaults(to source: inout SourceText) {
    source.block("extension \(name)Protocol {") { source in
      source.line("public static var descriptor: ServiceDescriptor { \(name)Definition.descriptor }")
      source.line()
      source.block("public func register(with router: inout Router) {") { source in
        for method in methods { writeRegistration(of: method, to: &source) }
      }
      for method in methods {
        source.line()
        source.block("public \(serverDeclaration(method)) {") {
          $0.line("throw RPCError.unimplemented(\(definition(of: method)))")
        }
      }
    }
  }

  private func writeRegistration(of method: Method, to source: inout SourceText) {
    let request =
      method.schema.clientStreams ? "requests: RequestStream<\(method.input)>" : "request: \(method.input)"
    let responses = method.schema.serverStreams ? ", responses: ResponseStream<\(method.output)>" : ""
    let argument = method.schema.clientStreams ? "requests" : "request"
    let pass = method.schema.serverStreams ? ", responses: responses" : ""
    source.line("router.register(\(method.kind): \(definition(of: method))) {")
    source.line("  (\(request)\(responses), context: ServerContext) in")
    source.line("  try await self.\(SwiftName.escaped(method.name))(\(argument)\(pass), context: context)")
    source.line("}")
  }

  private func definition(of method: Method) -> String {
    "\(name)Definition.\(SwiftName.escaped(method.name))"
  }
}

extension ServiceWriter {
  private func writeClient(to source: inout SourceText) {
    source.line("/// Calls `\(service.fullName)` through a channel. Every method throws `RPCError`.")
    source.block("public struct \(name)Client: Sendable {") { source in
      source.line("public let channel: any RPCChannel")
      source.line()
      source.line("public init(channel: any RPCChannel) { self.channel = channel }")
      for method in methods {
        source.line()
        source.document(method.schema.comment)
        source.block("public \(clientDeclaration(method)) {") { source in
          let request = method.schema.clientStreams ? "" : "request, "
          source.line("try await channel.\(method.kind)(\(definition(of: method)), \(request)options: options)")
        }
      }
    }
  }

  private func clientDeclaration(_ method: Method) -> String {
    let request = method.schema.clientStreams ? "" : "_ request: \(method.input), "
    let result =
      switch method.kind {
      case "unary": method.output
      case "clientStreaming": "ClientStreamingCall<\(method.input), \(method.output)>"
      case "serverStreaming": "ServerStreamingCall<\(method.output)>"
      default: "BidirectionalStreamingCall<\(method.input), \(method.output)>"
      }
    let name = SwiftName.escaped(method.name)
    return "func \(name)(\(request)options: CallOptions = CallOptions()) async throws -> \(result)"
  }
}
