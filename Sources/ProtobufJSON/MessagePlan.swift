import Glibc
import ProtobufBridge

/// A message type prepared for the mapping: what is looked up for each field is looked up once.
final class MessagePlan: Sendable {
  /// The types whose JSON is not an object.
  enum Form: Sendable {
    case object, timestamp, duration
    /// google.protobuf.Int64Value and its like: the JSON of their one field.
    case wrapper
  }

  let fullName: String
  let form: Form
  /// In the order of the schema.
  let fields: [FieldPlan]
  let oneofCount: Int
  private let positionByName: [String: Int]
  private let positionByNumber: [Int32: Int]

  init(_ descriptor: MessageDescriptor, planIndex: (MessageDescriptor) -> Int) {
    fullName = descriptor.fullName
    form = MessagePlan.form(of: descriptor)
    var oneofs: [String: Int] = [:]
    var fields: [FieldPlan] = []
    for field in descriptor.fields {
      let oneof = field.oneof.map { name in
        let index = oneofs[name] ?? oneofs.count
        oneofs[name] = index
        return index
      }
      fields.append(FieldPlan(field, oneof: oneof, planIndex: planIndex))
    }
    self.fields = fields
    oneofCount = oneofs.count
    var byName: [String: Int] = [:]
    for (position, field) in fields.enumerated() { byName[field.name] = position }
    for (position, field) in fields.enumerated() { byName[field.jsonName] = position }
    positionByName = byName
    positionByNumber = Dictionary(fields.enumerated().map { ($1.number, $0) }) { first, _ in first }
  }

  /// The position of a field by either of its names. `guess` is looked at first: senders write fields in order.
  func position(named name: UnsafeRawBufferPointer, guess: Int) -> Int? {
    if guess < fields.count, fields[guess].hasJSONName(name) { return guess }
    return positionByName[String(decoding: name, as: UTF8.self)]
  }

  /// The position of a field by its number.
  func position(number: Int32, guess: Int) -> Int? {
    if guess < fields.count, fields[guess].number == number { return guess }
    return positionByNumber[number]
  }

  private static func form(of descriptor: MessageDescriptor) -> Form {
    switch descriptor.fullName {
    case "google.protobuf.Timestamp": .timestamp
    case "google.protobuf.Duration": .duration
    case "google.protobuf.DoubleValue", "google.protobuf.FloatValue", "google.protobuf.Int64Value",
      "google.protobuf.UInt64Value", "google.protobuf.Int32Value", "google.protobuf.UInt32Value",
      "google.protobuf.BoolValue", "google.protobuf.StringValue", "google.protobuf.BytesValue":
      descriptor.fields.count == 1 ? .wrapper : .object
    default: .object
    }
  }
}

/// A field prepared for the mapping.
final class FieldPlan: Sendable {
  let name: String
  let jsonName: String
  /// The JSON name in quotes.
  let quotedName: [UInt8]
  let number: Int32
  let cardinality: FieldDescriptor.Cardinality
  let type: FieldType
  /// Of the oneof, among the message's.
  let oneof: Int?

  init(_ field: FieldDescriptor, oneof: Int?, planIndex: (MessageDescriptor) -> Int) {
    name = field.name
    jsonName = field.jsonName
    var writer = JSONWriter(style: .compact)
    writer.string(field.jsonName)
    quotedName = writer.bytes
    number = field.number
    cardinality = field.cardinality
    type = FieldType(field.kind, planIndex: planIndex)
    self.oneof = oneof
  }

  var isList: Bool { cardinality == .repeated || cardinality == .map }

  func hasJSONName(_ name: UnsafeRawBufferPointer) -> Bool {
    guard quotedName.count == name.count + 2, let name = name.baseAddress else { return false }
    return quotedName.withUnsafeBytes { quoted in
      guard let quote = quoted.baseAddress else { return false }
      return memcmp(quote + 1, name, quoted.count - 2) == 0
    }
  }
}

/// The type of a field's values.
enum FieldType: Sendable {
  case double, float, int64, uint64, int32, fixed64, fixed32, bool, string, bytes
  case uint32, sfixed32, sfixed64, sint32, sint64
  case enumeration(EnumPlan)
  /// The index of the message's plan.
  case message(Int)

  init(_ kind: FieldDescriptor.Kind, planIndex: (MessageDescriptor) -> Int) {
    switch kind {
    case .double: self = .double
    case .float: self = .float
    case .int64: self = .int64
    case .uint64: self = .uint64
    case .int32: self = .int32
    case .fixed64: self = .fixed64
    case .fixed32: self = .fixed32
    case .bool: self = .bool
    case .string: self = .string
    case .bytes: self = .bytes
    case .uint32: self = .uint32
    case .sfixed32: self = .sfixed32
    case .sfixed64: self = .sfixed64
    case .sint32: self = .sint32
    case .sint64: self = .sint64
    case .enumeration(let descriptor): self = .enumeration(EnumPlan(descriptor))
    case .message(let descriptor): self = .message(planIndex(descriptor()))
    }
  }

  /// How one value lies on the wire, unpacked.
  var wireType: WireType {
    switch self {
    case .double, .fixed64, .sfixed64: .fixed64
    case .float, .fixed32, .sfixed32: .fixed32
    case .string, .bytes, .message: .lengthDelimited
    default: .varint
    }
  }
}

/// An enumeration prepared for the mapping.
final class EnumPlan: Sendable {
  let fullName: String
  private let numberByName: [String: Int32]
  // By names as people write them; a name that could be two is in neither.
  private let numberByLooseName: [String: Int32]
  /// What is said to be expected: the names of a small enumeration.
  let expected: String
  /// The most names that an error lists.
  private static let mostListed = 12

  init(_ descriptor: EnumDescriptor) {
    fullName = descriptor.fullName
    numberByName = Dictionary(descriptor.values.map { ($0.name, $0.number) }) { first, _ in first }
    numberByLooseName = EnumPlan.looseNames(of: descriptor)
    let names = descriptor.values.map { "\"\($0.name)\"" }.joined(separator: ", ")
    expected =
      descriptor.values.count <= EnumPlan.mostListed
      ? "a number or one of \(names)" : "a number or a name of \(descriptor.fullName)"
  }

  /// The number of a name: as the schema has it, or without the enumeration's prefix, in any case, with underscores or
  /// without: `CASE_PRIORITY_HIGH`, `High`; `in_progress`, `InProgress`.
  func number(named name: String) -> Int32? {
    numberByName[name] ?? numberByLooseName[EnumPlan.loose(name)]
  }

  private static func looseNames(of descriptor: EnumDescriptor) -> [String: Int32] {
    let prefix = loose(descriptor.fullName.split(separator: ".").last ?? "")
    var numbers: [String: Int32] = [:]
    var ambiguous: Set<String> = []
    for value in descriptor.values {
      let whole = loose(value.name)
      let short = whole.hasPrefix(prefix) && whole != prefix ? String(whole.dropFirst(prefix.count)) : whole
      for name in [whole, short] {
        if numbers.updateValue(value.number, forKey: name) ?? value.number != value.number { ambiguous.insert(name) }
      }
    }
    return numbers.filter { !ambiguous.contains($0.key) }
  }

  private static func loose(_ name: some StringProtocol) -> String {
    name.lowercased().filter { $0 != "_" }
  }
}
