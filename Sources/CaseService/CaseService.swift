import CaseDomain
public import CaseSchema
import CaseStore
import RPCCore

/// Cases: what customers do with their own, what backend systems push, what staff read and change.
///
/// The methods are in the files beside this one: `+Customer`, `+Push`, `+Staff`.
public struct CaseService: CaseServiceProtocol {
  let store: CaseStore
  let pageTokens: PageTokens
  let pushCredit = PushCredit()

  init(store: CaseStore, pageTokens: PageTokens) {
    self.store = store
    self.pageTokens = pageTokens
  }
}
