import CPluginSchema
import CProtobufC
import Glibc

/// What a plugin answers protoc: files, or why there are none.
struct CodeGeneratorResponse {
  let result: Result<[FileWriter.Output], GenerationError>

  /// The answer as bytes. Says that `optional` is understood.
  func serialized() -> [UInt8] {
    var response = Google__Protobuf__Compiler__CodeGeneratorResponse()
    google__protobuf__compiler__code_generator_response__init(&response)
    response.has_supported_features = 1
    response.supported_features = UInt64(
      GOOGLE__PROTOBUF__COMPILER__CODE_GENERATOR_RESPONSE__FEATURE__FEATURE_PROTO3_OPTIONAL.rawValue)
    switch result {
    case .success(let outputs):
      return withFiles(outputs[...], []) { pointers in
        var pointers = pointers.map(Optional.some)
        return pointers.withUnsafeMutableBufferPointer { buffer in
          response.n_file = buffer.count
          response.file = buffer.baseAddress
          return pack(&response)
        }
      }
    case .failure(let error):
      let message = strdup(error.message)
      defer { free(message) }
      response.error = message
      return pack(&response)
    }
  }

  private typealias File = Google__Protobuf__Compiler__CodeGeneratorResponse__File

  /// Lays the files out one inside another, so that each lives while all are packed.
  private func withFiles(
    _ outputs: ArraySlice<FileWriter.Output>, _ pointers: [UnsafeMutablePointer<File>],
    _ body: ([UnsafeMutablePointer<File>]) -> [UInt8]
  ) -> [UInt8] {
    guard let output = outputs.first else { return body(pointers) }
    var file = File()
    google__protobuf__compiler__code_generator_response__file__init(&file)
    file.name = strdup(output.name)
    file.content = strdup(output.content)
    defer {
      free(file.name)
      free(file.content)
    }
    return withUnsafeMutablePointer(to: &file) { pointer in
      withFiles(outputs.dropFirst(), pointers + [pointer], body)
    }
  }

  private func pack(_ response: inout Google__Protobuf__Compiler__CodeGeneratorResponse) -> [UInt8] {
    let size = google__protobuf__compiler__code_generator_response__get_packed_size(&response)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = google__protobuf__compiler__code_generator_response__pack(&response, buffer.baseAddress)
    }
  }
}
