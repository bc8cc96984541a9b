import RPCCore

/// A token as it travels: `cw_` and 43 letters that stand for 32 random bytes.
enum BearerToken {
  static let prefix = "cw_"
  static let randomBytes = 32
  /// The metadata key that carries it, as `Bearer TOKEN`.
  static let metadataKey = "authorization"
  /// Bytes of a token: nothing else is hashed or looked up.
  static let length = 46
  private static let scheme = "bearer "

  /// A new token.
  static func make(_ randomness: (Int) -> [UInt8]) -> String {
    prefix + Sodium.base64URL(randomness(randomBytes))
  }

  /// The digest of the token in the value of the header; nil where it is no bearer token of ours by its form. The
  /// scheme is taken in either case (RFC 9110, section 11.1).
  static func digest(in header: String) -> TokenDigest? {
    var header = header
    return header.withUTF8 { bytes in
      guard bytes.count == scheme.utf8.count + length else { return nil }
      for (byte, expected) in zip(bytes, scheme.utf8) where byte != expected {
        guard byte | 0x20 == expected, expected != UInt8(ascii: " ") else { return nil }
      }
      let token = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[scheme.utf8.count...])
      guard zip(token, prefix.utf8).allSatisfy({ $0 == $1 }) else { return nil }
      return TokenDigest(of: token)
    }
  }
}
