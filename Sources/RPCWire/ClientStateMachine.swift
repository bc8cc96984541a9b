public import RPCCore

/// The client's side of a ttrpc connection: which streams live and what a frame means for them. A pure value.
public struct ClientStateMachine: Sendable {
  /// What a frame means.
  public enum Event {
    /// A message of a stream of answers.
    case message(stream: UInt32, payload: UnsafeRawBufferPointer, isLast: Bool)
    /// The stream's last frame: the one answer of a call, or an error.
    case response(stream: UInt32, envelope: UnsafeRawBufferPointer)
    /// The stream of answers has ended well.
    case end(stream: UInt32)
    /// The server broke the rules of a live stream.
    case violation(stream: UInt32, RPCError)
    /// A frame that changes nothing: of an unknown type, or for a call nobody waits for any more.
    case nothing
  }

  private struct StreamState {
    let serverStreams: Bool
    var isSending: Bool
  }

  private var streams: [UInt32: StreamState] = [:]
  private var nextStreamID: UInt32? = 1

  public init() {}

  /// Calls that are under way.
  public var activeStreams: Int { streams.count }

  /// Adds the request that opens a call to the output, and tells its stream.
  ///
  /// - Throws: `RPCError` RESOURCE_EXHAUSTED where the request is too large or the connection has used its numbers up.
  public mutating func open(
    _ method: MethodDescriptor, payload: [UInt8]?, metadata: Metadata, timeoutNanoseconds: Int64?,
    to output: inout [UInt8]
  ) throws(RPCError) -> UInt32 {
    guard let stream = nextStreamID else {
      throw RPCError(
        .resourceExhausted, "the connection has used up its stream numbers; connect again", origin: .client)
    }
    let envelope = RequestEnvelope.bytes(
      method: method, payload: payload ?? [], metadata: metadata, timeoutNanoseconds: timeoutNanoseconds)
    try checkSize(envelope.count)
    let flags: FrameHeader.Flags =
      method.kind == .unary ? [] : method.kind.clientStreams ? .remoteOpen : .remoteClosed
    nextStreamID = stream > UInt32.max - 2 ? nil : stream + 2
    streams[stream] = StreamState(serverStreams: method.kind.serverStreams, isSending: method.kind.clientStreams)
    FrameHeader.append(length: envelope.count, streamID: stream, type: .request, flags: flags, to: &output)
    output.append(contentsOf: envelope)
    return stream
  }

  /// Adds messages of a stream of requests to the output; nothing where the stream has ended.
  ///
  /// - Throws: `RPCError` RESOURCE_EXHAUSTED where one is too large; none is sent then.
  public mutating func send(_ messages: [[UInt8]], on stream: UInt32, to output: inout [UInt8]) throws(RPCError) {
    guard streams[stream]?.isSending == true else { return }
    for message in messages { try checkSize(message.count) }
    for message in messages {
      FrameHeader.append(length: message.count, streamID: stream, type: .data, to: &output)
      output.append(contentsOf: message)
    }
  }

  /// Adds the end of a stream of requests to the output.
  public mutating func halfClose(_ stream: UInt32, to output: inout [UInt8]) {
    guard streams[stream]?.isSending == true else { return }
    streams[stream]?.isSending = false
    FrameHeader.append(length: 0, streamID: stream, type: .data, flags: [.remoteClosed, .noData], to: &output)
  }

  /// Stops listening to a stream. ttrpc has no way to tell the server.
  public mutating func forget(_ stream: UInt32) {
    streams[stream] = nil
  }

  /// Takes a frame in.
  public mutating func receive(_ frame: Frame) -> Event {
    let stream = frame.header.streamID
    guard let state = streams[stream] else { return .nothing }
    if frame.isOversized {
      streams[stream] = nil
      return .violation(
        stream: stream,
        RPCError(.resourceExhausted, "the server's message has \(frame.header.length) bytes, too many", origin: .client)
      )
    }
    switch frame.header.type {
    case .response:
      streams[stream] = nil
      return .response(stream: stream, envelope: frame.payload)
    case .data:
      guard state.serverStreams else {
        streams[stream] = nil
        return .violation(
          stream: stream, RPCError(.internal, "the server sent data for a call with one answer", origin: .client))
      }
      let isLast = frame.header.flags.contains(.remoteClosed)
      if isLast { streams[stream] = nil }
      if frame.header.flags.contains(.noData) { return isLast ? .end(stream: stream) : .nothing }
      return .message(stream: stream, payload: frame.payload, isLast: isLast)
    case .request, nil:
      return .nothing
    }
  }

  private func checkSize(_ byteCount: Int) throws(RPCError) {
    guard byteCount <= FrameHeader.maximumLength else {
      throw RPCError(
        .resourceExhausted,
        "the request has \(byteCount) bytes, more than the \(FrameHeader.maximumLength) a message may have",
        origin: .client)
    }
  }
}
