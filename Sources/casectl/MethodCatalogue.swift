import CaseSchema
import RPCCore
import RPCSchema

/// Every method casectl knows by its schema.
enum MethodCatalogue {
  static let services = [
    AdminServiceDefinition.descriptor, CaseServiceDefinition.descriptor, CustomFieldServiceDefinition.descriptor,
    CustomerServiceDefinition.descriptor, InteractionServiceDefinition.descriptor, TopicServiceDefinition.descriptor,
    Grpc_Health_V1_HealthDefinition.descriptor,
  ]
  // The most names that an error offers.
  private static let mostOffered = 3

  /// The method of that name: `casewire.v1.CaseService/PushCase`, or without the package.
  ///
  /// - Throws: wrong usage with the names that are near; without any, with the service's methods, or with the services.
  static func method(named name: String) throws -> MethodDescriptor {
    let methods = services.flatMap(\.methods)
    let wanted = name.hasPrefix("/") ? String(name.dropFirst()) : name
    if let method = methods.first(where: { $0.path == wanted || $0.shortPath == wanted }) { return method }
    throw Failure.usage("there is no method `\(name)`; \(offer(for: wanted, among: methods))")
  }

  private static func offer(for wanted: String, among methods: [MethodDescriptor]) -> String {
    let parts = wanted.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let service = services.first { isNamed($0, parts[0]) }
    // A service alone asks for its methods.
    if let service, parts.count < 2 || parts[1].isEmpty { return list(service) }
    let near = nearest(to: wanted, among: service?.methods ?? methods)
    if !near.isEmpty { return "did you mean \(near.joined(separator: ", "))?" }
    if let service { return list(service) }
    return list("write it as SERVICE/METHOD; the services are", services.map(\.fullName))
  }

  private static func list(_ service: ServiceDescriptor) -> String {
    list("\(service.fullName) has", service.methods.map(\.name))
  }

  private static func list(_ title: String, _ names: [String]) -> String {
    title + names.map { "\n  \($0)" }.joined()
  }

  private static func isNamed(_ service: ServiceDescriptor, _ name: String) -> Bool {
    let (fullName, name) = (service.fullName.lowercased(), name.lowercased())
    return fullName == name || fullName.hasSuffix("." + name)
  }

  /// Paths of methods whose name alone, or path, differs by few letters; the nearest first.
  private static func nearest(to wanted: String, among methods: [MethodDescriptor]) -> [String] {
    let name = wanted.split(separator: "/").last.map(String.init) ?? wanted
    let distances = methods.map { method in
      let names = [(method.path, wanted), (method.shortPath, wanted), (method.name, name)]
      return (method.path, names.map { distance($0.lowercased(), $1.lowercased()) }.min() ?? .max)
    }
    let limit = max(3, name.count / 3)
    return distances.filter { $0.1 <= limit }.sorted { $0.1 < $1.1 }.prefix(mostOffered).map(\.0)
  }

  /// How many letters must be put in, taken out or changed to make one from the other.
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (index, letter) in left.utf8.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let changed = diagonal + (right[column] == letter ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}

extension MethodDescriptor {
  /// Without the package: `CaseService/PushCase`.
  fileprivate var shortPath: String {
    "\(service.split(separator: ".").last ?? "")/\(name)"
  }
}
