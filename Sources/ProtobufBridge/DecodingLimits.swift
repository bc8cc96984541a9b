import CProtobufBridge

/// What the bytes of one message may cost.
public struct DecodingLimits: Sendable, Equatable {
  /// The deepest nesting taken, the outermost message counting as 1; the same as in protobuf's other runtimes.
  public static let maximumDepth = Int(CW_SCAN_MAXIMUM_DEPTH)
  /// What unpacking a message may allocate, in bytes: four times the largest message on the wire.
  public static let arenaBytes = 16 * 1024 * 1024

  /// `maximumDepth` and `arenaBytes`.
  public static let standard = DecodingLimits()

  /// 1 to `DecodingLimits.maximumDepth`, messages.
  public var depth: Int
  /// Bytes.
  public var arena: Int

  public init(depth: Int = DecodingLimits.maximumDepth, arena: Int = DecodingLimits.arenaBytes) {
    self.depth = min(max(depth, 1), DecodingLimits.maximumDepth)
    self.arena = max(arena, 0)
  }
}
