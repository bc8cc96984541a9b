/// Bytes that have arrived and are not yet taken: one block that grows with what comes and is let go when empty.
public struct ReceiveBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer?
  private var capacity = 0
  private var start = 0
  private var end = 0

  public init() {}

  deinit {
    base?.deallocate()
  }

  /// Bytes that wait.
  public var count: Int { end - start }

  /// Bytes of memory held.
  public var allocatedByteCount: Int { capacity }

  /// The bytes that wait. Valid until the buffer is next written to.
  public var readable: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base.map { UnsafeRawPointer($0) + start }, count: count)
  }

  /// Takes the first bytes away.
  public mutating func consume(_ byteCount: Int) {
    start += byteCount
    if start == end {
      start = 0
      end = 0
    }
  }

  /// Room for at least that many more bytes, all there is. What is written there is made known by `produced`.
  public mutating func writable(atLeast byteCount: Int) -> UnsafeMutableRawBufferPointer {
    if capacity - end < byteCount { makeRoom(byteCount) }
    return UnsafeMutableRawBufferPointer(start: base! + end, count: capacity - end)
  }

  /// Says that so many bytes were written to `writable`.
  public mutating func produced(_ byteCount: Int) {
    end += byteCount
  }

  /// Adds bytes.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty else { return }
    writable(atLeast: bytes.count).copyMemory(from: bytes)
    produced(bytes.count)
  }

  /// Lets the memory go where nothing waits.
  public mutating func releaseIfEmpty() {
    guard count == 0, let block = base else { return }
    block.deallocate()
    base = nil
    capacity = 0
  }

  private mutating func makeRoom(_ byteCount: Int) {
    let waiting = count
    if let base, capacity - waiting >= byteCount, start > 0 {
      base.copyMemory(from: base + start, byteCount: waiting)
    } else {
      let grown = max(waiting + byteCount, capacity * 2)
      let block = UnsafeMutableRawPointer.allocate(byteCount: grown, alignment: 16)
      if let base {
        block.copyMemory(from: base + start, byteCount: waiting)
        base.deallocate()
      }
      base = block
      capacity = grown
    }
    start = 0
    end = waiting
  }
}
