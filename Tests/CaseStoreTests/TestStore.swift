import CaseDomain
import Glibc
import Synchronization
import Testing

@testable import CaseStore

/// A store in a folder of its own, with a clock that stands still until it is told to move. The one place that names an
/// engine: the suites are contracts that another engine passes by being opened here.
final class TestStore: Sendable {
  static let start = UTCTime(milliseconds: 1_680_193_857_947)

  let folder: String
  private let milliseconds = Mutex(TestStore.start.milliseconds)
  private let opened: Mutex<CaseStore?> = Mutex(nil)

  init() throws {
    var template = Array("/tmp/casewire-store-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw StoreError(.inputOutput, attempted: "make a folder", detail: String(cString: strerror(errno)))
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try open()
  }

  deinit {
    opened.withLock { $0?.close() }
    for suffix in ["", "-wal", "-shm", "-lock"] { unlink(path + suffix) }
    rmdir(folder)
  }

  var path: String { folder + "/casewire.db" }

  var store: CaseStore { opened.withLock { $0! } }

  var configuration: CaseStore.Configuration {
    CaseStore.Configuration(
      path: path, clock: { [weak self] in UTCTime(milliseconds: self?.milliseconds.withLock { $0 } ?? 0) },
      randomBytes: { count in (0..<count).map { UInt8(truncatingIfNeeded: $0) } })
  }

  func advance(milliseconds duration: Int64) { milliseconds.withLock { $0 += duration } }

  func open() throws {
    let store = try CaseStore.open(configuration)
    opened.withLock { $0 = store }
  }

  func reopen() throws {
    store.close()
    try open()
  }

  func read<T>(_ body: (borrowing ReadTransaction) throws -> T) throws -> T { try store.read(body) }

  func write<T: Sendable>(
    _ body: @escaping @Sendable (borrowing WriteTransaction) throws -> T
  ) async throws -> T {
    try await store.write(body)
  }

  @discardableResult
  func push(_ pushed: PushedCase) async throws -> PushedCase.Outcome { try await store.push([pushed], by: nil)[0] }

  /// The case that a push creates.
  func created(_ pushed: PushedCase) async throws -> StaffCase {
    let id = try #require(try await push(pushed).createdID)
    return try #require(try staffCase(id))
  }

  /// A customer with a case or two is what most tests start from.
  func customer(_ email: String = "ann@example.com") async throws -> UserID {
    try await write { try $0.createCustomer(PersonDraft(emailAddress: email, firstName: "Ann", lastName: "Lee")) }
  }

  func employee(_ email: String = "pedro@example.com", customID: String = "") async throws -> UserID {
    try await write {
      try $0.createEmployee(
        PersonDraft(emailAddress: email, firstName: "Pedro", lastName: "Pascal", customID: customID))
    }
  }

  func createCase(of customer: UserID, title: String = "A title") async throws -> CaseID {
    try await write {
      try $0.createCase(CaseDraft(topicID: TopicID(1), title: title, description: "Text"), byCustomer: customer)
    }
  }

  /// The version after the customer's change.
  @discardableResult
  func edit(_ id: CaseID, _ edit: CaseEdit, by customer: UserID) async throws -> Int64 {
    try await write { try $0.updateCase(id, edit, byCustomer: customer) }
  }

  /// The case as its own customer sees it.
  func customerCase(_ id: CaseID) throws -> CustomerCase? {
    guard let customer = try staffCase(id)?.customerID else { return nil }
    return try read { try $0.customerCase(id, of: customer) }
  }

  func staffCase(_ id: CaseID) throws -> StaffCase? { try read { try $0.staffCase(id, visibleTo: .system) } }
}

/// A push that every rule lets in.
func soundPush(_ backendID: String = "1", email: String = "ann@example.com") -> PushedCase {
  var pushed = PushedCase(backendSystemID: "Sys", backendID: backendID, topic: "Other", title: "It rings")
  pushed.customer.emailAddress = email
  return pushed
}

extension PushedCase.Outcome {
  var createdID: CaseID? {
    guard case .created(let id) = self else { return nil }
    return id
  }

  var violation: FieldViolation? {
    guard case .rejected(let refusal) = self else { return nil }
    return refusal.violation
  }
}
