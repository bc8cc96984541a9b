import CaseClient
import CaseSchema
import Glibc
import ProtobufBridge
import ProtobufJSON
import RPCCore

/// Turns lines into items of a push, from JSON to the wire at once.
struct PushLineEncoder {
  /// A case of more bytes is read once as the server reads it: many small values may cost more memory than it gives a
  /// message. 64 KiB times what protobuf-c makes of the worst of them stays below that.
  private static let checkedBytes = 64 << 10
  // What JSON writes for U+0000, which the server refuses in texts together with the stream.
  private static let backslash = Int32(UInt8(ascii: "\\"))
  private static let escapedNUL = Array("u0000".utf8)

  private let json = ProtobufJSON(PushCaseRequest.descriptor)

  /// The item of a line, or nil for a blank one.
  func encode(_ line: UnsafeRawBufferPointer) throws(Rejection) -> PushItem? {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return nil }
    let encoded: [UInt8]
    do throws(JSONError) {
      encoded = try json.encode(line)
    } catch {
      throw Rejection(error)
    }
    if encoded.count > Self.checkedBytes || hasNUL(line) { try check(encoded) }
    do throws(RPCError) {
      return try PushItem(encodedCase: encoded)
    } catch {
      throw Rejection(error.code, error.message)
    }
  }

  /// Whether the document has an escape of U+0000. A backslash takes the byte after it along.
  private func hasNUL(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let start = line.baseAddress else { return false }
    var offset = 0
    while offset < line.count, let found = memchr(start + offset, Self.backslash, line.count - offset) {
      let escape = UnsafeRawPointer(found) - start + 1
      if line[escape...].starts(with: Self.escapedNUL) { return true }
      offset = escape + 1
    }
    return false
  }

  private func check(_ encoded: [UInt8]) throws(Rejection) {
    // Over the largest message it fails anyway, and for a better reason.
    guard encoded.count <= PushItem.maximumBytes else { return }
    do throws(DecodingError) {
      _ = try PushCaseRequest(serialized: encoded)
    } catch {
      throw Rejection(error)
    }
  }
}
