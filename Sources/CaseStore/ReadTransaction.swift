public import CaseDomain

/// A consistent look at the store: every read of one transaction sees the same state, whatever commits meanwhile.
public struct ReadTransaction: ~Copyable {
  let connection: any EngineConnection
  let catalogue: Catalogue
  /// When the transaction began, by the store's clock.
  public let now: UTCTime

  init(_ connection: any EngineConnection, _ catalogue: Catalogue, now: UTCTime) {
    self.connection = connection
    self.catalogue = catalogue
    self.now = now
  }
}
