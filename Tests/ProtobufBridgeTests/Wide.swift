import CProtobufBridge
import CProtobufC
import ProtobufBridge

/// A message type with more fields than the bridge supports; nothing is ever read into it.
struct Wide: Message {
  static let descriptor = MessageDescriptor(fullName: "test.Wide", fields: [])

  static let layout: MessageLayout = {
    let descriptor = UnsafeMutablePointer<ProtobufCMessageDescriptor>.allocate(capacity: 1)
    descriptor.initialize(to: ProtobufCMessageDescriptor())
    descriptor.pointee.n_fields = 1025
    return MessageLayout(descriptor: descriptor)
  }()

  init() {}
  init(unpacked message: UnsafeRawPointer) {}

  func lay(out arena: borrowing PackingArena) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(arena.allocate(UInt64.self, count: 3))
  }
}
