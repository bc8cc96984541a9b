/// What a message type is made of: its full name and its fields, in the order of the schema.
///
/// Generated code makes one for every message; a program that reads a schema at run time can make its own.
public final class MessageDescriptor: Sendable {
  /// `casewire.v1.PushCaseRequest`.
  public let fullName: String
  /// In the order of the schema.
  public let fields: [FieldDescriptor]
  private let positionByNumber: [Int32: Int]
  private let positionByName: [String: Int]

  public init(fullName: String, fields: [FieldDescriptor]) {
    self.fullName = fullName
    self.fields = fields
    var byNumber: [Int32: Int] = [:]
    var byName: [String: Int] = [:]
    for (position, field) in fields.enumerated() {
      byNumber[field.number] = position
      byName[field.name] = position
    }
    // A JSON name wins over another field's name in the schema, as proto3's JSON mapping prefers it.
    for (position, field) in fields.enumerated() { byName[field.jsonName] = position }
    positionByNumber = byNumber
    positionByName = byName
  }

  /// The field of this number, or nil.
  public func field(number: Int32) -> FieldDescriptor? {
    positionByNumber[number].map { fields[$0] }
  }

  /// The field of this JSON name or name in the schema, or nil.
  public func field(named name: String) -> FieldDescriptor? {
    positionByName[name].map { fields[$0] }
  }
}
