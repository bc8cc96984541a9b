import ProtobufBridge
import TestSchema
import Testing

/// One test for each of protobuf-c's hazards: each fails, or crashes, without the bridge's guard.
@Suite(.timeLimit(.minutes(2))) struct HostileBytesTests {
  private func failure<M: Message>(_ type: M.Type, _ bytes: [UInt8], limits: DecodingLimits = .standard)
    -> DecodingError?
  {
    do throws(DecodingError) {
      _ = try M(serialized: bytes, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test func nestingUpToTheLimitIsTaken() throws {
    let deepest = try Nest(serialized: Nest.nested(DecodingLimits.maximumDepth))
    #expect(deepest.depth == DecodingLimits.maximumDepth)
  }

  @Test(
    "nesting beyond the limit is refused, however deep", arguments: [1, 2] as [Int32], [101, 600, 10_000, 100_000])
  func nestingBeyondTheLimitIsRefused(field: Int32, depth: Int) {
    let error = failure(Nest.self, Nest.nested(depth, through: field))
    #expect(error?.reason == .tooDeep)
    let step = field == 1 ? "Child" : "Children[0]"
    #expect(error?.path == repeatElement(step, count: DecodingLimits.maximumDepth).joined(separator: "."))
  }

  @Test func aLowerLimitHolds() {
    let limits = DecodingLimits(depth: 3)
    #expect(failure(Nest.self, Nest.nested(3), limits: limits) == nil)
    #expect(failure(Nest.self, Nest.nested(4), limits: limits)?.reason == .tooDeep)
  }

  @Test func fourMegabytesOfEmptyMessagesFailWithinTheBudget() {
    let bytes = [UInt8](repeatElement([0x12, 0x00], count: 2 * 1024 * 1024).joined())
    let error = failure(Nest.self, bytes)
    #expect(error?.reason == .tooLarge)
    #expect(error?.description.contains("\(DecodingLimits.arenaBytes) bytes of memory") == true)
  }

  @Test func emptyMessagesWithinTheBudgetAreTaken() throws {
    let message = try Nest(serialized: [UInt8](repeatElement([0x12, 0x00], count: 10_000).joined()))
    #expect(message.childCount == 10_000)
  }

  @Test func aSingularMessageThatComesTwiceIsRefused() {
    // Merging what 100 KB of these make is quadratic, and loses scalars.
    let parts = WireWriter.bytes { writer in
      for _ in 0..<10_000 { writer.field(1, [0x12, 0x00, 0x1a, 0x01, 0x61]) }
    }
    let error = failure(Nest.self, parts)
    #expect(error?.reason == .repeatedSingular)
    #expect(error?.path == "Child")
    #expect(error?.offset == 7)
  }

  @Test func aSingularMessageInEachOfTwoMessagesIsTaken() throws {
    let bytes = WireWriter.bytes { writer in
      for _ in 0..<2 { writer.field(2, [0x0a, 0x00]) }
    }
    #expect(try Nest(serialized: bytes).childCount == 2)
  }

  @Test(
    arguments: [
      ([(1, []), (1, [])], .repeatedSingular), ([(1, []), (2, [0x61])], .repeatedOneof),
      ([(2, [0x61]), (1, [])], .repeatedOneof),
      ([(4, [0x61]), (1, [])], .repeatedOneof), ([(2, [0x61]), (4, [0x62])], nil), ([(2, [0x61]), (2, [0x62])], nil),
      ([(1, []), (7, [0x61])], nil),
    ] as [([(Int32, [UInt8])], DecodingError.Reason?)])
  func aOneofWhoseMessageIsReplacedIsRefused(members: [(Int32, [UInt8])], reason: DecodingError.Reason?) {
    let bytes = WireWriter.bytes { writer in
      for (number, content) in members { writer.field(number, content) }
    }
    #expect(failure(Choice.self, bytes)?.reason == reason)
  }

  @Test func theLastScalarOfAOneofCounts() throws {
    let bytes = WireWriter.bytes { writer in
      writer.field(2, "text")
      writer.field(6, varint: 7)
    }
    #expect(try Choice(serialized: bytes).content == .number(7))
  }

  @Test func anEmbeddedNULIsRefusedWhereverItStands() {
    for before in 0..<40 {
      let text = String(repeating: "a", count: before) + "\0" + String(repeating: "a", count: 40 - before)
      let error = failure(Level1.self, WireWriter.bytes { $0.field(1, text) })
      #expect(error?.reason == .embeddedNUL)
      #expect(error?.path == "name")
      #expect(error?.offset == 2 + before)
    }
  }

  @Test(
    arguments: [
      [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc2], [0xc2, 0x20], [0xdf, 0xc0], [0xe0, 0x9f, 0xbf], [0xe0, 0xa0],
      [0xe1, 0x80], [0xe1, 0x80, 0x41], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xef, 0xbf], [0xf0, 0x8f, 0xbf, 0xbf],
      [0xf0, 0x90, 0x80], [0xf0, 0x90], [0xf1, 0x80, 0x80, 0x41], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80], [0xfe], [0xff],
    ] as [[UInt8]])
  func invalidUTF8IsRefusedWhereverItStands(sequence: [UInt8]) {
    for before in [0, 1, 7, 8, 9, 30] {
      for after in [0, 1, 9] {
        let text = [UInt8](repeating: 0x61, count: before) + sequence + [UInt8](repeating: 0x61, count: after)
        let error = failure(Level1.self, WireWriter.bytes { $0.field(1, text) })
        #expect(error?.reason == .invalidUTF8)
        #expect(error?.offset == 2 + before)
      }
    }
  }

  @Test(arguments: ["", "a", "é", "\u{7ff}", "\u{800}", "\u{d7ff}", "\u{e000}", "\u{ffff}", "\u{10000}", "\u{10ffff}"])
  func validUTF8IsTakenWhereverItStands(scalar: String) throws {
    for before in [0, 1, 7, 8, 9, 30] {
      let text = String(repeating: "x", count: before) + scalar + String(repeating: "y", count: 40 - before)
      #expect(try Level1(serialized: WireWriter.bytes { $0.field(1, text) }).name == text)
    }
  }

  @Test func bytesNeedNotBeText() throws {
    let bytes = WireWriter.bytes { $0.field(10, [0, 0xff, 0]) }
    #expect(try Scalars(serialized: bytes).bytesValue == [0, 0xff, 0])
  }

  @Test(
    arguments: [
      ([0x0b, 0x0c], .group), ([0x0c], .group), ([0xfb, 0x07, 0xfc, 0x07], .group),  // known, ended, unknown
      ([0x0e], .reservedWireType), ([0x0f, 0x01], .reservedWireType), ([0xfe, 0x07], .reservedWireType),
      ([0x00, 0x01], .invalidFieldNumber), ([0x02, 0x00], .invalidFieldNumber), ([0x80, 0x00], .invalidFieldNumber),
      ([0xff, 0xff, 0xff, 0xff, 0x1f, 0x00], .overlongVarint),
      ([0x88, 0x80, 0x80, 0x80, 0x80, 0x00, 0x01], .overlongVarint),
    ] as [([UInt8], DecodingError.Reason)])
  func aBadTagIsRefused(bytes: [UInt8], reason: DecodingError.Reason) {
    #expect(failure(Level1.self, bytes)?.reason == reason)
  }

  @Test(
    arguments: [
      ([UInt8](repeating: 0xff, count: 9) + [0x01], nil), ([UInt8](repeating: 0x80, count: 9) + [0x00], nil),
      ([UInt8](repeating: 0xff, count: 9) + [0x02], .overlongVarint),
      ([UInt8](repeating: 0x80, count: 10) + [0x00], .overlongVarint),
      ([UInt8](repeating: 0xff, count: 9), .truncated), ([], .truncated),
    ] as [([UInt8], DecodingError.Reason?)])
  func varintsAreOfAtMost64Bits(value: [UInt8], reason: DecodingError.Reason?) {
    #expect(failure(Scalars.self, [0x18] + value)?.reason == reason)
    #expect(failure(Scalars.self, [0x98, 0x06] + value)?.reason == reason, "as an unknown field")
  }

  @Test(
    arguments: [
      ([0x0a, 0x81, 0x00, 0x61], nil), ([0x0a, 0x81, 0x80, 0x80, 0x80, 0x00, 0x61], nil),
      ([0x0a, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00, 0x61], .overlongVarint),
      ([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], .truncated),
      ([0x0a, 0xff, 0xff, 0xff, 0xff, 0x1f], .overlongVarint), ([0x0a, 0x02, 0x61], .truncated), ([0x0a], .truncated),
    ] as [([UInt8], DecodingError.Reason?)])
  func lengthsStayWithinTheMessage(bytes: [UInt8], reason: DecodingError.Reason?) {
    #expect(failure(Level1.self, bytes)?.reason == reason)
  }

  @Test func aKnownFieldWithAnotherWireTypeIsRefused() {
    let values: [(WireType, [UInt8])] = [
      (.varint, [1]), (.fixed64, [UInt8](repeating: 0, count: 8)), (.lengthDelimited, [0]),
      (.fixed32, [UInt8](repeating: 0, count: 4)),
    ]
    let expected: [WireType] = [
      .fixed64, .fixed32, .varint, .varint, .varint, .fixed64, .fixed32, .varint, .lengthDelimited, .lengthDelimited,
      .varint, .fixed32, .fixed64, .varint, .varint, .varint,
    ]
    for field in Scalars.descriptor.fields {
      for (wireType, value) in values {
        let bytes = WireWriter.bytes { $0.tag(field.number, wireType) } + value
        let isRight = expected[Int(field.number) - 1] == wireType
        let error = failure(Scalars.self, bytes)
        #expect(error?.reason == (isRight ? nil : .wrongWireType), "\(field.name) as \(wireType)")
        #expect(error?.path ?? field.jsonName == field.jsonName)
      }
    }
  }

  @Test func pathsTellPlacesInLists() {
    let leaf = WireWriter.bytes { $0.field(1, "ok") }
    let bad = WireWriter.bytes { $0.field(1, [0xff]) }
    let branch = WireWriter.bytes { writer in
      writer.field(1, leaf)
      writer.field(1, leaf)
      writer.field(1, bad)
    }
    let tree = WireWriter.bytes { writer in
      writer.field(2, [])
      writer.field(99, varint: 1)
      writer.field(2, branch)
    }
    let error = failure(Tree.self, tree)
    #expect(error?.path == "branches[1].leaves[2].colour")
    #expect(
      error?.description
        == "casewire.testing.v1.Tree: branches[1].leaves[2].colour, at byte \(tree.count - 1): is not valid UTF-8; send UTF-8 text"
    )
  }

  @Test func packedValuesAreChecked() {
    #expect(failure(RepeatedScalars.self, WireWriter.bytes { $0.field(8, [0, 1, 1]) }) == nil)
    #expect(failure(RepeatedScalars.self, WireWriter.bytes { $0.field(8, [0, 2]) })?.reason == .invalidPackedValue)
    #expect(
      failure(RepeatedScalars.self, WireWriter.bytes { $0.field(7, [0, 0, 0, 0, 1]) })?.reason == .invalidPackedValue)
    #expect(failure(RepeatedScalars.self, WireWriter.bytes { $0.field(1, [1, 2, 3]) })?.reason == .invalidPackedValue)
    #expect(failure(RepeatedScalars.self, WireWriter.bytes { $0.field(3, [1, 0x80]) })?.reason == .truncated)
    let error = failure(
      RepeatedScalars.self,
      WireWriter.bytes { writer in
        writer.field(3, [1, 0x80, 0x01])
        writer.field(3, varint: 5)
        writer.field(3, [0x80])
      })
    #expect(error?.path == "int64Values[3]")
  }

  @Test func unknownFieldsAreSkippedAndCostNothing() throws {
    let unknown = WireWriter.bytes { writer in
      for _ in 0..<100_000 { writer.field(2000, varint: 1) }
      writer.field(2001, "text")
      writer.tag(2002, .fixed64)
      writer.fixed64(1)
      writer.tag(2003, .fixed32)
      writer.fixed32(1)
    }
    let inner = WireWriter.bytes { $0.field(1, "inner") } + unknown
    let bytes =
      unknown
      + WireWriter.bytes { writer in
        writer.field(1, "outer")
        writer.field(2, inner)
      } + unknown
    let limits = DecodingLimits(arena: bytes.count + 4096)
    let message = try Level1(serialized: bytes, limits: limits)
    #expect(message.name == "outer")
    #expect(message.next?.name == "inner")
  }

  @Test func lengthsAreRightAfterUnknownFieldsAreTakenOut() throws {
    // 127 known bytes and enough unknown ones for a length of two and of three bytes.
    for count in [0, 1, 2, 100, 127, 128, 129, 16_383, 16_384] {
      let text = String(repeating: "n", count: 125)
      let inner = WireWriter.bytes { writer in
        writer.field(900, [UInt8](repeating: 0xff, count: count))
        writer.field(1, text)
        writer.field(901, varint: 3)
      }
      let bytes = WireWriter.bytes { writer in
        writer.field(2, inner)
        writer.field(1, "after")
      }
      let message = try Level1(serialized: bytes)
      #expect(message == Level1(name: "after", next: Level2(name: text)))
    }
  }

  @Test func aTypeWithTooManyFieldsIsRefused() {
    #expect(failure(Wide.self, [])?.reason == .unsupportedSchema)
  }
}
