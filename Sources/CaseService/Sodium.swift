import CSodium

/// libsodium, made ready once.
enum Sodium {
  /// sodium_init picks the fastest code for the machine; without it the portable code runs.
  static let isReady: Bool = sodium_init() >= 0

  /// BLAKE2b of the bytes, keyed where `key` is not empty, into `digest`.
  static func hash(
    _ bytes: UnsafeRawBufferPointer, key: [UInt8] = [], into digest: UnsafeMutableRawBufferPointer
  ) {
    precondition(isReady, "libsodium did not start")
    guard let start = digest.baseAddress else { return }
    let status = crypto_generichash(
      start.assumingMemoryBound(to: UInt8.self), digest.count,
      bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count), key, key.count)
    precondition(status == 0, "BLAKE2b takes a digest of 16 to 64 bytes and a key of 0 or 16 to 64")
  }

  /// Whether the bytes are the same, in a time that does not tell where they differ.
  static func areEqual(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return left.withUnsafeBytes { left in
      right.withUnsafeBytes { right in sodium_memcmp(left.baseAddress, right.baseAddress, left.count) == 0 }
    }
  }

  /// Base64 with the letters of URLs and no padding (RFC 4648, section 5).
  static func base64URL(_ bytes: [UInt8]) -> String {
    let size = sodium_base64_encoded_len(bytes.count, sodium_base64_VARIANT_URLSAFE_NO_PADDING)
    return String(unsafeUninitializedCapacity: size) { text in
      guard let start = text.baseAddress else { return 0 }
      start.withMemoryRebound(to: CChar.self, capacity: size) { text in
        _ = sodium_bin2base64(
          text, size, bytes, bytes.count, sodium_base64_VARIANT_URLSAFE_NO_PADDING)
      }
      // Without the NUL at the end.
      return size - 1
    }
  }

  /// The bytes of such a text; nil where it is none, or longer than `maximum` bytes.
  static func bytes(base64URL text: String, maximum: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: maximum)
    var count = 0
    let status = sodium_base642bin(
      &bytes, maximum, text, text.utf8.count, nil, &count, nil, sodium_base64_VARIANT_URLSAFE_NO_PADDING)
    guard status == 0 else { return nil }
    bytes.removeLast(maximum - count)
    return bytes
  }
}
