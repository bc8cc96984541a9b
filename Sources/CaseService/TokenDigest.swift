/// What is kept of a token: BLAKE2b of its text, 32 bytes. The text cannot be had back from it.
struct TokenDigest: Hashable, Sendable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  init(of token: UnsafeRawBufferPointer) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { Sodium.hash(token, into: $0) }
    self.words = words
  }

  init(of token: String) {
    self.init(words: Array(token.utf8))
  }

  private init(words token: [UInt8]) {
    self = token.withUnsafeBytes { TokenDigest(of: $0) }
  }

  /// As the store keeps it.
  var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

  static func == (left: TokenDigest, right: TokenDigest) -> Bool { left.words == right.words }

  /// A digest is random already: a word of it tells entries apart.
  func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
