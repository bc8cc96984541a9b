import CPluginSchema

/// The comments of a proto file, each by the path of what it stands at: field numbers of FileDescriptorProto, and indices.
struct CommentIndex {
  private var comments: [[Int32]: String] = [:]

  init(_ info: UnsafeMutablePointer<Google__Protobuf__SourceCodeInfo>?) {
    guard let info else { return }
    for location in elements(info.pointee.location, info.pointee.n_location) {
      let leading = text(location.pointee.leading_comments)
      let comment = leading.isEmpty ? text(location.pointee.trailing_comments) : leading
      guard !comment.isEmpty else { continue }
      comments[Array(UnsafeBufferPointer(start: location.pointee.path, count: location.pointee.n_path))] = comment
    }
  }

  /// The comment before it, else the one behind it; empty where there is none.
  subscript(_ path: [Int32]) -> String { comments[path] ?? "" }
}

/// The pointers of one of protobuf-c's arrays of messages.
func elements<Element>(
  _ array: UnsafeMutablePointer<UnsafeMutablePointer<Element>?>?, _ count: Int
) -> [UnsafeMutablePointer<Element>] {
  guard let array else { return [] }
  return (0..<count).compactMap { array[$0] }
}

/// A string of protobuf-c's; empty where it is absent.
func text(_ string: UnsafeMutablePointer<CChar>?) -> String {
  string.map { String(cString: $0) } ?? ""
}
