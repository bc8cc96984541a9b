/// A frame as it stands in the receive buffer.
public struct Frame {
  public let header: FrameHeader
  /// Valid until the buffer is next written to. Empty where the frame is oversized.
  public let payload: UnsafeRawBufferPointer
  /// Whether the message is larger than ttrpc allows. Its bytes are read and thrown away, so that the stream alone
  /// fails and not the connection.
  public let isOversized: Bool
}

/// Bytes after which nothing that follows can be understood.
public enum FrameError: Error, Equatable {
  /// The first byte of a frame is reserved and must be zero.
  case reservedByteSet(UInt8)
}

/// Cuts bytes into ttrpc frames. Pure: it sees a buffer, no socket.
public struct FrameDecoder {
  // Bytes of an oversized message still to be thrown away.
  private var discarding = 0

  public init() {}

  /// The next whole frame, or nil where more bytes are needed.
  ///
  /// - Throws: `FrameError` where the connection is beyond repair.
  public mutating func next(in buffer: inout ReceiveBuffer) throws(FrameError) -> Frame? {
    if discarding > 0 {
      let count = min(discarding, buffer.count)
      buffer.consume(count)
      discarding -= count
      if discarding > 0 { return nil }
    }
    let bytes = buffer.readable
    guard bytes.count > 0 else { return nil }
    guard bytes[0] == 0 else { throw .reservedByteSet(bytes[0]) }
    guard bytes.count >= FrameHeader.byteCount else { return nil }
    let header = FrameHeader(bytes)
    if header.length > FrameHeader.maximumLength {
      buffer.consume(FrameHeader.byteCount)
      discarding = header.length
      return Frame(header: header, payload: UnsafeRawBufferPointer(start: nil, count: 0), isOversized: true)
    }
    let end = FrameHeader.byteCount + header.length
    guard bytes.count >= end else { return nil }
    buffer.consume(end)
    return Frame(
      header: header, payload: UnsafeRawBufferPointer(rebasing: bytes[FrameHeader.byteCount..<end]),
      isOversized: false)
  }
}
