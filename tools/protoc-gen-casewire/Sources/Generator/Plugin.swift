/// A protoc plugin that writes Swift for messages, enums and services over protobuf-c.
public enum Plugin {
  /// The answer to a request, both as protoc sends and takes them. What cannot be generated is an answer too.
  public static func answer(_ request: [UInt8]) -> [UInt8] {
    CodeGeneratorResponse(result: Result { () throws(GenerationError) in try outputs(for: request) }).serialized()
  }

  private static func outputs(for bytes: [UInt8]) throws(GenerationError) -> [FileWriter.Output] {
    let request = try CodeGeneratorRequest(serialized: bytes)
    let parameters = try Parameters(request.parameter)
    try SchemaCheck(schema: request.schema, parameters: parameters).run()
    var outputs: [FileWriter.Output] = []
    for file in request.schema.generated { outputs += try FileWriter(file, in: request.schema, parameters).write() }
    return outputs
  }
}
