/// Base64 of RFC 4648, both alphabets on input, with or without padding; the first one, padded, on output.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let noValue: UInt8 = 255
  private static let valueByCharacter: [UInt8] = {
    var values = [UInt8](repeating: noValue, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    return values
  }()

  static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let count = min(3, bytes.count - index)
      var group: UInt32 = 0
      for place in 0..<3 { group = group << 8 | (place < count ? UInt32(bytes[index + place]) : 0) }
      for place in 0..<4 {
        let value = Int(group >> UInt32(18 - 6 * place) & 0x3f)
        result.append(place <= count ? alphabet[value] : UInt8(ascii: "="))
      }
      index += 3
    }
    return result
  }

  /// The bytes, or nil where the text is not base64.
  static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    var characters = text[...]
    while characters.last == UInt8(ascii: "="), text.count - characters.count < 2 { characters.removeLast() }
    // With padding the text is of whole groups.
    if characters.count < text.count, text.count % 4 != 0 { return nil }
    guard characters.count % 4 != 1 else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(characters.count * 3 / 4)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for character in characters {
      let value = valueByCharacter[Int(character)]
      guard value != noValue else { return nil }
      bits = bits << 6 | UInt32(value)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> bitCount))
      }
    }
    return result
  }
}
