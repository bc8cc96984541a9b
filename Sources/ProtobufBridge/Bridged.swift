public import CProtobufC
import Glibc

extension String {
  /// A copy of a string that protobuf-c unpacked; empty for nil. Its bytes were scanned before, so they are not
  /// validated again.
  public init(bridged string: UnsafePointer<CChar>?) {
    guard let string, string.pointee != 0 else {
      self = ""
      return
    }
    let bytes = UnsafeRawPointer(string).assumingMemoryBound(to: UInt8.self)
    self.init(scanned: UnsafeBufferPointer(start: bytes, count: strlen(string)))
  }

  /// A copy of the same as C's mutable type.
  public init(bridged string: UnsafeMutablePointer<CChar>?) {
    self.init(bridged: UnsafePointer(string))
  }

  /// A copy of UTF-8 that is known to be valid.
  init(scanned bytes: UnsafeBufferPointer<UInt8>) {
    let text = UTF8Span(unchecked: bytes.span, isKnownASCII: false)
    self.init(copying: text)
  }
}

extension [UInt8] {
  /// A copy of bytes that protobuf-c unpacked.
  public init(bridged bytes: ProtobufCBinaryData) {
    self = Array(UnsafeBufferPointer(start: bytes.data, count: bytes.len))
  }
}
