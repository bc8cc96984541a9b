import CPluginSchema
import CProtobufC

/// Reads a proto file from protoc's descriptor of it.
struct SchemaReader {
  /// Field numbers of descriptor.proto, which paths to comments are made of.
  private enum Step {
    static let fileMessage: Int32 = 4
    static let fileEnum: Int32 = 5
    static let fileService: Int32 = 6
    static let messageField: Int32 = 2
    static let messageNested: Int32 = 3
    static let messageEnum: Int32 = 4
    static let messageOneof: Int32 = 8
    static let enumValue: Int32 = 2
    static let serviceMethod: Int32 = 2
  }

  /// The field of FileOptions, MessageOptions and FieldOptions that protobuf-c's own options are in.
  private static let protobufCOptions: UInt32 = 1019

  private let comments: CommentIndex
  private var hasProtobufCOptions = false

  private init(_ file: UnsafeMutablePointer<Google__Protobuf__FileDescriptorProto>) {
    comments = CommentIndex(file.pointee.source_code_info)
  }

  static func read(_ file: UnsafeMutablePointer<Google__Protobuf__FileDescriptorProto>) -> FileSchema {
    var reader = SchemaReader(file)
    return reader.file(file.pointee)
  }

  private mutating func file(_ file: Google__Protobuf__FileDescriptorProto) -> FileSchema {
    let package = text(file.package)
    if let options = file.options { note(options.pointee.base) }
    let messages = elements(file.message_type, file.n_message_type).enumerated().map {
      message($1.pointee, in: package, at: [Step.fileMessage, Int32($0)])
    }
    let enums = elements(file.enum_type, file.n_enum_type).enumerated().map {
      enumeration($1.pointee, in: package, at: [Step.fileEnum, Int32($0)])
    }
    let services = elements(file.service, file.n_service).enumerated().map {
      service($1.pointee, in: package, at: [Step.fileService, Int32($0)])
    }
    return FileSchema(
      path: text(file.name), package: package, syntax: file.syntax == nil ? "proto2" : text(file.syntax),
      swiftPrefix: file.options?.pointee.swift_prefix.map { String(cString: $0) },
      messages: messages, enums: enums, services: services, hasProtobufCOptions: hasProtobufCOptions)
  }

  private mutating func message(
    _ message: Google__Protobuf__DescriptorProto, in scope: String, at path: [Int32]
  ) -> MessageSchema {
    if let options = message.options { note(options.pointee.base) }
    let fullName = qualified(text(message.name), in: scope)
    let fields = elements(message.field, message.n_field)
    let synthetic = Set(
      fields.filter { $0.pointee.has_proto3_optional != 0 && $0.pointee.proto3_optional != 0 }
        .map { Int($0.pointee.oneof_index) })
    return MessageSchema(
      name: text(message.name), fullName: fullName, comment: comments[path],
      fields: fields.enumerated().map { field($1.pointee, at: path + [Step.messageField, Int32($0)]) },
      oneofs: elements(message.oneof_decl, message.n_oneof_decl).enumerated().map {
        OneofSchema(
          name: text($1.pointee.name), comment: comments[path + [Step.messageOneof, Int32($0)]],
          isSynthetic: synthetic.contains($0))
      },
      messages: elements(message.nested_type, message.n_nested_type).enumerated().map {
        self.message($1.pointee, in: fullName, at: path + [Step.messageNested, Int32($0)])
      },
      enums: elements(message.enum_type, message.n_enum_type).enumerated().map {
        enumeration($1.pointee, in: fullName, at: path + [Step.messageEnum, Int32($0)])
      },
      isMapEntry: message.options.map { $0.pointee.map_entry != 0 } ?? false)
  }

  private mutating func field(_ field: Google__Protobuf__FieldDescriptorProto, at path: [Int32]) -> FieldSchema {
    if let options = field.options { note(options.pointee.base) }
    return FieldSchema(
      name: text(field.name), jsonName: text(field.json_name), number: field.number, kind: kind(of: field),
      isRepeated: field.label == GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__LABEL__LABEL_REPEATED,
      oneof: field.has_oneof_index != 0 ? Int(field.oneof_index) : nil, comment: comments[path])
  }

  private func kind(of field: Google__Protobuf__FieldDescriptorProto) -> FieldSchema.Kind {
    // type_name is fully qualified and begins with a dot.
    let typeName = String(text(field.type_name).dropFirst())
    return switch field.type {
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_DOUBLE: .double
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_FLOAT: .float
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_INT64: .int64
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_UINT64: .uint64
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_INT32: .int32
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_FIXED64: .fixed64
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_FIXED32: .fixed32
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_BOOL: .bool
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_STRING: .string
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_BYTES: .bytes
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_UINT32: .uint32
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_SFIXED32: .sfixed32
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_SFIXED64: .sfixed64
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_SINT32: .sint32
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_SINT64: .sint64
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_ENUM: .enumeration(typeName)
    case GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__TYPE__TYPE_MESSAGE: .message(typeName)
    default: .group
    }
  }

  private func enumeration(
    _ enumeration: Google__Protobuf__EnumDescriptorProto, in scope: String, at path: [Int32]
  ) -> EnumSchema {
    EnumSchema(
      name: text(enumeration.name), fullName: qualified(text(enumeration.name), in: scope), comment: comments[path],
      values: elements(enumeration.value, enumeration.n_value).enumerated().map {
        EnumSchema.Value(
          name: text($1.pointee.name), number: $1.pointee.number,
          comment: comments[path + [Step.enumValue, Int32($0)]])
      })
  }

  private func service(
    _ service: Google__Protobuf__ServiceDescriptorProto, in scope: String, at path: [Int32]
  ) -> ServiceSchema {
    ServiceSchema(
      name: text(service.name), fullName: qualified(text(service.name), in: scope), comment: comments[path],
      methods: elements(service.method, service.n_method).enumerated().map {
        ServiceSchema.Method(
          name: text($1.pointee.name), comment: comments[path + [Step.serviceMethod, Int32($0)]],
          input: String(text($1.pointee.input_type).dropFirst()),
          output: String(text($1.pointee.output_type).dropFirst()),
          clientStreams: $1.pointee.client_streaming != 0, serverStreams: $1.pointee.server_streaming != 0)
      })
  }

  /// Remembers options of protobuf-c, which descriptor.proto does not know and so are unknown fields.
  private mutating func note(_ options: ProtobufCMessage) {
    for index in 0..<Int(options.n_unknown_fields) where options.unknown_fields[index].tag == Self.protobufCOptions {
      hasProtobufCOptions = true
    }
  }

  private func qualified(_ name: String, in scope: String) -> String {
    scope.isEmpty ? name : "\(scope).\(name)"
  }
}
