public import CaseDomain

extension CaseStore {
  /// Takes in many cases in one hop to the writer, each by itself; returns when all that were taken are durable. The
  /// outcomes are in the order of the cases (R33).
  ///
  /// - Parameter actor: the user who pushes; nil is the operator.
  /// - Throws: `StoreError`; then none of them was taken in.
  public func push(_ batch: [PushedCase], by actor: UserID?) async throws -> [PushedCase.Outcome] {
    try await write(in: .bulk) { try $0.push(batch, by: actor) }
  }
}
