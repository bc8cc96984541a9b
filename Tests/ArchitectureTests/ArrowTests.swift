import Foundation
import Testing

/// Which module may import which, and why not the others: the arrows of docs/architecture.md.
@Suite("Arrows")
struct ArrowTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  // What each module of ours may import of ours.
  private static let allowed: [String: Set<String>] = [
    "ProtobufBridge": ["CProtobufBridge", "CProtobufC"],
    "ProtobufJSON": ["ProtobufBridge"],
    "RPCCore": ["ProtobufBridge"],
    "RPCSchema": ["CRPCSchema", "ProtobufBridge", "RPCCore"],
    "RPCWire": ["ProtobufBridge", "RPCCore", "RPCSchema"],
    "RPCSocket": ["CLinuxSocket", "RPCCore", "RPCWire"],
    "RPCServices": ["RPCCore", "RPCSchema"],
    "CaseSchema": ["CCaseSchema", "ProtobufBridge", "RPCCore", "RPCSchema"],
    "CaseDomain": [],
    "CaseStore": ["CSQLite", "CaseDomain"],
    "CaseService": ["CSodium", "CaseDomain", "CaseSchema", "CaseStore", "ProtobufBridge", "RPCCore", "RPCSchema"],
    "CaseClient": ["CaseSchema", "ProtobufBridge", "RPCCore", "RPCSocket"],
    "casewired": [
      "CLinuxSocket", "CSodium", "CaseDomain", "CaseService", "CaseStore", "RPCCore", "RPCSchema",
      "RPCServices", "RPCSocket",
    ],
    "casectl": ["CaseClient", "CaseSchema", "ProtobufBridge", "ProtobufJSON", "RPCCore", "RPCSchema", "RPCSocket"],
  ]

  // What a module may not import of others, and why.
  private static let banned: [(module: String, reason: String, modules: Set<String>)] = [
    (
      "Foundation", "8 MB of resident memory in the server",
      [
        "ProtobufBridge", "ProtobufJSON", "RPCCore", "RPCSchema", "RPCWire", "RPCSocket", "RPCServices", "CaseSchema",
        "CaseDomain", "CaseStore", "CaseService", "CaseClient", "casewired",
      ]
    ),
    (
      "Dispatch", "protocol and domain are pure, and wait for nothing",
      [
        "ProtobufBridge", "ProtobufJSON", "RPCCore", "RPCWire", "CaseDomain",
      ]
    ),
    ("Glibc", "the wire knows no system", ["RPCWire"]),
  ]

  private struct Import {
    let module: String
    let file: String
  }

  @Test("imports follow the arrows", arguments: allowed.keys.sorted())
  func arrows(module: String) throws {
    let ours = Set(try FileManager.default.contentsOfDirectory(atPath: Self.root.path + "/Sources"))
    let may = try #require(Self.allowed[module])
    for found in try Self.imports(of: module) where ours.contains(found.module) {
      #expect(may.contains(found.module), "\(found.file) imports \(found.module)")
    }
  }

  @Test("modules keep away from what costs them too much", arguments: banned.map(\.module))
  func bans(banned name: String) throws {
    let ban = try #require(Self.banned.first { $0.module == name })
    for module in ban.modules {
      for found in try Self.imports(of: module) {
        #expect(found.module != ban.module, "\(found.file) imports \(ban.module): \(ban.reason)")
      }
    }
  }

  @Test("every module is on the list")
  func complete() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.path + "/Sources")
    // C targets import nothing of ours but by their headers.
    #expect(Set(folders.filter { !$0.hasPrefix("C") || $0.hasPrefix("Case") }) == Set(Self.allowed.keys))
  }

  @Test("no vocabulary of cases in the runtime")
  func runtimeKnowsNoCases() throws {
    for module in ["ProtobufBridge", "ProtobufJSON", "RPCCore", "RPCWire", "RPCSocket", "RPCServices"] {
      for (file, text) in try Self.files(of: module) {
        #expect(!text.contains("CaseSchema") && !text.contains("CaseDomain"), "\(file) knows of cases")
      }
    }
  }

  private static func imports(of module: String) throws -> [Import] {
    try files(of: module).flatMap { file, text in
      text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ").drop { ["public", "package", "internal", "@testable"].contains($0) }
        guard words.first == "import", let name = words.last else { return nil }
        return Import(module: String(name), file: file)
      }
    }
  }

  private static func files(of module: String) throws -> [(String, String)] {
    let folder = root.appendingPathComponent("Sources/\(module)")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    return try names.map {
      ("\(module)/\($0)", try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8))
    }
  }
}
