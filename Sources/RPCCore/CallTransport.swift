/// A connection, as a call on it sees it: where answers go. All of it may be called from any thread.
///
/// This is the seam between the wires and everything above them.
public protocol CallTransport: AnyObject, Sendable {
  /// Sends messages of the stream of answers, encoded, in order.
  func send(_ messages: [[UInt8]], on stream: UInt32)
  /// Ends the call. Called once a call.
  func finish(_ outcome: CallOutcome, on stream: UInt32)
  /// Whether so much waits to be read by the peer that a stream should pause.
  var isCongested: Bool { get }
  /// Returns once the peer has read enough, or the connection has ended.
  func waitForRoom() async
}
