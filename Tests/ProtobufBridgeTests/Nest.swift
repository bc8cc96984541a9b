import CProtobufBridge
import CProtobufC
import Glibc
import ProtobufBridge

/// A message type that contains itself, as no request of the schema does; its layout is made here, not generated.
struct Nest: Message {
  var depth = 1
  var childCount = 0
  var text = ""

  static let descriptor: MessageDescriptor = MessageDescriptor(
    fullName: "test.Nest",
    fields: [
      FieldDescriptor(
        name: "child", jsonName: "Child", number: 1, kind: .message { descriptor }, cardinality: .optional),
      FieldDescriptor(
        name: "children", jsonName: "Children", number: 2, kind: .message { descriptor }, cardinality: .repeated),
      FieldDescriptor(name: "text", jsonName: "Text", number: 3, kind: .string, cardinality: .implicit),
    ])

  /// Where the fields lie, after the 24 bytes that each message begins with.
  private enum Offset {
    static let child = 24
    static let childCount = 32
    static let children = 40
    static let text = 48
    static let end = 56
  }

  static let layout: MessageLayout = {
    let descriptor = UnsafeMutablePointer<ProtobufCMessageDescriptor>.allocate(capacity: 1)
    let fields = UnsafeMutablePointer<ProtobufCFieldDescriptor>.allocate(capacity: 3)
    let names = (["child", "children", "text"] as [String]).map { UnsafePointer<CChar>(strdup($0)!) }
    func field(
      _ id: UInt32, _ label: ProtobufCLabel, _ type: ProtobufCType, quantifier: Int = 0, at offset: Int
    ) -> ProtobufCFieldDescriptor {
      var field = ProtobufCFieldDescriptor()
      field.name = names[Int(id) - 1]
      field.id = id
      field.label = label
      field.type = type
      field.quantifier_offset = UInt32(quantifier)
      field.offset = UInt32(offset)
      if type == PROTOBUF_C_TYPE_MESSAGE { field.descriptor = UnsafeRawPointer(descriptor) }
      return field
    }
    fields[0] = field(1, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_MESSAGE, at: Offset.child)
    fields[1] = field(
      2, PROTOBUF_C_LABEL_REPEATED, PROTOBUF_C_TYPE_MESSAGE, quantifier: Offset.childCount, at: Offset.children)
    fields[2] = field(3, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_STRING, at: Offset.text)
    let ranges = UnsafeMutablePointer<ProtobufCIntRange>.allocate(capacity: 2)
    ranges[0] = ProtobufCIntRange(start_value: 1, orig_index: 0)
    ranges[1] = ProtobufCIntRange(start_value: 0, orig_index: 3)
    descriptor.initialize(to: ProtobufCMessageDescriptor())
    descriptor.pointee.magic = UInt32(PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC)
    descriptor.pointee.name = names[0]
    descriptor.pointee.sizeof_message = Offset.end
    descriptor.pointee.n_fields = 3
    descriptor.pointee.fields = UnsafePointer(fields)
    descriptor.pointee.n_field_ranges = 1
    descriptor.pointee.field_ranges = UnsafePointer(ranges)
    return MessageLayout(descriptor: descriptor)
  }()

  init() {}

  init(unpacked message: UnsafeRawPointer) {
    childCount = message.load(fromByteOffset: Offset.childCount, as: Int.self)
    text = String(bridged: message.load(fromByteOffset: Offset.text, as: UnsafePointer<CChar>?.self))
    if let child = message.load(fromByteOffset: Offset.child, as: UnsafeRawPointer?.self) {
      depth += Nest(unpacked: child).depth
    }
  }

  /// Only ever read in these tests: laid out empty.
  func lay(out arena: borrowing PackingArena) -> UnsafeMutableRawPointer {
    let message = UnsafeMutableRawPointer(arena.allocate(UInt64.self, count: Offset.end / 8))
    message.assumingMemoryBound(to: ProtobufCMessage.self).pointee.descriptor = Nest.layout.descriptor
    return message
  }

  /// Bytes of a message nested `depth` deep through a field.
  static func nested(_ depth: Int, through number: Int32 = 1) -> [UInt8] {
    // From the inside outwards: each level's length is known then.
    var lengths = [0]
    for _ in 1..<depth { lengths.append(1 + lengths.last!.varintSize + lengths.last!) }
    var writer = WireWriter(capacity: lengths.last!)
    for length in lengths.dropLast().reversed() {
      writer.tag(number, .lengthDelimited)
      writer.varint(UInt64(length))
    }
    return writer.bytes
  }
}

extension Int {
  /// How many bytes the number takes as a varint.
  fileprivate var varintSize: Int { Swift.max(1, (bitWidth - leadingZeroBitCount + 6) / 7) }
}
