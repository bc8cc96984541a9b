import RPCWire

/// What makes sense of the bytes of a connection: a server's side or a client's.
///
/// Called by the connection's owner alone, never by two threads at a time.
protocol SocketHandler: AnyObject, Sendable {
  /// Takes what it can from the bytes that have arrived. False where it stopped early, with frames left, because it or
  /// the output is full.
  ///
  /// - Throws: where nothing that follows can be understood; the connection is closed then.
  func received(_ input: inout ReceiveBuffer) throws -> Bool
  /// Whether what arrives should stay in the socket for now. Asked again after every job of `execute`.
  var isFull: Bool { get }
  /// The connection has ended. Called once, last.
  func closed(_ reason: SocketEnd)
}

/// Why a connection has ended.
enum SocketEnd: Error, Sendable {
  /// The peer closed it.
  case peerClosed
  /// We closed it.
  case localClosed
  /// The peer read nothing for too long.
  case stalled
  /// The server's memory for what peers send was used up.
  case outOfBudget
  /// What the peer sent could not be understood.
  case malformed(any Error)
  /// The system said so.
  case failed(SocketError)
}
