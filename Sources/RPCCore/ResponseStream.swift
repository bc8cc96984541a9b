public import ProtobufBridge

/// The stream of a server's answers, as a handler writes it.
public struct ResponseStream<Element: Message>: Sendable {
  private let context: ServerContext

  init(context: ServerContext) {
    self.context = context
  }

  /// Sends an answer; waits while the client does not read what was sent before.
  ///
  /// - Throws: `CancellationError` where the call is over.
  public func send(_ element: Element) async throws {
    try await context.send([element.serialized()])
  }

  /// Sends answers together, in order, with one write where they fit.
  ///
  /// - Throws: as `send(_:)`.
  public func send(contentsOf elements: [Element]) async throws {
    guard !elements.isEmpty else { return }
    try await context.send(elements.map { try $0.serialized() })
  }
}
