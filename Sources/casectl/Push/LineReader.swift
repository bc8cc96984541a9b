import Glibc

/// A line of a file: its text without the line's end, or how long it is where that is too long to be kept.
enum Line {
  case text(UnsafeRawBufferPointer)
  case tooLong(byteCount: Int)
}

/// Splits a file into lines as it is read, in constant memory.
struct LineReader {
  /// A longer line is no push: four times the largest message, since JSON's escapes are longer than what they stand for.
  static let maximumLineBytes = 16 << 20
  static let chunk = 256 << 10
  private static let newline = Int32(UInt8(ascii: "\n"))

  private let source: (UnsafeMutableRawBufferPointer) throws -> Int
  // The bytes in `start..<end` were read and are not handed over; up to `scanned` there is no line's end.
  private var buffer = [UInt8](repeating: 0, count: 2 * LineReader.chunk)
  private var start = 0
  private var end = 0
  private var scanned = 0
  // Of a line that is too long.
  private var skippedBytes = 0
  private var lineNumber = 0
  private var isAtEnd = false

  /// - Parameter source: fills a buffer with what there is, and gives how much that is; 0 at the end.
  init(source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
    self.source = source
  }

  /// Reads once, and hands over the lines that are whole by then, with their numbers; the first is 1. False at the end.
  mutating func read(_ body: (Int, Line) throws -> Void) throws -> Bool {
    guard !isAtEnd else { return false }
    makeRoom()
    let count = try buffer.withUnsafeMutableBytes {
      try source(UnsafeMutableRawBufferPointer(rebasing: $0[end...]))
    }
    end += count
    isAtEnd = count == 0
    try handOver(body)
    if isAtEnd, end > start || skippedBytes > 0 { try handOverLine(upTo: end, body) }
    return true
  }

  private mutating func makeRoom() {
    if start > 0 {
      buffer.withUnsafeMutableBytes { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      }
      end -= start
      scanned -= start
      start = 0
    }
    if end > Self.maximumLineBytes {
      skippedBytes += end
      end = 0
      scanned = 0
    }
    let missing = end + Self.chunk - buffer.count
    if missing > 0 { buffer.append(contentsOf: repeatElement(0, count: max(missing, buffer.count))) }
  }

  private mutating func handOver(_ body: (Int, Line) throws -> Void) throws {
    while let next = nextNewline() {
      try handOverLine(upTo: next, body)
      start = next + 1
      scanned = start
    }
    scanned = end
  }

  private func nextNewline() -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let found = memchr(base + scanned, Self.newline, end - scanned) else {
        return nil
      }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func handOverLine(upTo lineEnd: Int, _ body: (Int, Line) throws -> Void) throws {
    lineNumber += 1
    let byteCount = skippedBytes + lineEnd - start
    skippedBytes = 0
    guard byteCount <= Self.maximumLineBytes else { return try body(lineNumber, .tooLong(byteCount: byteCount)) }
    try buffer.withUnsafeBytes { try body(lineNumber, .text(UnsafeRawBufferPointer(rebasing: $0[start..<lineEnd]))) }
  }
}
