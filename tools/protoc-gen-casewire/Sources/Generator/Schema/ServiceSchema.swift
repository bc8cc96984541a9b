/// A service.
struct ServiceSchema {
  /// One method. Messages by full name.
  struct Method {
    let name: String
    let comment: String
    let input: String
    let output: String
    let clientStreams: Bool
    let serverStreams: Bool
  }

  let name: String
  /// `casewire.v1.CaseService`.
  let fullName: String
  let comment: String
  let methods: [Method]
}
