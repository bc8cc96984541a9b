/// What `--casewire_opt` says.
struct Parameters: Equatable {
  /// The Swift module of messages that are generated elsewhere.
  struct Import: Equatable {
    let module: String
    /// Of the paths of the proto files it was generated from; empty: all.
    let pathPrefix: String
  }

  /// Which sides of a service are generated.
  struct Sides: OptionSet {
    let rawValue: Int
    static let client = Sides(rawValue: 1)
    static let server = Sides(rawValue: 2)
  }

  /// The module of protobuf-c's C for the same files.
  private(set) var cModule = ""
  private(set) var imports: [Import] = []
  private(set) var services: Sides = [.client, .server]

  /// - Parameter text: `c_module=CCaseSchema,import=RPCSchema,services=client+server`.
  init(_ text: String) throws(GenerationError) {
    for pair in text.split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw GenerationError("parameter \(pair)", "write it as name=value") }
      try set(parts[0], to: parts[1])
    }
    guard !cModule.isEmpty else {
      throw GenerationError("parameter c_module", "missing; name the module of protobuf-c's C: c_module=CCaseSchema")
    }
  }

  private mutating func set(_ name: String, to value: String) throws(GenerationError) {
    switch name {
    case "c_module":
      cModule = value
    case "import":
      let parts = value.split(separator: ":", maxSplits: 1).map(String.init)
      imports.append(Import(module: parts[0], pathPrefix: parts.count == 2 ? parts[1] : ""))
    case "services":
      services = try Self.sides(value)
    default:
      throw GenerationError("parameter \(name)", "unknown; known are c_module, import and services")
    }
  }

  private static func sides(_ value: String) throws(GenerationError) -> Sides {
    var sides: Sides = []
    for side in value.split(separator: "+") {
      switch side {
      case "client": sides.insert(.client)
      case "server": sides.insert(.server)
      case "none": break
      default:
        throw GenerationError("parameter services=\(value)", "unknown; take client+server, client, server or none")
      }
    }
    return sides
  }

  /// The Swift module with the messages of a proto file that is not generated now, or nil.
  func module(ofFile path: String) -> String? {
    imports.first { path.hasPrefix($0.pathPrefix) }?.module
  }
}
