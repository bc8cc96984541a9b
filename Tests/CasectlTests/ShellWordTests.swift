import Testing

@testable import casectl

struct ShellWordTests {
  @Test(
    "a word goes through a shell unchanged",
    arguments: [("abc_-=1", "abc_-=1"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("$x", "'$x'")])
  func shellWords(text: String, quoted: String) {
    #expect(ShellWord.quoted(text) == quoted)
  }
}
