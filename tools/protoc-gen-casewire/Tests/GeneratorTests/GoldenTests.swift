import Glibc
import Testing

/// What is generated, against what is checked in under Fixtures. With GOLDEN_UPDATE=1 the test writes those files anew.
@Suite(.enabled(if: Protoc.isInstalled, "protoc is not installed: ./tools/install generate"))
struct GoldenTests {
  /// A run of the plugin and the files it must write.
  struct Golden: CustomTestStringConvertible {
    let proto: String
    let parameters: String
    let outputs: [String]
    /// The folder of Fixtures with the expected files.
    let expected: String

    var testDescription: String { "\(proto) \(parameters)" }
  }

  private static let fixtures = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Fixtures"

  static let goldens = [
    Golden(
      proto: "shop/v1/fields.proto", parameters: "c_module=CShop,import=Common", outputs: ["fields.pb.swift"],
      expected: "expected"),
    Golden(
      proto: "shop/v1/methods.proto", parameters: "c_module=CShop,import=Common:common/",
      outputs: ["methods.pb.swift", "methods.rpc.swift"], expected: "expected"),
    Golden(
      proto: "shop/v1/methods.proto", parameters: "c_module=CShop,import=Common,services=client",
      outputs: ["methods.pb.swift", "methods.rpc.swift"], expected: "expected-client"),
    Golden(
      proto: "shop/v1/methods.proto", parameters: "c_module=CShop,import=Common,services=none",
      outputs: ["methods.pb.swift"], expected: "expected"),
  ]

  @Test("what is generated is what is checked in", arguments: goldens)
  func generatedIsExpected(golden: Golden) throws {
    let protoc = Protoc()
    let run = protoc.generate([golden.proto], in: Self.fixtures, parameters: golden.parameters)
    try #require(run.succeeded, "\(run.output)")
    for output in golden.outputs {
      let generated = try #require(contents(of: "\(protoc.folder)/\(output)"))
      let path = "\(Self.fixtures)/\(golden.expected)/\(output)"
      if getenv("GOLDEN_UPDATE") != nil { #expect(write(generated, to: path)) }
      let expected = contents(of: path)
      #expect(generated == expected, "run with GOLDEN_UPDATE=1 where the change is meant: \(path)")
    }
  }

  @Test("services=none writes no services")
  func noServices() {
    let protoc = Protoc()
    let run = protoc.generate(
      ["shop/v1/methods.proto"], in: Self.fixtures, parameters: "c_module=CShop,import=Common,services=none")
    #expect(run.succeeded)
    #expect(contents(of: "\(protoc.folder)/methods.rpc.swift") == nil)
  }

  @Test("the same files give the same text")
  func deterministic() throws {
    let texts = try (0..<3).map { _ in
      let protoc = Protoc()
      let run = protoc.generate(
        ["shop/v1/fields.proto"], in: Self.fixtures, parameters: "c_module=CShop,import=Common")
      try #require(run.succeeded)
      return contents(of: "\(protoc.folder)/fields.pb.swift")
    }
    #expect(Set(texts).count == 1)
  }
}
