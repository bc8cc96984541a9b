/// Methods by the bytes of their names: what the wire brings, without a string or an array made of it.
///
/// The names are the server's own and few, so a plain hash does; a peer cannot add to the table.
struct MethodTable: Sendable {
  private struct Entry: Sendable {
    let service: [UInt8]
    let name: [UInt8]
    let method: RegisteredMethod
  }

  // A power of two, at most half full.
  private var slots: [Entry?] = Array(repeating: nil, count: 16)
  private var count = 0

  /// Adds a method, whose name must be new.
  mutating func insert(_ method: RegisteredMethod) {
    if (count + 1) * 2 > slots.count {
      let entries = slots.compactMap(\.self)
      slots = Array(repeating: nil, count: slots.count * 2)
      for entry in entries { place(entry) }
    }
    place(
      Entry(service: Array(method.descriptor.service.utf8), name: Array(method.descriptor.name.utf8), method: method))
    count += 1
  }

  private mutating func place(_ entry: Entry) {
    var slot = entry.service.withUnsafeBytes { service in
      entry.name.withUnsafeBytes { Self.hash(service, $0) & (slots.count - 1) }
    }
    while let other = slots[slot] {
      precondition(
        other.service != entry.service || other.name != entry.name, "\(entry.method.descriptor.path) is there twice")
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = entry
  }

  /// The method of that name, or nil.
  func find(service: UnsafeRawBufferPointer, name: UnsafeRawBufferPointer) -> RegisteredMethod? {
    var slot = Self.hash(service, name) & (slots.count - 1)
    while let entry = slots[slot] {
      if Self.isEqual(entry.name, name), Self.isEqual(entry.service, service) { return entry.method }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  // FNV-1a of the name; services differ in length or last byte, as a rule.
  private static func hash(_ service: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(service.count)
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: hash ^ hash >> 32)
  }

  private static func isEqual(_ known: [UInt8], _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard known.count == bytes.count else { return false }
    return known.withUnsafeBytes { known in zip(known, bytes).allSatisfy { $0 == $1 } }
  }
}
