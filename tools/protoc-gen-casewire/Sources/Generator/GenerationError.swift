/// Why nothing is generated: what was found where, and what to do. protoc prints it and fails.
struct GenerationError: Error, Equatable {
  /// The full name in the schema, the file or the parameter that is at fault.
  let subject: String
  /// What is wrong with it, and what to do.
  let reason: String

  init(_ subject: String, _ reason: String) {
    self.subject = subject
    self.reason = reason
  }

  var message: String { "\(subject): \(reason)" }
}
