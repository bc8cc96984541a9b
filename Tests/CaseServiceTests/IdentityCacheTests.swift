import RPCCore
import Testing

@testable import CaseService

@Suite(.timeLimit(.minutes(2))) struct IdentityCacheTests {
  @Test("R35 what was read before a change is not kept after it")
  func staleReadsAreNotKept() {
    let cache = IdentityCache<Int>()
    #expect(cache.caller(for: 1, generation: 1) == nil)
    // Another thread has seen the change by the time this one is done reading.
    #expect(cache.caller(for: 1, generation: 2) == nil)
    cache.keep(.operator, for: 1, generation: 1)
    #expect(cache.caller(for: 1, generation: 2) == nil)
    cache.keep(.operator, for: 1, generation: 2)
    #expect(cache.caller(for: 1, generation: 2) === Caller.operator)
  }

  @Test("R35 a change empties the cache; a thread that is behind neither fills nor empties it")
  func generations() {
    let cache = IdentityCache<Int>()
    _ = cache.caller(for: 1, generation: 5)
    cache.keep(.operator, for: 1, generation: 5)
    #expect(cache.caller(for: 1, generation: 4) == nil)
    #expect(cache.caller(for: 1, generation: 5) != nil)
    #expect(cache.caller(for: 1, generation: 6) == nil)
    #expect(cache.count == 0)
  }

  @Test("the cache never has more entries than its bound")
  func bound() {
    let cache = IdentityCache<Int>()
    let bound = IdentityCache<Int>.maximumEntries
    for key in 0...bound {
      cache.keep(.anonymous, for: key, generation: 0)
      #expect(cache.count <= bound)
    }
    #expect(cache.caller(for: bound, generation: 0) != nil)
    #expect(cache.count == 1)
  }
}
