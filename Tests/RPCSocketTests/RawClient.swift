import CLinuxSocket
import Dispatch
import Glibc
import ProtobufBridge
import RPCCore
@testable import RPCSocket
@testable import RPCWire

/// A client that speaks bytes: what no well-behaved client sends. One task uses it.
///
/// It waits on a queue of its own: the threads that tasks run on belong to the handlers, too.
final class RawClient: @unchecked Sendable {
  private let queue = DispatchQueue(label: "raw client")
  let descriptor: Int32
  private var buffer = ReceiveBuffer()
  private var decoder = FrameDecoder()

  init(_ path: String) throws {
    descriptor = cw_socket_open()
    let failure = cw_socket_connect(descriptor, path)
    guard failure == 0 else { throw SocketError("connect", code: -failure) }
    _ = fcntl(descriptor, F_SETFL, 0)
    // A test that waits for what never comes should fail, not hang.
    var timeout = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Writes all bytes, waiting for room.
  func write(_ bytes: [UInt8]) async throws {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try self.writeAll(bytes) }) }
    }
  }

  private func writeAll(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw SocketError("write", code: errno) }
      sent += count
    }
  }

  func halfClose() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// The next frame; nil where the server has closed the connection.
  func nextFrame() async throws -> (header: FrameHeader, payload: [UInt8])? {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try self.readFrame() }) }
    }
  }

  private func readFrame() throws -> (header: FrameHeader, payload: [UInt8])? {
    while true {
      if let frame = try decoder.next(in: &buffer) { return (frame.header, Array(frame.payload)) }
      let space = buffer.writable(atLeast: 64 << 10)
      let count = recv(descriptor, space.baseAddress, space.count, 0)
      if count < 0 { throw SocketError("read", code: errno) }
      if count == 0 { return nil }
      buffer.produced(count)
    }
  }

  /// The bytes of a request frame.
  static func request<Input: Message>(
    _ method: MethodDescriptor, _ input: Input?, stream: UInt32, flags: FrameHeader.Flags = [],
    timeoutNanoseconds: Int64? = nil
  ) throws -> [UInt8] {
    let envelope = RequestEnvelope.bytes(
      method: method, payload: try input?.serialized() ?? [], metadata: [:], timeoutNanoseconds: timeoutNanoseconds)
    return frame(.request, stream: stream, flags: flags, envelope)
  }

  static func frame(
    _ type: FrameHeader.MessageType, stream: UInt32, flags: FrameHeader.Flags = [], _ payload: [UInt8] = []
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    FrameHeader.append(length: payload.count, streamID: stream, type: type, flags: flags, to: &bytes)
    return bytes + payload
  }

  /// What a response frame says: the answer, or the error's code.
  static func code(_ payload: [UInt8]) -> StatusCode {
    do {
      _ = try payload.withUnsafeBytes { try ResponseEnvelope.payload(of: $0) }
      return .ok
    } catch {
      return (error as? RPCError)?.code ?? .unknown
    }
  }
}
