import CaseDomain
import CaseStore
import ProtobufBridge
import RPCCore

/// Where the next page begins, as callers carry it: the last row's sort key with a MAC that binds it to the method, the
/// caller and the filter (R36).
struct PageTokens: Sendable {
  /// `CaseStore.pageTokenKey`.
  let key: [UInt8]

  /// What a token is good for.
  struct Scope {
    fileprivate let bytes: [UInt8]

    /// - Parameter filter: the request without its page; its encoding is the same each time.
    init(_ method: MethodDescriptor, _ caller: Caller, filter: some Message) throws {
      bytes = Array("\(method.path)\0\(caller)\0".utf8) + (try filter.serialized())
    }
  }

  private static let cursorBytes = 16
  private static let macBytes = 32

  /// The token of a place in a list.
  func seal(_ cursor: TimeCursor, _ scope: Scope) -> String {
    var bytes: [UInt8] = []
    for number in [cursor.time.milliseconds, cursor.id] {
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return Sodium.base64URL(bytes + mac(of: bytes[...], scope))
  }

  /// The place a token names; nil for the empty one, which is the first page.
  ///
  /// - Throws: a violation of PageToken where it is not from here, or for another caller or another list.
  func open(_ token: String, _ scope: @autoclosure () throws -> Scope) throws -> TimeCursor? {
    if token.isEmpty { return nil }
    let size = PageTokens.cursorBytes + PageTokens.macBytes
    guard let bytes = Sodium.bytes(base64URL: token, maximum: size), bytes.count == size,
      Sodium.areEqual(bytes[PageTokens.cursorBytes...], mac(of: bytes[..<PageTokens.cursorBytes], try scope())[...])
    else {
      throw FieldViolation("PageToken", "is no NextPageToken of this list and caller; begin without one")
    }
    return bytes.withUnsafeBytes { bytes in
      let time = Int64(littleEndian: bytes.loadUnaligned(as: Int64.self))
      let id = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self))
      return TimeCursor(time: UTCTime(milliseconds: time), id: id)
    }
  }

  private func mac(of cursor: ArraySlice<UInt8>, _ scope: Scope) -> [UInt8] {
    var mac = [UInt8](repeating: 0, count: PageTokens.macBytes)
    (scope.bytes + cursor).withUnsafeBytes { bytes in
      mac.withUnsafeMutableBytes { Sodium.hash(bytes, key: key, into: $0) }
    }
    return mac
  }
}
