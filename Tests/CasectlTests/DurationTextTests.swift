import Testing

@testable import casectl

struct DurationTextTests {
  @Test(arguments: [
    ("500ms", 500), ("2s", 2_000), ("1m30s", 90_000), ("12h", 43_200_000), ("30d", 2_592_000_000),
    ("1d1ms", 86_400_001),
  ])
  func isRead(_ text: String, _ milliseconds: Int64) {
    #expect(DurationText.parse(text) == .milliseconds(milliseconds))
  }

  @Test(arguments: ["", "5", "s", "0s", "-5s", "1.5s", "5x", "30s1m", "1s1s", "5 s", "9223372036854775807d"])
  func isRefused(_ text: String) {
    #expect(DurationText.parse(text) == nil)
  }
}
