import ProtobufBridge
import ProtobufJSON
import RPCCore

/// The requests of a call, as JSON.
enum RequestDocuments {
  /// The most that is read, in bytes. What is larger is a push.
  static let maximumBytes = 64 << 20
  private static let pageTokenName = "PageToken"

  /// Reads what `-d` names and encodes it: one request, or any number where the client streams.
  static func read(_ data: String, for method: MethodDescriptor) throws -> [[UInt8]] {
    let (bytes, source) = try bytes(of: data)
    let json = ProtobufJSON(method.input)
    do {
      guard method.kind.clientStreams else { return [try json.encode(bytes)] }
      return try bytes.withUnsafeBytes { try documents($0, json) }
    } catch let error as JSONError {
      throw Failure.usage("the request in \(source) is no \(method.input.fullName): \(error)")
    }
  }

  /// The request for the next page of a list: the same but for its page token.
  static func next(_ request: [UInt8], for method: MethodDescriptor, pageToken: String) throws -> String {
    let text = try ProtobufJSON(method.input).decode(request)
    guard case .object(var members) = try JSONDocument(text).root else { return text }
    members.removeAll { $0.name == pageTokenName }
    members.append(JSONValue.Member(name: pageTokenName, value: .string(pageToken)))
    return JSONValue.object(members).serialized()
  }

  private static func documents(_ bytes: UnsafeRawBufferPointer, _ json: ProtobufJSON) throws -> [[UInt8]] {
    var requests: [[UInt8]] = []
    var offset = 0
    while let extent = try JSONDocument.extent(in: bytes, from: offset) {
      do throws(JSONError) {
        requests.append(try json.encode(UnsafeRawBufferPointer(rebasing: bytes[extent])))
      } catch {
        throw Failure.usage("document \(requests.count + 1) of the request: \(error)")
      }
      offset = extent.upperBound
    }
    return requests
  }

  private static func bytes(of data: String) throws -> ([UInt8], source: String) {
    guard data == InputFile.standardInput || data.hasPrefix("@") else { return (Array(data.utf8), "-d") }
    let file = try InputFile(path: data.hasPrefix("@") ? String(data.dropFirst()) : data)
    return (try file.readAll(atMost: maximumBytes), file.name)
  }
}
