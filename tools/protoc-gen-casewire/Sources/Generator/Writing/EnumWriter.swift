/// Writes an enumeration as a Swift struct with a static member for each name: numbers without a name are kept.
struct EnumWriter {
  private let schema: EnumSchema
  private let type: SwiftType
  private let declaredName: String

  init(_ schema: EnumSchema, type: SwiftType, declaredName: String) {
    self.schema = schema
    self.type = type
    self.declaredName = declaredName
  }

  func write(to source: inout SourceText) {
    source.document(schema.comment)
    source.block("public struct \(SwiftName.escaped(declaredName)): ProtobufEnum {") { source in
      source.line("public var rawValue: Int32")
      source.line("public init(rawValue: Int32) { self.rawValue = rawValue }")
      source.line()
      for value in schema.values {
        source.document(value.comment)
        let name = SwiftName.escaped(SwiftName.enumValue(value.name, of: schema.name))
        source.line("public static let \(name) = \(type.name)(rawValue: \(value.number))")
      }
      source.line()
      source.block("public static let descriptor = EnumDescriptor(", close: ")") { source in
        source.line("fullName: \(SourceText.literal(schema.fullName)),")
        source.block("values: [", close: "]") { source in
          for value in schema.values {
            source.line("(name: \(SourceText.literal(value.name)), number: \(value.number)),")
          }
        }
      }
    }
  }
}
