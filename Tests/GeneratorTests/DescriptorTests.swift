import ProtobufBridge
import RPCCore
import RPCSchema
import TestSchema
import Testing

/// Whether the generated descriptors say what the schema says.
struct DescriptorTests {
  @Test("fields have the schema's names, numbers, kinds and presence")
  func fields() throws {
    let topicID = try #require(Names.descriptor.field(number: 2))
    #expect(topicID.name == "topic_id")
    #expect(topicID.jsonName == "TopicID")
    #expect(topicID.cardinality == .implicit)
    #expect(topicID.oneof == nil)
    #expect(Names.descriptor.field(named: "TopicID")?.number == 2)
    #expect(Names.descriptor.field(named: "message")?.cardinality == .optional)
    #expect(Names.descriptor.field(named: "message")?.oneof == nil)
    #expect(Names.descriptor.field(named: "func")?.oneof == "switch")
    #expect(Names.descriptor.field(named: "BlobIDs")?.cardinality == .repeated)
    #expect(Scalars.descriptor.fields.map(\.number) == Array(1...16))
  }

  @Test("a map's entries are messages of a key and a value")
  func mapEntry() throws {
    let field = try #require(Maps.descriptor.field(named: "stringToMessage"))
    #expect(field.cardinality == .map)
    guard case .message(let entry) = field.kind else {
      Issue.record("a map is no list of messages")
      return
    }
    #expect(entry().fullName == "casewire.testing.v1.Maps.StringToMessageEntry")
    #expect(entry().fields.map(\.number) == [1, 2])
    guard case .message(let value) = entry().fields[1].kind else {
      Issue.record("the value is no message")
      return
    }
    #expect(value() === Scalars.descriptor)
  }

  @Test("an enum has its names as the schema spells them, in its order")
  func enumeration() {
    #expect(Colour.descriptor.fullName == "casewire.testing.v1.Colour")
    #expect(Colour.descriptor.values.map(\.name).last == "COLOUR_INFRA_RED")
    #expect(Colour.descriptor.values.map(\.number) == [0, 1, 2, -1])
    #expect(Tree.Kind.descriptor.fullName == "casewire.testing.v1.Tree.Kind")
  }

  @Test("a service has its methods, each of its kind, in the schema's order")
  func service() {
    let methods = TestServiceDefinition.descriptor.methods
    #expect(methods.map(\.name) == ["Echo", "Collect", "Expand", "Converse", "Fail", "Sleep"])
    #expect(
      methods.map(\.kind)
        == [.unary, .clientStreaming, .serverStreaming, .bidirectionalStreaming, .unary, .unary])
    #expect(methods.allSatisfy { $0.service == "casewire.testing.v1.TestService" })
    #expect(TestServiceDefinition.echo.input === EchoRequest.descriptor)
    #expect(TestServiceDefinition.echo.output === EchoResponse.descriptor)
  }
}
