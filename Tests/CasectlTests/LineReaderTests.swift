import Testing

@testable import casectl

struct LineReaderTests {
  /// The lines of a text that is read in pieces of those sizes; a line that is too long as its length.
  private func lines(_ text: [UInt8], pieces: @escaping (Int) -> Int) throws -> [String] {
    var offset = 0
    var reader = LineReader { buffer in
      let count = min(pieces(offset), buffer.count, text.count - offset)
      text.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + count)])) }
      offset += count
      return count
    }
    var lines: [String] = []
    var isMore = true
    while isMore {
      isMore = try reader.read { number, line in
        #expect(number == lines.count + 1)
        switch line {
        case .text(let text): lines.append(String(decoding: text.bindMemory(to: UInt8.self), as: UTF8.self))
        case .tooLong(let byteCount): lines.append("too long: \(byteCount)")
        }
      }
    }
    return lines
  }

  @Test(
    "a text is the same lines wherever it is split",
    arguments: [
      ("", []), ("a", ["a"]), ("a\n", ["a"]), ("\n\na\n", ["", "", "a"]), ("ab\ncd\n\nef", ["ab", "cd", "", "ef"]),
    ] as [(String, [String])])
  func splits(_ text: String, _ expected: [String]) throws {
    let bytes = Array(text.utf8)
    for split in 0...bytes.count {
      #expect(try lines(bytes) { $0 < split ? split - $0 : .max } == expected)
    }
    #expect(try lines(bytes) { _ in 1 } == expected)
  }

  @Test("a line over the bound is told with its length, and the next ones are read")
  func tooLong() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: LineReader.maximumLineBytes + LineReader.chunk + 1)
    let longest = [UInt8](repeating: UInt8(ascii: "y"), count: LineReader.maximumLineBytes)
    let newline = [UInt8(ascii: "\n")]
    let text = Array("a\n".utf8) + long + newline + Array("b\n".utf8) + longest + newline + long
    let found = try lines(text) { _ in .max }
    #expect(found.count == 5)
    #expect(found[0] == "a" && found[2] == "b")
    #expect(found[1] == "too long: \(long.count)" && found[4] == "too long: \(long.count)")
    #expect(found[3].utf8.count == longest.count)
  }
}
