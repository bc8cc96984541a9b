/// Finds message types that contain themselves. Swift's values cannot, and a message that nests without end is what a
/// hostile client sends.
struct CycleCheck {
  private enum State { case onPath, done }

  let schema: Schema

  func run() throws(GenerationError) {
    var states: [String: State] = [:]
    for message in schema.generated.flatMap(\.allMessages) {
      var path: [String] = []
      try visit(message, &states, &path)
    }
  }

  private func visit(
    _ message: MessageSchema, _ states: inout [String: State], _ path: inout [String]
  ) throws(GenerationError) {
    switch states[message.fullName] {
    case .done: return
    case .onPath:
      let start = path.firstIndex(of: message.fullName) ?? 0
      let cycle = (path[start...] + [message.fullName]).joined(separator: " → ")
      throw GenerationError(
        message.fullName, "contains itself: \(cycle); break the cycle, by an ID in place of a message for one")
    case nil: break
    }
    states[message.fullName] = .onPath
    path.append(message.fullName)
    for field in message.fields {
      guard case .message(let name) = field.kind, let inner = schema.message(name) else { continue }
      try visit(inner, &states, &path)
    }
    path.removeLast()
    states[message.fullName] = .done
  }
}
