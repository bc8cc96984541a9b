/// How much of a stream may wait to be handled. ttrpc has no flow control: over a bound the stream fails, and only it.
public struct StreamBounds: Sendable {
  /// Messages that wait.
  public var messages: Int
  /// Bytes of the messages that wait, as they were encoded.
  public var bytes: Int

  public init(messages: Int, bytes: Int) {
    self.messages = messages
    self.bytes = bytes
  }

  /// Wide enough for the window of a bulk push.
  public static let standard = StreamBounds(messages: 8_192, bytes: 16 << 20)
}
