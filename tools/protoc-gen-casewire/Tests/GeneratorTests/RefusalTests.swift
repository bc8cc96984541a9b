import Glibc
import Testing

/// What the plugin refuses, and whether it says where and why.
@Suite(.enabled(if: Protoc.isInstalled, "protoc is not installed: ./tools/install generate"))
struct RefusalTests {
  /// A proto file's body and what the error must have in it.
  struct Refusal: CustomTestStringConvertible {
    let reason: String
    var syntax = "proto3"
    var parameters = "c_module=CBroken"
    let body: String
    let message: String

    var testDescription: String { reason }
  }

  static let refusals = [
    Refusal(reason: "proto2", syntax: "proto2", body: "message A {}", message: "broken.proto: has syntax proto2"),
    Refusal(
      reason: "a group", syntax: "proto2", body: "message A { optional group B = 1 {} }", message: "has syntax proto2"),
    Refusal(
      reason: "a message that contains itself", body: "message A { A a = 1; }",
      message: "x.A: contains itself: x.A → x.A"),
    Refusal(
      reason: "messages that contain each other, by list, map and oneof",
      body: """
        message A { repeated B b = 1; }
        message B { map<string, C> c = 1; }
        message C { oneof o { A a = 1; } }
        """,
      message: "contains itself: x.A → x.B → x.B.CEntry → x.C → x.A"),
    Refusal(reason: "a field `base`", body: "message A { int32 base = 1; }", message: "x.A.base: "),
    Refusal(reason: "a field `Base`", body: "message A { int32 Base = 1; }", message: "x.A.Base: "),
    Refusal(
      reason: "`n_x` beside repeated `x`", body: "message A { repeated int32 x = 1; int32 n_x = 2; }",
      message: "x.A: protobuf-c's struct has the member `n_x` for field x and for field n_x"),
    Refusal(
      reason: "`o_case` beside oneof `o`", body: "message A { oneof o { int32 a = 1; } int32 o_case = 2; }",
      message: "the member `o_case`"),
    Refusal(
      reason: "`_x_case` beside optional `x`",
      body: "message A { optional int32 x = 1; int32 _x_case = 2 [json_name = \"z\"]; }",
      message: "the member `_x_case`"),
    Refusal(
      reason: "a word of C that protobuf-c leaves", body: "message A { int32 unix = 1; }", message: "x.A.unix: `unix`"),
    Refusal(reason: "a field `self`", body: "message A { int32 self = 1; }", message: "x.A.self: "),
    Refusal(
      reason: "a field and a oneof of one Swift name",
      body: "message A { oneof topic_id { int32 a = 1; } int32 topicID = 2; }",
      message: "x.A.topic_id: becomes `topicID` in Swift, as topicID does"),
    Refusal(
      reason: "`FooBar` and `Foo_Bar`", body: "message FooBar {} message Foo_Bar {}",
      message: "x.Foo_Bar: protobuf-c calls it X__FooBar, as it does x.FooBar"),
    Refusal(
      reason: "two messages whose C functions have one name", body: "message FOOBar {} message Foobar {}",
      message: "x.Foobar: protobuf-c calls it x__foobar, as it does x.FOOBar"),
    Refusal(
      reason: "a nested type that hides an outer one",
      body: "option swift_prefix = \"\"; message Box {} message Item { message Box {} }",
      message: "x.Item.Box: becomes `Item.Box` in Swift and would hide `Box`"),
    Refusal(reason: "a method `Init`", body: method("Init"), message: "x.S.Init: "),
    Refusal(reason: "a method `destroy`", body: method("destroy"), message: "x.S.destroy: "),
    Refusal(reason: "a method `Descriptor`", body: method("Descriptor"), message: "x.S.Descriptor: "),
    Refusal(
      reason: "two methods of one Swift name",
      body: "message A {} service S { rpc Get(A) returns (A);"
        + " rpc get(A) returns (A); }", message: "x.S.get: becomes `get` in Swift, as Get does"),
    Refusal(
      reason: "two enum values of one Swift name",
      body: "enum Kind { option allow_alias = true; KIND_NEW = 0; NEW = 0; }",
      message: "x.Kind.NEW: becomes `new` in Swift, as KIND_NEW does"),
    Refusal(
      reason: "an enum value `descriptor`", body: "enum Kind { KIND_DESCRIPTOR = 0; }",
      message: "x.Kind.KIND_DESCRIPTOR: "),
    Refusal(
      reason: "a type that hides one of Swift's", body: "option swift_prefix = \"\"; message String {}",
      message: "x.String: becomes `String` in Swift and would hide"),
    Refusal(
      reason: "a message of a service's Swift name",
      body: "message SClient {} service S { rpc Get(SClient) returns (SClient); }",
      message: "becomes `X_SClient` in Swift, as x.SClient does"),
    Refusal(
      reason: "a oneof and a message of one Swift name",
      body: "message A { oneof b { int32 c = 1; } message B {} }", message: "becomes `X_A.B` in Swift"),
    Refusal(
      reason: "protobuf-c's own options",
      body: "import \"protobuf-c/protobuf-c.proto\"; option (pb_c_file).use_oneof_field_name = true; message A {}",
      message: "sets options of protobuf-c"),
    Refusal(
      reason: "a message of an unknown module",
      body: "import \"google/protobuf/timestamp.proto\"; message A { google.protobuf.Timestamp at = 1; }",
      message: "google/protobuf/timestamp.proto: its messages are used, but its Swift module is unknown"),
    Refusal(reason: "no C module", parameters: "services=none", body: "", message: "parameter c_module: missing"),
    Refusal(reason: "an unknown parameter", parameters: "c_modul=C", body: "", message: "parameter c_modul: unknown"),
    Refusal(
      reason: "an unknown side", parameters: "c_module=C,services=both", body: "",
      message: "parameter services=both: unknown"),
  ]

  private static func method(_ name: String) -> String {
    "message A {} service S { rpc \(name)(A) returns (A); }"
  }

  @Test("what cannot be generated is refused, saying where and why", arguments: refusals)
  func refused(refusal: Refusal) throws {
    let protoc = Protoc()
    let text = "syntax = \"\(refusal.syntax)\";\npackage x;\n\(refusal.body)\n"
    try #require(write(text, to: protoc.folder + "/broken.proto"))
    let run = protoc.generate(["broken.proto"], in: protoc.folder, parameters: refusal.parameters)
    #expect(!run.succeeded)
    #expect(run.output.contains(refusal.message), "\(run.output)")
  }

  @Test("two files of one name are refused")
  func sameFileNames() throws {
    let protoc = Protoc()
    try #require(mkdir(protoc.folder + "/b", 0o700) == 0)
    for (file, package) in [("a.proto", "x"), ("b/a.proto", "y")] {
      let text = "syntax = \"proto3\"; package \(package); message A {}"
      try #require(write(text, to: "\(protoc.folder)/\(file)"))
    }
    let run = protoc.generate(["a.proto", "b/a.proto"], in: protoc.folder, parameters: "c_module=C")
    #expect(!run.succeeded)
    #expect(run.output.contains("b/a.proto: becomes a.pb.swift, as a.proto does"), "\(run.output)")
  }
}
