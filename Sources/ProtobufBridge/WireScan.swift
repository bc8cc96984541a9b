import CProtobufBridge

/// Bytes that were walked through by the descriptor and found fit for protobuf-c.
struct WireScan {
  private let type: any Message.Type
  private let bytes: UnsafeRawBufferPointer
  private let limits: DecodingLimits
  private let hasUnknown: Bool

  /// Throws what the bytes are refused for. They must outlive the scan.
  init(
    _ bytes: UnsafeRawBufferPointer, as type: any Message.Type, limits: DecodingLimits
  ) throws(DecodingError) {
    var hasUnknown = false
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let depth = UInt32(limits.depth)
    let code = cw_scan(type.layout.descriptor, start, bytes.count, depth, &hasUnknown, nil)
    guard code == CW_SCAN_OK else { throw WireScan.explain(bytes, as: type, limits: limits) }
    self.type = type
    self.bytes = bytes
    self.limits = limits
    self.hasUnknown = hasUnknown
  }

  /// The bytes that protobuf-c is given. It would make three allocations for each field it does not know, so those are
  /// left out of a copy. Nil where the arena has no room for one.
  func knownBytes(in arena: OpaquePointer) -> UnsafeBufferPointer<UInt8>? {
    let all = bytes.bindMemory(to: UInt8.self)
    guard hasUnknown else { return all }
    guard let copy = cw_arena_allocate(arena, bytes.count)?.assumingMemoryBound(to: UInt8.self) else { return nil }
    let count = cw_strip_unknown(type.layout.descriptor, all.baseAddress, all.count, copy)
    return UnsafeBufferPointer(start: copy, count: count)
  }

  /// A failure after the scan: of the whole message.
  func failure(_ reason: DecodingError.Reason) -> DecodingError {
    DecodingError(reason: reason, message: type.descriptor.fullName, limits: limits)
  }

  /// Walks once more, for the failure's place.
  private static func explain(
    _ bytes: UnsafeRawBufferPointer, as type: any Message.Type, limits: DecodingLimits
  ) -> DecodingError {
    withUnsafeTemporaryAllocation(of: cw_path_step.self, capacity: Int(CW_SCAN_MAXIMUM_DEPTH)) { steps in
      var failure = cw_scan_failure()
      failure.path = steps.baseAddress
      var hasUnknown = false
      let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
      let depth = UInt32(limits.depth)
      _ = cw_scan(type.layout.descriptor, start, bytes.count, depth, &hasUnknown, &failure)
      return DecodingError(
        reason: DecodingError.Reason(failure.code), message: type.descriptor.fullName,
        path: type.descriptor.path(along: UnsafeBufferPointer(rebasing: steps.prefix(Int(failure.depth)))),
        offset: failure.offset, limits: limits)
    }
  }
}

extension MessageDescriptor {
  /// A path in JSON spelling: `Results[3].Name`.
  fileprivate func path(along steps: UnsafeBufferPointer<cw_path_step>) -> String {
    var path = ""
    var message: MessageDescriptor? = self
    for step in steps {
      if !path.isEmpty { path += "." }
      guard let field = message?.field(number: Int32(bitPattern: step.number)) else {
        path += "#\(step.number)"
        message = nil
        continue
      }
      path += field.jsonName
      if field.cardinality == .repeated || field.cardinality == .map { path += "[\(step.index)]" }
      if case .message(let descriptor) = field.kind { message = descriptor() } else { message = nil }
    }
    return path
  }
}

extension DecodingError.Reason {
  fileprivate init(_ code: cw_scan_code) {
    switch code {
    case CW_SCAN_TRUNCATED: self = .truncated
    case CW_SCAN_BAD_TAG: self = .invalidFieldNumber
    case CW_SCAN_OVERLONG_VARINT: self = .overlongVarint
    case CW_SCAN_GROUP: self = .group
    case CW_SCAN_RESERVED_WIRE_TYPE: self = .reservedWireType
    case CW_SCAN_WRONG_WIRE_TYPE: self = .wrongWireType
    case CW_SCAN_BAD_PACKED_VALUE: self = .invalidPackedValue
    case CW_SCAN_INVALID_UTF8: self = .invalidUTF8
    case CW_SCAN_EMBEDDED_NUL: self = .embeddedNUL
    case CW_SCAN_REPEATED_SINGULAR: self = .repeatedSingular
    case CW_SCAN_REPEATED_ONEOF: self = .repeatedOneof
    case CW_SCAN_TOO_DEEP: self = .tooDeep
    case CW_SCAN_TOO_MANY_FIELDS: self = .unsupportedSchema
    default: self = .malformed
    }
  }
}
