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
      ("-v health", "-v health"),
      ("--socket /s help push", "help push"), ("help", "help"), ("help token list", "help token list"),
      ("--socket /s --version", "--socket /s --version"),
      ("--help", "--help"),
      ("", ""),
    ])
  func order(_ given: String, _ expected: String) throws {
    let arguments = given.split(separator: " ").map(String.init)
    #expect(try ArgumentOrder.globalsLast(arguments, root: Casectl.self).joined(separator: " ") == expected)
  }

  @Test(
    "what is no command is told with the commands there are",
    arguments: [
      ("nope", "there is no command `nope`", "push "), ("--socket /s nope", "there is no command `nope`", "push "),
      ("token nope", "there is no command `token nope`", "revoke "),
      ("--socket /s -o json token nope", "there is no command `token nope`", "revoke "),
      ("--socket /s", "no command is named", "push "), ("--socket", "--socket needs a value", ""),
      ("help nope", "there is no command `nope`", "push "),
      ("help token nope", "there is no command `token nope`", "list "),
      ("token --timeout", "--timeout needs a value", ""),
    ])
  func noCommand(_ given: String, _ told: String, _ listed: String) {
    let arguments = given.split(separator: " ").map(String.init)
    let failure = #expect(throws: Failure.self) { try ArgumentOrder.globalsLast(arguments, root: Casectl.self) }
    #expect(failure?.status == ExitStatus.usage)
    #expect(failure?.message.hasPrefix(told) == true)
    #expect(listed.isEmpty || failure?.message.contains("\n  \(listed)") == true)
  }
}
