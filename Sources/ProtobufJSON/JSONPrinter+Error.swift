import ProtobufBridge

extension JSONPrinter {
  /// A failure at a part of the message.
  func error(_ reason: DecodingError.Reason, at part: UnsafeRawBufferPointer, plus offset: Int = 0) -> DecodingError {
    DecodingError(reason: reason, message: plans[0].fullName, offset: self.offset(of: part) + offset)
  }

  /// The same of a failure to read the wire.
  func malformed(_ error: WireError, in part: UnsafeRawBufferPointer) -> DecodingError {
    let reason: DecodingError.Reason =
      switch error.reason {
      case .truncated: .truncated
      case .overlongVarint: .overlongVarint
      case .invalidFieldNumber: .invalidFieldNumber
      case .reservedWireType: .reservedWireType
      case .unbalancedGroup: .group
      case .tooDeep: .tooDeep
      }
    return self.error(reason, at: part, plus: error.offset)
  }

  /// Where a part begins in the outermost message; 0 where it was put together from several.
  private func offset(of part: UnsafeRawBufferPointer) -> Int {
    guard let whole = start.baseAddress, let part = part.baseAddress else { return 0 }
    let distance = part - whole
    return 0...start.count ~= distance ? distance : 0
  }
}

extension DecodingError {
  /// The same error, seen from the message or list around it.
  func inside(_ step: String) -> DecodingError {
    let path = path.isEmpty || path.hasPrefix("[") ? step + path : "\(step).\(path)"
    return DecodingError(reason: reason, message: message, path: path, offset: offset, limits: limits)
  }
}
