import CLinuxSocket
import Glibc
import RPCCore
@testable import RPCSocket
import Testing

@Suite("Hot loop", .timeLimit(.minutes(1)))
struct HotLoopTests {
  @Test("a wake-up whose mail was taken before it came does not keep the loop awake")
  func lateWakeup() async throws {
    let loop = try #require(HotLoopGroup(processors: 1, time: .monotonic).reserve())
    // As a sender does that was overtaken between its flag and its descriptor.
    cw_wakeup_raise(loop.wakeup)
    // Left raised, it would end every wait at once.
    try await eventually {
      var descriptor = pollfd(fd: loop.wakeup, events: Int16(POLLIN), revents: 0)
      return poll(&descriptor, 1, 0) == 0
    }
    #expect(loop.occupied == 1)
  }
}
