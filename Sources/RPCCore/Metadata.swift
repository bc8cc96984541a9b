/// What travels beside a call's messages: pairs of a lower-case key and a value, in the order they were sent.
///
/// Keys may repeat. A key that ends in `-bin` has base64 as its value on ttrpc.
public struct Metadata: Sendable, Equatable {
  /// In the order they were sent.
  public private(set) var pairs: [Pair]

  /// One key with its value.
  public struct Pair: Sendable, Equatable {
    /// Lower case.
    public let key: String
    public let value: String

    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  public init(_ pairs: [Pair] = []) {
    self.pairs = pairs
  }

  /// Adds a pair at the end; the key is made lower case.
  public mutating func append(_ value: String, for key: String) {
    pairs.append(Pair(key: key.lowercased(), value: value))
  }

  /// The first value of the key (lower case), or nil.
  public subscript(key: String) -> String? {
    for pair in pairs where pair.key == key { return pair.value }
    return nil
  }

  /// All values of the key (lower case), in order.
  public func values(for key: String) -> [String] {
    pairs.filter { $0.key == key }.map(\.value)
  }
}

extension Metadata: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map { Pair(key: $0.0.lowercased(), value: $0.1) })
  }
}
