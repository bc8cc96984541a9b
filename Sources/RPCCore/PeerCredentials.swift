/// Who is at the other end of a Unix socket, as the kernel knew them when they connected (SO_PEERCRED).
public struct PeerCredentials: Sendable, Hashable {
  /// What may be authorised by.
  public let userID: UInt32
  public let groupID: UInt32
  /// For logs alone: the number may belong to another process by now.
  public let processID: Int32

  public init(userID: UInt32, groupID: UInt32, processID: Int32) {
    self.userID = userID
    self.groupID = groupID
    self.processID = processID
  }
}
