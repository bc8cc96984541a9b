/// What a client says about a call beside its request.
public struct CallOptions: Sendable {
  /// Sent with the call, in order.
  public var metadata: Metadata
  /// From the start of the call to its end; nil: as long as it takes. Enforced on both ends.
  public var timeout: Duration?

  public init(metadata: Metadata = Metadata(), timeout: Duration? = nil) {
    self.metadata = metadata
    self.timeout = timeout
  }
}
