import CPluginSchema

/// What protoc asks a plugin for.
struct CodeGeneratorRequest {
  let parameter: String
  let schema: Schema

  /// - Throws: where the bytes are no request.
  init(serialized bytes: [UInt8]) throws(GenerationError) {
    guard let request = google__protobuf__compiler__code_generator_request__unpack(nil, bytes.count, bytes) else {
      throw GenerationError("standard input", "is no CodeGeneratorRequest; this program is a plugin, run by protoc")
    }
    defer { google__protobuf__compiler__code_generator_request__free_unpacked(request, nil) }
    parameter = text(request.pointee.parameter)
    var wanted: Set<String> = []
    for index in 0..<request.pointee.n_file_to_generate {
      wanted.insert(text(request.pointee.file_to_generate[index]))
    }
    let files = elements(request.pointee.proto_file, request.pointee.n_proto_file).map { descriptor in
      var file = SchemaReader.read(descriptor)
      file.isGenerated = wanted.contains(file.path)
      return file
    }
    schema = Schema(files: files)
  }
}
