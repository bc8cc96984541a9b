/// The ten bytes before every ttrpc message (PROTOCOL.md, "Message Frame").
public struct FrameHeader: Sendable, Equatable {
  /// What a frame carries.
  public enum MessageType: UInt8, Sendable {
    /// Opens a stream.
    case request = 0x01
    /// Ends a stream.
    case response = 0x02
    /// A message of a stream, or its end.
    case data = 0x03
  }

  /// What a frame says beside its message.
  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The sender sends no more on this stream.
    public static let remoteClosed = Flags(rawValue: 0x01)
    /// The sender will send more on this stream.
    public static let remoteOpen = Flags(rawValue: 0x02)
    /// The frame carries no message. Without it, no bytes are an empty message.
    public static let noData = Flags(rawValue: 0x04)
  }

  /// Bytes of a header.
  public static let byteCount = 10
  /// Bytes of the largest message: 4 MiB.
  public static let maximumLength = 4 << 20

  /// Bytes of the message.
  public let length: Int
  /// Odd where a client opened the stream.
  public let streamID: UInt32
  /// nil for a type this version does not know.
  public let type: MessageType?
  public let flags: Flags

  public init(length: Int, streamID: UInt32, type: MessageType?, flags: Flags) {
    self.length = length
    self.streamID = streamID
    self.type = type
    self.flags = flags
  }

  /// Reads the first ten of the bytes.
  init(_ bytes: UnsafeRawBufferPointer) {
    length = Int(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
    streamID = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    type = MessageType(rawValue: bytes[8])
    flags = Flags(rawValue: bytes[9])
  }
}

extension FrameHeader {
  /// Adds a header to the bytes.
  static func append(
    length: Int, streamID: UInt32, type: MessageType, flags: Flags = [], to output: inout [UInt8]
  ) {
    withUnsafeBytes(of: (UInt32(length).bigEndian, streamID.bigEndian)) { output.append(contentsOf: $0) }
    output.append(type.rawValue)
    output.append(flags.rawValue)
  }
}
