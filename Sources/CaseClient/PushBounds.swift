/// How much a push holds in memory, and how long it tries to go on.
public struct PushBounds: Sendable {
  /// Items that the client has unanswered at most; nil: as many as the server's window allows.
  public var windowItems: Int?
  /// Cases that wait to be sent, in bytes with what each costs beside them; over it `PushSession.push` waits.
  public var backlogBytes = 1 << 20
  /// Requests that are given to the connection at once, in bytes. One request may be larger.
  public var batchBytes = 256 << 10
  /// How often the client connects again without an answer in between.
  public var reconnects = 20
  /// Before it connects again the first time; twice as long each time after.
  public var firstReconnectDelay = Duration.milliseconds(50)
  /// The longest time between two tries.
  public var maximumReconnectDelay = Duration.seconds(2)

  public init() {}
}
