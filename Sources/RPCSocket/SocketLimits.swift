/// The bounds of one connection. Sizes are bytes.
public struct SocketLimits: Sendable {
  /// One read asks for this much.
  public var readChunk = 64 << 10
  /// One connection reads this much before others have their turn.
  public var bytesATurn = 256 << 10
  /// More than this waiting to be read by the peer: no more requests are read, and streams of answers pause.
  public var congestion = 1 << 20
  /// Less than this waiting: streams of answers go on.
  public var relief = 256 << 10
  /// A peer that reads nothing for so long while answers wait is let go. Nanoseconds.
  public var stallNanoseconds: UInt64 = 30_000_000_000

  public init() {}

  /// What a server and a client use.
  public static let standard = SocketLimits()
}
