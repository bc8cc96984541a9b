public import RPCCore

/// The server's side of a ttrpc connection: which streams live, what a frame means for them, what an answer looks like.
///
/// A pure value: frames in, events out; answers in, bytes out. It knows no socket, no clock and no handler.
public struct ServerStateMachine: Sendable {
  /// What a frame means.
  public enum Event {
    /// A new call. The connection finds its method, then calls `open` or `refuse`.
    case request(stream: UInt32, flags: FrameHeader.Flags, envelope: UnsafeRawBufferPointer)
    /// A message of a stream of requests; the last one where `isLast`.
    case message(stream: UInt32, payload: UnsafeRawBufferPointer, isLast: Bool)
    /// The client sends no more on the stream.
    case halfClose(stream: UInt32)
    /// The client broke the rules of a live stream: its call ends with this error.
    case violation(stream: UInt32, RPCError)
    /// Nothing lives under that number: answer the error, and that is all.
    case refusal(stream: UInt32, RPCError)
    /// A frame that changes nothing: of an unknown type, or for a stream that has ended.
    case nothing
  }

  private enum StreamState {
    case unary
    case receiving(serverStreams: Bool)
    case halfClosed(serverStreams: Bool)
  }

  private var streams: [UInt32: StreamState] = [:]
  private var lastStreamID: UInt32 = 0
  private let maximumStreams: Int
  /// Whether new calls are refused, because the server stops.
  public var isDraining = false

  /// Calls one connection may have at a time.
  public static let standardMaximumStreams = 1_024

  public init(maximumStreams: Int = standardMaximumStreams) {
    self.maximumStreams = maximumStreams
  }

  /// Calls that are under way.
  public var activeStreams: Int { streams.count }

  /// The streams that are under way.
  public var streamIDs: [UInt32] { Array(streams.keys) }
}

extension ServerStateMachine {
  /// Takes a frame in.
  public mutating func receive(_ frame: Frame) -> Event {
    let stream = frame.header.streamID
    switch frame.header.type {
    case .request: return receiveRequest(frame)
    case .data: return receiveData(frame)
    case .response, nil:
      // A later version's frame, or one only servers send. An oversized one of no known stream needs no answer.
      return frame.isOversized && streams[stream] != nil ? .violation(stream: stream, oversized(frame)) : .nothing
    }
  }

  private mutating func receiveRequest(_ frame: Frame) -> Event {
    let stream = frame.header.streamID
    guard stream % 2 == 1 else {
      return .refusal(
        stream: stream, RPCError(.invalidArgument, "stream \(stream) is even; a client opens odd streams"))
    }
    guard stream > lastStreamID else {
      let error = RPCError(
        .invalidArgument, "stream \(stream) is no higher than \(lastStreamID): a stream is not used again")
      return streams[stream] == nil ? .refusal(stream: stream, error) : .violation(stream: stream, error)
    }
    lastStreamID = stream
    if frame.isOversized { return .refusal(stream: stream, oversized(frame)) }
    if isDraining {
      return .refusal(stream: stream, RPCError(.unavailable, "the server is stopping; connect again and retry"))
    }
    guard streams.count < maximumStreams else {
      return .refusal(
        stream: stream,
        RPCError(.resourceExhausted, "the connection has \(maximumStreams) calls under way, the most it may have"))
    }
    return .request(stream: stream, flags: frame.header.flags, envelope: frame.payload)
  }

  private mutating func receiveData(_ frame: Frame) -> Event {
    let stream = frame.header.streamID
    guard let state = streams[stream] else {
      // Data may be on its way while the answer that ended its stream is: no answer to that. A number that was never
      // opened is a mistake worth telling.
      if stream % 2 == 1, stream <= lastStreamID { return .nothing }
      return .refusal(stream: stream, RPCError(.invalidArgument, "stream \(stream) was not opened by a request"))
    }
    if frame.isOversized { return .violation(stream: stream, oversized(frame)) }
    guard case .receiving(let serverStreams) = state else {
      let what = if case .unary = state { "is unary and takes no data" } else { "was closed by its client" }
      return .violation(stream: stream, RPCError(.invalidArgument, "stream \(stream) \(what)"))
    }
    let isLast = frame.header.flags.contains(.remoteClosed)
    if isLast { streams[stream] = .halfClosed(serverStreams: serverStreams) }
    if frame.header.flags.contains(.noData) {
      return isLast ? .halfClose(stream: stream) : .nothing
    }
    return .message(stream: stream, payload: frame.payload, isLast: isLast)
  }

  private func oversized(_ frame: Frame) -> RPCError {
    RPCError(
      .resourceExhausted,
      "a message of \(frame.header.length) bytes is larger than \(FrameHeader.maximumLength), the most ttrpc takes")
  }

  /// Registers the call of a request. A throw is the call's refusal: its flags do not fit the method.
  public mutating func open(_ stream: UInt32, flags: FrameHeader.Flags, kind: MethodDescriptor.Kind) throws(RPCError) {
    switch (kind, flags.contains(.remoteOpen), flags.contains(.remoteClosed)) {
    case (.unary, false, _):
      streams[stream] = .unary
    case (.serverStreaming, false, true):
      streams[stream] = .halfClosed(serverStreams: true)
    case (.clientStreaming, true, false), (.bidirectionalStreaming, true, false):
      streams[stream] = .receiving(serverStreams: kind.serverStreams)
    case (.clientStreaming, false, true), (.bidirectionalStreaming, false, true):
      streams[stream] = .halfClosed(serverStreams: kind.serverStreams)
    default:
      throw RPCError(
        .invalidArgument,
        "the request's flags 0x\(String(flags.rawValue, radix: 16)) do not fit the method: a unary call has none, one "
          + "whose client streams has remote open (0x02), one whose server alone streams has remote closed (0x01)")
    }
  }
}

extension ServerStateMachine {
  /// Adds the frames of messages of a stream of answers to the output; nothing where the stream has ended.
  public mutating func send(_ messages: [[UInt8]], on stream: UInt32, to output: inout [UInt8]) {
    guard streams[stream] != nil else { return }
    for message in messages {
      guard message.count <= FrameHeader.maximumLength else {
        return finish(.failed(tooLarge(message.count)), on: stream, to: &output)
      }
      FrameHeader.append(length: message.count, streamID: stream, type: .data, to: &output)
      output.append(contentsOf: message)
    }
  }

  /// Adds the end of a call to the output; nothing where the stream has ended.
  public mutating func finish(_ outcome: CallOutcome, on stream: UInt32, to output: inout [UInt8]) {
    guard let state = streams.removeValue(forKey: stream) else { return }
    switch outcome {
    case .message(let payload):
      let envelope = ResponseEnvelope.byteCount(payload: payload.count)
      guard envelope <= FrameHeader.maximumLength else {
        return refuse(tooLarge(payload.count), on: stream, to: &output)
      }
      FrameHeader.append(length: envelope, streamID: stream, type: .response, to: &output)
      ResponseEnvelope.append(payload: payload, to: &output)
    case .completed:
      guard case .unary = state else {
        return FrameHeader.append(
          length: 0, streamID: stream, type: .data, flags: [.remoteClosed, .noData], to: &output)
      }
      refuse(RPCError(.internal, "the call ended without an answer"), on: stream, to: &output)
    case .failed(let error):
      refuse(error, on: stream, to: &output)
    }
  }

  /// Adds an error to the output, for a stream that does not live.
  public func refuse(_ error: RPCError, on stream: UInt32, to output: inout [UInt8]) {
    let envelope = ResponseEnvelope.bytes(error: error)
    FrameHeader.append(length: envelope.count, streamID: stream, type: .response, to: &output)
    output.append(contentsOf: envelope)
  }

  private func tooLarge(_ byteCount: Int) -> RPCError {
    RPCError(
      .resourceExhausted,
      "the answer has \(byteCount) bytes, more than the \(FrameHeader.maximumLength) a message may have; ask for less")
  }
}
