public import ProtobufBridge

/// proto3's JSON mapping for one message type, by its descriptor alone.
///
/// It differs from the mapping in what is printed: 64-bit integers and enumerations are numbers; fields without
/// presence, lists and maps are always there, unset `optional` ones never; a Timestamp has three fraction digits, more
/// only where it is finer. Making one costs more than using it: keep it for as long as there are documents of its type.
///
/// Any, Struct and FieldMask have no form of their own here; they are mapped as the messages they are.
public struct ProtobufJSON: Sendable {
  /// The first is the type itself; the others are those it refers to.
  let plans: [MessagePlan]

  /// Prepares the mapping of a type and of all types it refers to.
  public init(_ descriptor: MessageDescriptor) {
    var indexByName = [descriptor.fullName: 0]
    var waiting = [descriptor]
    var plans: [MessagePlan] = []
    while plans.count < waiting.count {
      let plan = MessagePlan(waiting[plans.count]) { nested in
        if let known = indexByName[nested.fullName] { return known }
        indexByName[nested.fullName] = waiting.count
        waiting.append(nested)
        return waiting.count - 1
      }
      plans.append(plan)
    }
    self.plans = plans
  }

  /// Turns one JSON document into the message's bytes.
  public func encode(_ json: UnsafeRawBufferPointer) throws(JSONError) -> [UInt8] {
    var encoder = WireEncoder(plans: plans, json: json)
    do throws(JSONError) {
      return try encoder.encodeDocument()
    } catch {
      throw error.located(in: json.bindMemory(to: UInt8.self))
    }
  }

  /// Turns one JSON document into the message's bytes.
  public func encode(_ json: [UInt8]) throws(JSONError) -> [UInt8] {
    try json.span.withUnsafeBytes { buffer throws(JSONError) in try encode(buffer) }
  }

  /// Turns one JSON document into the message's bytes.
  public func encode(_ json: String) throws(JSONError) -> [UInt8] {
    try encode(Array(json.utf8))
  }

  /// Turns a message's bytes into JSON. Fields that the descriptor does not know are left out.
  public func decode(
    _ message: UnsafeRawBufferPointer, style: JSONStyle = .compact
  ) throws(DecodingError) -> String {
    var printer = JSONPrinter(plans: plans, style: style, start: message)
    try printer.print(message, plan: plans[0], depth: 1)
    return printer.text
  }

  /// Turns a message's bytes into JSON.
  public func decode(_ message: [UInt8], style: JSONStyle = .compact) throws(DecodingError) -> String {
    try message.span.withUnsafeBytes { buffer throws(DecodingError) in try decode(buffer, style: style) }
  }
}
