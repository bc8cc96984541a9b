public import CProtobufC

/// How protobuf-c lays one message type out in memory: its descriptor, which lives as long as the program.
public struct MessageLayout: @unchecked Sendable {
  /// A static of the generated C code; never written.
  public let descriptor: UnsafePointer<ProtobufCMessageDescriptor>

  public init(descriptor: UnsafePointer<ProtobufCMessageDescriptor>) {
    self.descriptor = descriptor
  }
}
