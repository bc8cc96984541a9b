import Glibc

/// A regular expression, POSIX extended, that a whole text must match (R31).
///
/// The C library's matcher has no time limit, so what makes it slow or large is refused at compile time: back references,
/// and repetitions that multiply.
public final class TextPattern: @unchecked Sendable {
  // Unchecked: the compiled expression is never written after init, and regexec may be called from several threads.
  private let expression: UnsafeMutablePointer<regex_t>

  public static let maximumBytes = 500
  /// The largest product of all counts in braces.
  public static let maximumRepetition = 1_000

  /// Why an expression is refused.
  public struct Unfit: Error, Sendable {
    /// "has …", to follow the field's name.
    public let reason: String
  }

  /// Compiles; characters are those of UTF-8, whatever the process's locale.
  public init(_ text: String) throws(Unfit) {
    try TextPattern.checkCost(text)
    // Alone first: inside the parentheses that ask for the whole text, `a)|(b` would look sound.
    TextPattern.discard(try TextPattern.compile(text))
    // Last: a throw after it would run deinit on what is not there.
    expression = try TextPattern.compile("^(\(text))$")
  }

  deinit { TextPattern.discard(expression) }

  private static func compile(_ text: String) throws(Unfit) -> UnsafeMutablePointer<regex_t> {
    let expression = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
    let code = inUTF8 { regcomp(expression, text, REG_EXTENDED | REG_NOSUB) }
    guard code == 0 else {
      let reason = message(code, expression)
      // regcomp has freed what it made; only our own memory is left.
      expression.deallocate()
      throw Unfit(reason: "is no POSIX extended regular expression: \(reason)")
    }
    return expression
  }

  private static func discard(_ expression: UnsafeMutablePointer<regex_t>) {
    regfree(expression)
    expression.deallocate()
  }

  /// Whether the whole text matches.
  public func matches(_ text: String) -> Bool {
    TextPattern.inUTF8 { regexec(expression, text, 0, nil, 0) } == 0
  }

  private static func checkCost(_ text: String) throws(Unfit) {
    guard (1...maximumBytes).contains(text.utf8.count) else {
      throw Unfit(reason: "has \(text.utf8.count) bytes; 1 to \(maximumBytes) are allowed")
    }
    let bytes = Array(text.utf8)
    var repetition = 1
    var position = 0
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\\") {
        position += 1
        if position < bytes.count, (48...57).contains(bytes[position]) {
          throw Unfit(reason: "has a back reference; they are not supported")
        }
      } else if bytes[position] == UInt8(ascii: "{") {
        let numbers = bytes[(position + 1)...].prefix { $0 != UInt8(ascii: "}") }.split(separator: UInt8(ascii: ","))
        let largest = numbers.compactMap { Int(String(decoding: $0, as: UTF8.self)) }.max() ?? 1
        let (product, overflow) = repetition.multipliedReportingOverflow(by: max(1, largest))
        guard !overflow, product <= maximumRepetition else {
          throw Unfit(reason: "has repetitions that multiply to over \(maximumRepetition)")
        }
        repetition = product
      }
      position += 1
    }
  }

  private static func message(_ code: Int32, _ expression: UnsafeMutablePointer<regex_t>) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 200) { buffer in
      regerror(code, expression, buffer.baseAddress, buffer.count)
      return String(cString: buffer.baseAddress!)
    }
  }

  // Never freed; a locale object is immutable.
  private nonisolated(unsafe) static let utf8: locale_t? = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)

  private static func inUTF8<T>(_ body: () -> T) -> T {
    guard let utf8 else { return body() }
    let previous = uselocale(utf8)
    defer { _ = uselocale(previous) }
    return body()
  }
}
