import ProtobufBridge

/// A small generator with a seed, so that a failure comes again.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

extension WireWriter {
  /// What the closure writes.
  static func bytes(_ write: (inout WireWriter) -> Void) -> [UInt8] {
    var writer = WireWriter()
    write(&writer)
    return writer.bytes
  }

  /// Writes a length-delimited field of bytes.
  mutating func field(_ number: Int32, _ content: [UInt8]) {
    tag(number, .lengthDelimited)
    content.withUnsafeBytes { delimited($0) }
  }

  /// Writes a length-delimited field of text.
  mutating func field(_ number: Int32, _ text: String) {
    field(number, Array(text.utf8))
  }

  /// Writes a varint field.
  mutating func field(_ number: Int32, varint value: UInt64) {
    tag(number, .varint)
    varint(value)
  }
}
