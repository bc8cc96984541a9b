/// Finds what cannot be generated, or would not compile: in Swift, or in protobuf-c's C.
struct SchemaCheck {
  let schema: Schema
  let parameters: Parameters

  /// Throws what it finds first, in the order of the files.
  func run() throws(GenerationError) {
    for file in schema.generated {
      try check(file)
      for message in file.allMessages { try MessageCheck(message: message, schema: schema).run() }
      for enumeration in file.allEnums { try check(enumeration) }
      for service in file.services { try check(service) }
    }
    try checkTypeNames()
    try checkFileNames()
    try CycleCheck(schema: schema).run()
  }

  private func check(_ file: FileSchema) throws(GenerationError) {
    guard file.syntax == "proto3" else {
      throw GenerationError(
        file.path, "has syntax \(file.syntax); only proto3 is generated: write syntax = \"proto3\";")
    }
    guard !file.hasProtobufCOptions else {
      throw GenerationError(
        file.path,
        "sets options of protobuf-c (pb_c_file, pb_c_msg or pb_c_field); they change the C that the Swift is written"
          + " for, and use_oneof_field_name crashes protoc-c: take them out")
    }
  }

  private func check(_ enumeration: EnumSchema) throws(GenerationError) {
    var seen: [String: String] = [:]
    for value in enumeration.values {
      let name = SwiftName.enumValue(value.name, of: enumeration.name)
      let subject = "\(enumeration.fullName).\(value.name)"
      if SwiftName.unusableMembers.contains(name) || name == "descriptor" || name == "rawValue" {
        throw GenerationError(subject, "becomes `\(name)` in Swift, which is taken; rename the value")
      }
      if let other = seen.updateValue(value.name, forKey: name) {
        throw GenerationError(subject, "becomes `\(name)` in Swift, as \(other) does; rename one of them")
      }
    }
  }

  /// The names with which protobuf-c ends functions and variables of a service of its own.
  private static let unusableMethods: Set<String> = ["init", "destroy", "descriptor"]

  private func check(_ service: ServiceSchema) throws(GenerationError) {
    var seen: [String: String] = [:]
    for method in service.methods {
      let subject = "\(service.fullName).\(method.name)"
      guard !Self.unusableMethods.contains(CName.lower(method.name[...])) else {
        throw GenerationError(
          subject, "its C function is called as one that protobuf-c gives every service; rename the method")
      }
      let name = SwiftName.method(method.name)
      guard !SwiftName.unusableMembers.contains(name) else {
        throw GenerationError(subject, "becomes `\(name)` in Swift, which is taken; rename the method")
      }
      if let other = seen.updateValue(method.name, forKey: name) {
        throw GenerationError(subject, "becomes `\(name)` in Swift, as \(other) does; rename one of them")
      }
    }
  }

  private func checkFileNames() throws(GenerationError) {
    var seen: [String: String] = [:]
    for file in schema.generated {
      if let other = seen.updateValue(file.path, forKey: file.baseName) {
        throw GenerationError(
          file.path,
          "becomes \(file.baseName).pb.swift, as \(other) does, and a module has one folder; rename one of them")
      }
    }
  }
}

extension SchemaCheck {
  /// A declared type: where it comes from, and what it is called in C and in Swift.
  private struct Declared {
    let fullName: String
    /// The struct, and what functions begin with: either can clash.
    let cNames: [String]
    let swiftNames: [String]
  }

  private func checkTypeNames() throws(GenerationError) {
    let declared = schema.generated.flatMap(declaredTypes)
    try checkCNames(of: declared)
    let outermost = Set(declared.flatMap(\.swiftNames).filter { !$0.contains(".") })
    var seen: [String: String] = [:]
    for type in declared {
      for name in type.swiftNames {
        try check(name, of: type.fullName, outermost: outermost)
        if let other = seen.updateValue(type.fullName, forKey: name) {
          throw GenerationError(type.fullName, "becomes `\(name)` in Swift, as \(other) does; rename one of them")
        }
      }
    }
  }

  private func checkCNames(of declared: [Declared]) throws(GenerationError) {
    var seen: [String: String] = [:]
    for type in declared {
      for name in type.cNames {
        if let other = seen.updateValue(type.fullName, forKey: name) {
          throw GenerationError(type.fullName, "protobuf-c calls it \(name), as it does \(other); rename one of them")
        }
      }
    }
  }

  /// A nested type hides outer ones of its name, and those that generated code names.
  private func check(_ name: String, of fullName: String, outermost: Set<String>) throws(GenerationError) {
    let last = name.split(separator: ".").last.map(String.init) ?? name
    guard !SwiftName.unusableTypes.contains(last) else {
      throw GenerationError(
        fullName,
        "becomes `\(name)` in Swift and would hide the type that generated code means by `\(last)`; rename it, or set"
          + " the file's option swift_prefix")
    }
    guard last == name || !outermost.contains(last) else {
      throw GenerationError(fullName, "becomes `\(name)` in Swift and would hide `\(last)`; rename one of them")
    }
  }

  private func declaredTypes(of file: FileSchema) -> [Declared] {
    let messages = file.allMessages.map { message in
      let swift = schema.type(message.fullName)?.name
      let oneofs = message.oneofs.filter { !$0.isSynthetic }.map { SwiftName.oneofType($0.name) }
      return Declared(
        fullName: message.fullName, cNames: [CName.type(message.fullName), CName.function(message.fullName)],
        swiftNames: swift.map { swift in [swift] + oneofs.map { "\(swift).\($0)" } } ?? [])
    }
    let enums = file.allEnums.map { enumeration in
      Declared(
        fullName: enumeration.fullName, cNames: [CName.type(enumeration.fullName)],
        swiftNames: [schema.type(enumeration.fullName)?.name].compactMap { $0 })
    }
    let prefix = SwiftName.prefix(of: file)
    let services = file.services.map { service in
      Declared(
        fullName: service.fullName,
        cNames: [CName.type(service.fullName) + "_Service", CName.function(service.fullName)],
        swiftNames: ["Definition", "Protocol", "Client"].map { prefix + service.name + $0 })
    }
    return messages + enums + services
  }
}
