import RPCWire

/// A frame as bytes.
func frame(
  _ type: UInt8, stream: UInt32, flags: UInt8 = 0, _ payload: [UInt8] = [], length: UInt32? = nil
) -> [UInt8] {
  let length = length ?? UInt32(payload.count)
  return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
    + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: stream >> $0) } + [type, flags] + payload
}

/// A frame that was decoded, with its payload copied.
struct Decoded: Equatable {
  let header: FrameHeader
  let payload: [UInt8]
  let isOversized: Bool

  init(_ frame: Frame) {
    header = frame.header
    payload = Array(frame.payload)
    isOversized = frame.isOversized
  }
}

/// Decodes everything that is whole in the pieces, given one after another.
func decode(_ pieces: [ArraySlice<UInt8>]) throws -> [Decoded] {
  var buffer = ReceiveBuffer()
  var decoder = FrameDecoder()
  var frames: [Decoded] = []
  for piece in pieces {
    piece.withUnsafeBytes { buffer.append($0) }
    while let frame = try decoder.next(in: &buffer) { frames.append(Decoded(frame)) }
  }
  return frames
}
