public import CProtobufC
import CProtobufBridge

/// Where a message is laid out for protobuf-c before it is packed. Freed whole.
public struct PackingArena: ~Copyable {
  private let arena: OpaquePointer
  init() { arena = cw_arena_create(Int.max) }
  deinit { cw_arena_destroy(arena) }
}
