/// The Swift and C of one value: a field's, an element's of a list, a key's or value's of a map.
struct ValueCode {
  let kind: FieldSchema.Kind
  /// The Swift type: `Int64`, `CaseTopic`.
  let swiftType: String
  private let cName: String

  init(_ kind: FieldSchema.Kind, in schema: Schema) {
    self.kind = kind
    switch kind {
    case .enumeration(let name), .message(let name):
      swiftType = schema.type(name)?.name ?? name
      cName = CName.type(name)
    default:
      swiftType = Self.scalarType(kind)
      cName = ""
    }
  }

  var isMessage: Bool { if case .message = kind { true } else { false } }

  var isFloatingPoint: Bool { kind == .double || kind == .float }

  /// Whether C and Swift hold the value in the same bits.
  var isSameInC: Bool {
    switch kind {
    case .bool, .string, .bytes, .enumeration, .message, .group: false
    default: true
    }
  }

  /// The value of a field that is not there.
  var defaultValue: String {
    switch kind {
    case .bool: "false"
    case .string: "\"\""
    case .bytes: "[]"
    case .enumeration: "\(swiftType)(rawValue: 0)"
    case .message, .group: "\(swiftType)()"
    default: "0"
    }
  }

  /// The C type of an element of an array.
  var cElement: String {
    switch kind {
    case .bool: "Int32"
    case .string: "UnsafeMutablePointer<CChar>?"
    case .bytes: "ProtobufCBinaryData"
    case .enumeration: cName
    case .message: "UnsafeMutablePointer<\(cName)>?"
    default: swiftType
    }
  }

  /// The Swift value of a C expression; for messages, of one that is not nil.
  func read(_ expression: String) -> String {
    switch kind {
    case .bool: "\(expression) != 0"
    case .string: "String(bridged: \(expression))"
    case .bytes: "[UInt8](bridged: \(expression))"
    case .enumeration: "\(swiftType)(rawValue: Int32(truncatingIfNeeded: \(expression).rawValue))"
    case .message: "\(swiftType)(unpacked: \(expression))"
    default: expression
    }
  }

  /// The C value of a Swift expression. `number` is the field's, for the arena's complaints.
  func write(_ expression: String, field number: Int32) -> String {
    switch kind {
    case .bool: "\(expression) ? 1 : 0"
    case .string: "arena.string(\(expression), field: \(number))"
    case .bytes: "arena.bytes(\(expression))"
    case .enumeration: "\(cName)(rawValue: .init(truncatingIfNeeded: \(expression).rawValue))"
    case .message: "\(expression).lay(out: arena).assumingMemoryBound(to: \(cName).self)"
    default: expression
    }
  }

  /// The C value of a Swift expression for a field without presence of the C struct at `pointer`. protobuf-c takes -0.0
  /// for absent there, so the arena carries it.
  func writeImplicit(_ expression: String, field number: Int32, of pointer: String) -> String {
    switch kind {
    case .double, .float: "arena.\(kind)(\(expression), field: \(number), of: \(pointer))"
    default: write(expression, field: number)
    }
  }

  /// The value's kind in a FieldDescriptor.
  var descriptorKind: String {
    switch kind {
    case .enumeration: ".enumeration(\(swiftType).descriptor)"
    case .message: ".message({ \(swiftType).descriptor })"
    default: ".\(kind)"
    }
  }

  private static func scalarType(_ kind: FieldSchema.Kind) -> String {
    switch kind {
    case .double: "Double"
    case .float: "Float"
    case .int64, .sint64, .sfixed64: "Int64"
    case .uint64, .fixed64: "UInt64"
    case .int32, .sint32, .sfixed32: "Int32"
    case .uint32, .fixed32: "UInt32"
    case .bool: "Bool"
    case .string: "String"
    default: "[UInt8]"
    }
  }
}
