import RPCWire
import Testing

@Suite("Frame decoder")
struct FrameDecoderTests {
  private static let stream =
    frame(1, stream: 1, flags: 2, [1, 2, 3]) + frame(3, stream: 1, []) + frame(3, stream: 1, flags: 5)
    + frame(2, stream: 0xffff_ffff, Array(repeating: 7, count: 300)) + frame(9, stream: 3, flags: 0xff, [0])

  @Test("frames are the same wherever the bytes are split in two")
  func everySplitInTwo() throws {
    let whole = try decode([Self.stream[...]])
    #expect(whole.count == 5)
    for split in 0...Self.stream.count {
      #expect(try decode([Self.stream[..<split], Self.stream[split...]]) == whole, "split at \(split)")
    }
  }

  @Test("frames are the same wherever the first bytes are split in three")
  func everySplitInThree() throws {
    let bytes = Array(Self.stream.prefix(40))
    let whole = try decode([bytes[...]])
    for first in 0...bytes.count {
      for second in first...bytes.count {
        #expect(try decode([bytes[..<first], bytes[first..<second], bytes[second...]]) == whole)
      }
    }
  }

  @Test("a byte at a time makes the same frames")
  func byteByByte() throws {
    #expect(try decode(Self.stream.indices.map { Self.stream[$0...$0] }) == decode([Self.stream[...]]))
  }

  @Test("no data is no message's absence: an empty data frame is a frame with an empty payload")
  func emptyMessageIsAMessage() throws {
    let frames = try decode([frame(3, stream: 1)[...]])
    #expect(frames.count == 1)
    #expect(frames[0].payload.isEmpty && !frames[0].header.flags.contains(.noData))
  }

  @Test(
    "an oversized message is told once, its bytes are thrown away, and the next frame is read",
    arguments: [1, 7, 4_096])
  func oversizedIsSkipped(pieceSize: Int) throws {
    let length = FrameHeader.maximumLength + 1
    let bytes =
      frame(3, stream: 5, Array(repeating: 9, count: length)) + frame(1, stream: 7, [4])
    let tail = bytes.count - 40
    // The bulk at once, so that the test is quick; the ends in small pieces.
    var pieces: [ArraySlice<UInt8>] = [bytes[..<20], bytes[20..<tail]]
    var start = tail
    while start < bytes.count {
      let end = min(start + pieceSize, bytes.count)
      pieces.append(bytes[start..<end])
      start = end
    }
    let frames = try decode(pieces)
    #expect(frames.map(\.isOversized) == [true, false])
    #expect(frames[0].header.length == length && frames[0].payload.isEmpty)
    #expect(frames[1].header.streamID == 7 && frames[1].payload == [4])
  }

  @Test("the largest message is taken")
  func largestIsTaken() throws {
    let payload = [UInt8](repeating: 1, count: FrameHeader.maximumLength)
    let frames = try decode([frame(3, stream: 1, payload)[...]])
    #expect(frames.count == 1 && frames[0].payload.count == FrameHeader.maximumLength)
  }

  @Test("a set reserved byte ends the connection", arguments: [1, 0x50, 0xff] as [UInt8])
  func reservedByte(first: UInt8) {
    #expect(throws: FrameError.reservedByteSet(first)) { try decode([[first, 0, 0, 0]]) }
  }

  @Test("a declared length costs no memory before its bytes come")
  func declaredLengthCostsNothing() throws {
    var buffer = ReceiveBuffer()
    var decoder = FrameDecoder()
    frame(3, stream: 1, [], length: UInt32(FrameHeader.maximumLength)).withUnsafeBytes { buffer.append($0) }
    let frame = try decoder.next(in: &buffer)
    #expect(frame == nil)
    #expect(buffer.allocatedByteCount < 1_024)
  }
}

@Suite("Receive buffer")
struct ReceiveBufferTests {
  @Test("bytes come out as they went in, through growth and reuse")
  func keepsOrder() {
    var buffer = ReceiveBuffer()
    var written: UInt8 = 0
    var read: UInt8 = 0
    for round in 1...400 {
      let chunk = (0..<(round % 37)).map { _ in
        defer { written &+= 1 }
        return written
      }
      chunk.withUnsafeBytes { buffer.append($0) }
      let taken = min(buffer.count, round % 23)
      for byte in buffer.readable.prefix(taken) {
        #expect(byte == read)
        read &+= 1
      }
      buffer.consume(taken)
    }
    #expect(read &+ UInt8(truncatingIfNeeded: buffer.count) == written)
  }

  @Test("memory is let go where nothing waits, and only there")
  func releases() {
    var buffer = ReceiveBuffer()
    [1, 2, 3].withUnsafeBytes { buffer.append($0) }
    buffer.releaseIfEmpty()
    #expect(buffer.allocatedByteCount > 0)
    buffer.consume(buffer.count)
    buffer.releaseIfEmpty()
    #expect(buffer.allocatedByteCount == 0)
  }
}
