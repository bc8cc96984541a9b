import Testing

@testable import casectl

struct ArgumentOrderTests {
  @Test(
    "global options before a command are moved behind it",
    arguments: [
      ("--socket /s health", "health --socket /s"),
      ("health --socket /s", "health --socket /s"),
      ("--socket=/s -o json token create --api x", "token create --socket=/s -o json --api x"),
      ("token --timeout 5s list", "token list --timeout 5s"),
      ("call M -d x --token health", "call M -d x --token health"),
      ("--token push push", "push --token push"),
      ("--bogus health", "--bogus health"),
      ("--socket", "--socket"),
      ("--help", "--help"),
      ("", ""),
    ])
  func order(_ given: String, _ expected: String) {
    let arguments = given.split(separator: " ").map(String.init)
    #expect(ArgumentOrder.globalsLast(arguments, root: Casectl.self).joined(separator: " ") == expected)
  }
}
