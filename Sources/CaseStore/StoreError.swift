/// Why the store could not do what was asked: what was tried, why it failed, what to do.
///
/// The rules' refusals are `DomainError`; this is about the engine and its files.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  public let kind: Kind
  /// What was tried, on what: `open /var/lib/casewire/casewire.db`.
  public let attempted: String
  /// What the engine said.
  public let detail: String

  public init(_ kind: Kind, attempted: String, detail: String) {
    self.kind = kind
    self.attempted = attempted
    self.detail = detail
  }

  public enum Kind: Sendable, Hashable {
    /// A unique, foreign key or check constraint refused a row: a bug above, or a race the caller may try again.
    case constraint
    /// Too much is waiting, or another process holds the file: try again later.
    case busy
    case diskFull
    case corrupt
    /// The file was written by a newer casewire.
    case newerSchema(found: Int64, known: Int64)
    case inputOutput
    /// Another server has the file open.
    case inUse
    /// The store was closed.
    case closed
    /// Anything else the engine says: a bug.
    case unexpected
  }

  /// Whether nothing more can be written until somebody mends the machine.
  var isFatalToTransaction: Bool {
    switch kind {
    case .diskFull, .corrupt, .inputOutput: true
    default: false
    }
  }

  public var description: String { "cannot \(attempted): \(detail); \(remedy)" }

  private var remedy: String {
    switch kind {
    case .constraint: "the data breaks a rule of the schema"
    case .busy: "try again"
    case .diskFull: "free space on the disk"
    case .corrupt: "restore the file from a backup, or name another file"
    case .newerSchema(let found, let known):
      "the file has schema \(found), this program knows up to \(known): run the newer program"
    case .inputOutput: "look at the path, its permissions and the disk"
    case .inUse: "stop the other server, or name another file"
    case .closed: "the server is going down"
    case .unexpected: "please report this"
    }
  }
}
