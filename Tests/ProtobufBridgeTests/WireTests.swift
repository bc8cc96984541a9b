import ProtobufBridge
import Testing

@Suite struct WireTests {
  @Test(
    arguments: [
      (0, [0]), (1, [1]), (127, [0x7f]), (128, [0x80, 0x01]), (300, [0xac, 0x02]), (16_383, [0xff, 0x7f]),
      (UInt64.max, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
    ] as [(UInt64, [UInt8])])
  func varintsReadBack(value: UInt64, expected: [UInt8]) throws {
    let bytes = WireWriter.bytes { $0.varint(value) }
    #expect(bytes == expected)
    try bytes.withUnsafeBytes { buffer throws in
      var reader = WireReader(buffer)
      #expect(try reader.varint() == value)
      #expect(reader.isAtEnd)
    }
  }

  @Test func everythingReadsBack() throws {
    let bytes = WireWriter.bytes { writer in
      writer.tag(WireTag.maximumNumber, .fixed64)
      writer.fixed64(0x0102_0304_0506_0708)
      writer.tag(1, .fixed32)
      writer.fixed32(0x0102_0304)
      writer.tag(2, .lengthDelimited)
      writer.string("é")
    }
    try bytes.withUnsafeBytes { buffer throws in
      var reader = WireReader(buffer)
      #expect(try reader.tag() == WireTag(number: WireTag.maximumNumber, wireType: .fixed64))
      #expect(try reader.fixed64() == 0x0102_0304_0506_0708)
      #expect(try reader.tag() == WireTag(number: 1, wireType: .fixed32))
      #expect(try reader.fixed32() == 0x0102_0304)
      #expect(try reader.tag() == WireTag(number: 2, wireType: .lengthDelimited))
      #expect(try Array(reader.delimited()) == Array("é".utf8))
      #expect(reader.isAtEnd)
    }
  }

  @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 100_000])
  func aLengthIsWrittenAfterItsContent(count: Int) {
    let content = [UInt8](repeating: 7, count: count)
    let late = WireWriter.bytes { writer in
      writer.byte(9)
      let mark = writer.beginDelimited()
      content.withUnsafeBytes { writer.raw($0) }
      writer.endDelimited(mark)
      writer.byte(8)
    }
    let early = WireWriter.bytes { writer in
      writer.byte(9)
      content.withUnsafeBytes { writer.delimited($0) }
      writer.byte(8)
    }
    #expect(late == early)
  }

  @Test(
    arguments: [
      ([], .truncated), ([0x80], .truncated), ([UInt8](repeating: 0x80, count: 10), .overlongVarint),
      ([UInt8](repeating: 0xff, count: 9) + [0x02], .overlongVarint), ([UInt8](repeating: 0xff, count: 9), .truncated),
    ] as [([UInt8], WireError.Reason)])
  func badVarintsAreRefused(bytes: [UInt8], reason: WireError.Reason) {
    bytes.withUnsafeBytes { buffer in
      var reader = WireReader(buffer)
      let error = #expect(throws: WireError.self) { try reader.varint() }
      #expect(error?.reason == reason)
    }
  }

  @Test(
    arguments: [
      ([0x00], .invalidFieldNumber), ([0x07], .invalidFieldNumber), ([0x0e], .reservedWireType),
      ([0x0f], .reservedWireType),
      ([0xff, 0xff, 0xff, 0xff, 0x1f], .overlongVarint),
    ] as [([UInt8], WireError.Reason)])
  func badTagsAreRefused(bytes: [UInt8], reason: WireError.Reason) {
    bytes.withUnsafeBytes { buffer in
      var reader = WireReader(buffer)
      let error = #expect(throws: WireError.self) { try reader.tag() }
      #expect(error == WireError(reason: reason, offset: 0))
    }
  }

  @Test func lengthsStayWithinTheBytes() {
    for bytes in [[0x01], [0x02, 0x00], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]] as [[UInt8]] {
      bytes.withUnsafeBytes { buffer in
        var reader = WireReader(buffer)
        #expect(throws: WireError(reason: .truncated, offset: 0)) { try reader.delimited() }
      }
    }
  }

  private func skip(_ bytes: [UInt8]) throws(WireError) -> Int {
    let result = bytes.withUnsafeBytes { buffer -> Result<Int, WireError> in
      var reader = WireReader(buffer)
      do throws(WireError) {
        try reader.skip(try reader.tag())
        return .success(reader.offset)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  @Test func valuesOfEveryKindAreSkipped() throws {
    #expect(try skip([0x08, 0x80, 0x01, 9]) == 3)
    #expect(try skip([0x09, 1, 2, 3, 4, 5, 6, 7, 8, 9]) == 9)
    #expect(try skip([0x0a, 2, 1, 1, 9]) == 4)
    #expect(try skip([0x0d, 1, 2, 3, 4, 9]) == 5)
    #expect(try skip([0x0b, 0x08, 0x01, 0x13, 0x14, 0x0c, 9]) == 6)
  }

  @Test func groupsAreBalancedAndNotTooDeep() {
    #expect(throws: WireError(reason: .unbalancedGroup, offset: 1)) { try skip([0x0c]) }
    #expect(throws: WireError(reason: .unbalancedGroup, offset: 1)) { try skip([0x0b, 0x14]) }
    #expect(throws: WireError(reason: .truncated, offset: 1)) { try skip([0x0b]) }
    let limit = WireReader.maximumGroupDepth
    #expect(throws: Never.self) {
      try skip([UInt8](repeating: 0x0b, count: limit) + [UInt8](repeating: 0x0c, count: limit))
    }
    let error = #expect(throws: WireError.self) { try skip([UInt8](repeating: 0x0b, count: 100_000)) }
    #expect(error?.reason == .tooDeep)
  }
}
