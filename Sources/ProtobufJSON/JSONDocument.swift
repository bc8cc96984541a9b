/// A JSON value. Numbers keep their text, so that 64-bit integers stay exact; objects keep their order.
public enum JSONValue: Sendable, Equatable {
  /// A name and its value.
  public struct Member: Sendable, Equatable {
    public var name: String
    public var value: JSONValue

    public init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  case null
  case bool(Bool)
  /// As it is written: `-1.50e3`.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// An object's value of that name, or nil.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// An array's value at that place, or nil.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The value as JSON.
  public func serialized(_ style: JSONStyle = .compact) -> String {
    var writer = JSONWriter(style: style)
    write(to: &writer)
    return writer.text
  }

  private func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.literal("null")
    case .bool(let value): writer.literal(value ? "true" : "false")
    case .number(let text): writer.number(text)
    case .string(let text): writer.string(text)
    case .array(let elements):
      writer.open("[")
      for element in elements {
        writer.element()
        element.write(to: &writer)
      }
      writer.close("]")
    case .object(let members):
      writer.open("{")
      for member in members {
        writer.name(member.name)
        member.value.write(to: &writer)
      }
      writer.close("}")
    }
  }
}

/// A JSON document, read strictly by RFC 8259: no comments, no trailing commas, no name twice in an object, valid
/// UTF-8, surrogates in pairs.
public struct JSONDocument: Sendable, Equatable {
  /// The deepest nesting of objects and arrays.
  public static let maximumDepth = 100

  public let root: JSONValue

  /// Reads one document, with nothing but white space around it.
  public init(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
    var reader = JSONReader(bytes)
    do throws(JSONError) {
      root = try JSONDocument.value(&reader)
      try reader.end()
    } catch {
      throw error.located(in: reader.bytes)
    }
  }

  /// Reads one document, as above.
  public init(_ bytes: [UInt8]) throws(JSONError) {
    self = try bytes.span.withUnsafeBytes { buffer throws(JSONError) in try JSONDocument(buffer) }
  }

  /// Reads one document, as above.
  public init(_ text: String) throws(JSONError) {
    try self.init(Array(text.utf8))
  }

  /// Where the next of several documents lies that follow each other in `bytes`; nil where only white space is left.
  public static func extent(in bytes: UnsafeRawBufferPointer, from offset: Int) throws(JSONError) -> Range<Int>? {
    var reader = JSONReader(bytes, from: offset)
    do throws(JSONError) {
      _ = reader.peek()
      let start = reader.offset
      guard start < bytes.count else { return nil }
      try reader.skipValue()
      return start..<reader.offset
    } catch {
      throw error.located(in: reader.bytes)
    }
  }

  private static func value(_ reader: inout JSONReader) throws(JSONError) -> JSONValue {
    switch reader.peek() {
    case UInt8(ascii: "{"): return .object(try members(&reader))
    case UInt8(ascii: "["): return .array(try elements(&reader))
    case UInt8(ascii: "\""):
      let text = try reader.string()
      return .string(reader.text(text))
    case UInt8(ascii: "t"):
      try reader.literal("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try reader.literal("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try reader.literal("null")
      return .null
    default:
      let number = try reader.number()
      return .number(String(decoding: reader.content(number), as: UTF8.self))
    }
  }

  private static func members(_ reader: inout JSONReader) throws(JSONError) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    var names: Set<String.UTF8Key> = []
    try reader.open("{")
    while try reader.next(before: "}", isFirst: members.isEmpty) {
      let start = reader.offset
      let name = reader.text(try reader.name())
      guard names.insert(String.UTF8Key(name)).inserted else {
        throw JSONError(.duplicateName, at: start, "the name \"\(name)\" comes twice in one object")
      }
      do throws(JSONError) {
        members.append(JSONValue.Member(name: name, value: try value(&reader)))
      } catch {
        throw error.inside(name)
      }
    }
    return members
  }

  private static func elements(_ reader: inout JSONReader) throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    try reader.open("[")
    while try reader.next(before: "]", isFirst: elements.isEmpty) {
      do throws(JSONError) {
        elements.append(try value(&reader))
      } catch {
        throw error.inside("[\(elements.count)]")
      }
    }
    return elements
  }
}

extension String {
  /// A string that is compared byte by byte; Swift's own comparison takes canonically equivalent ones for equal.
  struct UTF8Key: Hashable {
    private let bytes: [UInt8]
    init(_ string: String) { bytes = Array(string.utf8) }
  }
}
