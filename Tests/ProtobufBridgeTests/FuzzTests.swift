import CProtobufBridge
import ProtobufBridge
import RPCSchema
import TestSchema
import Testing

/// Bounded loops over bytes that nobody wrote on purpose. What the scan lets pass, protobuf-c must unpack.
@Suite(.timeLimit(.minutes(3))) struct FuzzTests {
  static let rounds = 4_000

  /// Reads bytes as a message; records an issue where protobuf-c refuses what the scan let pass. True where it is one.
  @discardableResult
  private static func read<M: Message>(_ type: M.Type, _ bytes: [UInt8]) -> Bool {
    do throws(DecodingError) {
      _ = try M(serialized: bytes)
      return true
    } catch {
      if error.reason == .malformed { Issue.record("protobuf-c refuses what was scanned: \(M.self) \(bytes)") }
      return false
    }
  }

  private static func readAsEveryType(_ bytes: [UInt8]) {
    read(Scalars.self, bytes)
    read(OptionalScalars.self, bytes)
    read(RepeatedScalars.self, bytes)
    read(UnpackedScalars.self, bytes)
    read(Maps.self, bytes)
    read(Choice.self, bytes)
    read(Tree.self, bytes)
    read(Level1.self, bytes)
    read(Nest.self, bytes)
  }

  private static let valid: [[UInt8]] = {
    let scalars = Scalars(
      doubleValue: 1.5, int64Value: -1, fixed32Value: 7, boolValue: true, stringValue: "text, longer than eight é",
      bytesValue: [0, 255], sint32Value: -3, colour: .infraRed)
    let messages: [any Message] = [
      scalars,
      OptionalScalars(int64Value: 0, stringValue: "", bytesValue: [], scalars: scalars),
      RepeatedScalars(
        doubleValues: [1, 2], int64Values: [1, -1], boolValues: [true, false], stringValues: ["a", ""],
        bytesValues: [[], [1]], colours: [.red, .infraRed]),
      UnpackedScalars(int64Values: [1, -1], boolValues: [true]),
      Maps(stringToString: ["a": "b"], boolToBytes: [true: [1]], stringToMessage: ["k": scalars]),
      Choice(content: .scalars(scalars), note: "n"), Choice(content: .data([1, 2])),
      Tree(branches: [.init(leaves: [.init(colour: "green")]), .init()], trunk: .init(), rings: [.init(seconds: 1)]),
      Level1(name: "1", next: Level2(name: "2", next: [Level3(name: "3", next: ["4": Level4()])])),
    ]
    return messages.map { message in (try? message.serialized()) ?? [] }
  }()

  @Test func everyPrefixIsReadOrRefused() {
    for bytes in FuzzTests.valid {
      #expect(!bytes.isEmpty)
      for length in 0...bytes.count { FuzzTests.readAsEveryType(Array(bytes[..<length])) }
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func mutatedMessagesAreReadOrRefused(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    for _ in 0..<FuzzTests.rounds / 4 {
      var bytes = FuzzTests.valid.randomElement(using: &generator)!
      for _ in 0..<Int.random(in: 1...5, using: &generator) { FuzzTests.mutate(&bytes, &generator) }
      FuzzTests.readAsEveryType(bytes)
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ generator: inout SplitMix) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 2 where place < bytes.count: bytes.remove(at: place)
    case 3: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
    default:
      // A part of a message in the middle of another: fields that come twice, in another order.
      let other = valid.randomElement(using: &generator)!
      let start = Int.random(in: 0...other.count, using: &generator)
      bytes.insert(contentsOf: other[start...], at: place)
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func recordsAtRandomAreReadOrRefused(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    var readCount = 0
    for _ in 0..<FuzzTests.rounds / 4 {
      let bytes = FuzzTests.records(depth: 3, &generator)
      FuzzTests.readAsEveryType(bytes)
      if FuzzTests.read(RepeatedScalars.self, bytes) { readCount += 1 }
    }
    // Not all of it is refused at the first byte.
    #expect(readCount > 10)
  }

  /// Well-formed records of random numbers and types.
  private static func records(depth: Int, _ generator: inout SplitMix) -> [UInt8] {
    var writer = WireWriter()
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      let number = Int32.random(in: 1...18, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: writer.field(number, varint: UInt64.random(in: 0...3, using: &generator))
      case 1: writer.field(number, varint: generator.next())
      case 2:
        writer.tag(number, .fixed64)
        writer.fixed64(generator.next())
      case 3:
        writer.tag(number, .fixed32)
        writer.fixed32(UInt32.random(in: 0...9, using: &generator))
      case 4: writer.field(number, ["", "a", "é", "\u{1}\u{1}"].randomElement(using: &generator)!)
      default: writer.field(number, depth == 0 ? [] : records(depth: depth - 1, &generator))
      }
    }
    return writer.bytes
  }

  @Test func textIsCheckedAsSwiftChecksIt() {
    var generator = SplitMix(seed: 7)
    func check(_ bytes: [UInt8]) {
      var offset = 0
      let code = cw_scan_string(bytes, bytes.count, &offset)
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      if bytes.contains(0) {
        if code == CW_SCAN_OK { Issue.record("NUL is let pass in \(bytes)") }
      } else if (code == CW_SCAN_OK) != isValid {
        Issue.record("\(bytes) is \(isValid ? "" : "not ")valid")
      }
    }
    for first in 0...255 as ClosedRange<UInt8> {
      check([first])
      for second in 0...255 as ClosedRange<UInt8> { check([first, second]) }
    }
    let edges: [UInt8] = [
      0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf4, 0xf5,
    ]
    for _ in 0..<20_000 {
      let count = Int.random(in: 3...12, using: &generator)
      check((0..<count).map { _ in edges.randomElement(using: &generator)! })
    }
  }
}
