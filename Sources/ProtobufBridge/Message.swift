/// A message of a schema: a value that crosses the C bridge to and from bytes.
///
/// Conformances are generated. `serialized()` and `init(serialized:)` are what callers use; the other requirements are
/// the generated code's side of the bridge.
public protocol Message: Sendable, Equatable {
  /// All fields absent.
  init()
  /// What the message is made of.
  static var descriptor: MessageDescriptor { get }
  /// How protobuf-c lays the message out.
  static var layout: MessageLayout { get }
  /// Copies a message in protobuf-c's layout, whose bytes were scanned before they were unpacked.
  init(unpacked message: UnsafeRawPointer)
  /// Lays the message out for protobuf-c, in the arena. What cannot be laid out is remembered by the arena.
  func lay(out arena: borrowing PackingArena) -> UnsafeMutableRawPointer
}

/// An open enumeration: any 32-bit number, some of which have names.
public protocol ProtobufEnum: RawRepresentable, Sendable, Hashable where RawValue == Int32 {
  init(rawValue: Int32)
  static var descriptor: EnumDescriptor { get }
}
