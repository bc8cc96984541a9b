import ProtobufBridge
import RPCCore
import RPCSocket

/// Makes calls by descriptor, as the options say.
struct Caller {
  private let client: RPCClient
  private let options: CallOptions
  private let trace: CallTrace?

  /// - Parameters:
  ///   - timeout: of calls without --timeout.
  ///   - isVerbose: tells of each call on standard error.
  init(
    _ global: GlobalOptions, headers: Metadata = Metadata(), timeout: Duration? = GlobalOptions.standardTimeout,
    isVerbose: Bool = false
  ) throws {
    client = try global.client()
    options = CallOptions(metadata: try global.metadata(headers: headers), timeout: global.timeout ?? timeout)
    trace = isVerbose ? CallTrace() : nil
  }

  /// One request, one answer.
  func unary(_ method: MethodDescriptor, _ request: [UInt8]) async throws -> [UInt8] {
    trace?.begins(method, options, socket: client.path)
    do {
      let answer = try await client.unary(method, request: request, options: options)
      trace?.ended(nil)
      return answer
    } catch {
      trace?.ended(error)
      throw error
    }
  }

  /// A call of which at least one side streams. Answers are handed over as they come.
  func stream(
    _ method: MethodDescriptor, _ requests: [[UInt8]], answered: ([UInt8]) throws -> Void
  ) async throws {
    trace?.begins(method, options, socket: client.path)
    do {
      let stream = try await client.open(
        method, request: method.kind.clientStreams ? nil : requests.first, options: options)
      defer { stream.cancel() }
      async let sending: Void = send(method.kind.clientStreams ? requests : [], on: stream)
      while let answer = try await stream.next() { try answered(answer) }
      await sending
      trace?.ended(nil)
    } catch {
      trace?.ended(error)
      throw error
    }
  }

  /// Sends one by one: each waits while the connection takes no more. Why the stream fails, its answers tell.
  private func send(_ requests: [[UInt8]], on stream: any ClientStream) async {
    do {
      for request in requests { try await stream.send([request]) }
      try await stream.halfClose()
    } catch {
      return
    }
  }
}

extension GlobalOptions {
  /// Makes a unary call and prints its answer. A list's next page is asked for by `--page-token`.
  func call(_ method: MethodDescriptor, _ request: some Message) async throws {
    let answer = try await Caller(self).unary(method, try encode(request))
    try AnswerPrinter(output, of: method.output).print(answer) { "--page-token \(ShellWord.quoted($0))" }
  }

  /// A request made of arguments, encoded.
  func encode(_ request: some Message) throws -> [UInt8] {
    do throws(EncodingError) {
      return try request.serialized()
    } catch {
      throw Failure.usage("the arguments cannot be sent: \(error.description)")
    }
  }
}
