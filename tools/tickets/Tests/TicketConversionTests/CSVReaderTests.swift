import Testing

@testable import TicketConversion

@Suite("CSV")
struct CSVReaderTests {
  static let readable: [(String, [[String]])] = [
    ("", []),
    ("a,b\n", [["a", "b"]]),
    ("a,b", [["a", "b"]]),
    ("a\r\nb\r\n", [["a"], ["b"]]),
    (",\n", [["", ""]]),
    ("\n", [[""]]),
    ("\"a,b\",c\n", [["a,b", "c"]]),
    ("\"say \"\"hi\"\"\"\n", [["say \"hi\""]]),
    ("\"one\ntwo\",x\nnext,y\n", [["one\ntwo", "x"], ["next", "y"]]),
    ("\"a\r\nb\"\n", [["a\r\nb"]]),
    ("\"\"\n", [[""]]),
    ("é,€\n", [["é", "€"]]),
  ]

  @Test("a document is read field by field", arguments: readable)
  func reads(_ text: String, _ expected: [[String]]) throws {
    #expect(try records(Array(text.utf8)).map(\.fields) == expected)
  }

  static let refused: [(String, Int, String)] = [
    ("a\nb\"c\n", 2, "a quote inside"),
    ("\"a\"b\n", 1, "text after a closing quote"),
    ("x\n\"a\nb", 2, "never ends"),
    ("a\rb\n", 1, "carriage return"),
  ]

  @Test("what RFC 4180 does not have is refused with its line", arguments: refused)
  func refuses(_ text: String, _ line: Int, _ reason: String) {
    let error = #expect(throws: CSVError.self) { try records(Array(text.utf8)) }
    #expect(error?.line == line)
    #expect(error?.reason.contains(reason) == true)
  }

  @Test("invalid UTF-8 is refused", arguments: [[0xff], [0xc3], [0xed, 0xa0, 0x80]] as [[UInt8]])
  func refusesInvalidUTF8(_ bytes: [UInt8]) {
    #expect(throws: CSVError.self) { try records(bytes) }
  }

  @Test("a field above the bound is refused, one at the bound is not")
  func boundsFields() throws {
    let most = [UInt8](repeating: UInt8(ascii: "x"), count: CSVReader.maximumFieldBytes)
    #expect(try records(most).count == 1)
    #expect(throws: CSVError.self) { try records(most + [UInt8(ascii: "x")]) }
  }

  @Test("a record with too many fields is refused")
  func boundsRecords() throws {
    let most = [UInt8](repeating: UInt8(ascii: ","), count: CSVReader.maximumFields - 1)
    #expect(try records(most).first?.fields.count == CSVReader.maximumFields)
    #expect(throws: CSVError.self) { try records(most + [UInt8(ascii: ",")]) }
  }

  @Test("a record knows the line it begins on")
  func countsLines() throws {
    #expect(try records(Array("\"a\nb\"\nc\n\"d\ne\",f\ng".utf8)).map(\.line) == [1, 3, 4, 6])
  }

  private func records(_ bytes: [UInt8]) throws -> [CSVRecord] {
    var reader = CSVReader(bytes)
    var records: [CSVRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }
}
