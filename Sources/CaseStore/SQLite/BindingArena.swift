import Glibc

/// The bytes that bound parameters point to, until the statement is reset.
///
/// One copy into memory that is there already is cheaper than SQLite's own, which allocates for each value, and needs no
/// pointer into a string to outlive its scope. Statements of one connection run one inside another (a lookup while rows
/// are read), so the memory is given back only when the last of them is reset.
final class BindingArena {
  /// What is kept between statements; larger values get blocks of their own.
  static let blockBytes = 16_384

  private let block = UnsafeMutablePointer<UInt8>.allocate(capacity: BindingArena.blockBytes)
  private var used = 0
  private var statementsInUse = 0
  private var overflow: [UnsafeMutablePointer<UInt8>] = []

  deinit {
    releaseOverflow()
    block.deallocate()
  }

  /// A copy that stays until the last statement in use is reset. Never null, for a null pointer would bind NULL.
  func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return block }
    let target: UnsafeMutablePointer<UInt8>
    if BindingArena.blockBytes - used >= bytes.count {
      target = block + used
      used += bytes.count
    } else {
      target = .allocate(capacity: bytes.count)
      overflow.append(target)
    }
    memcpy(target, source, bytes.count)
    return target
  }

  /// A statement begins to bind.
  func retain() { statementsInUse += 1 }

  /// A statement that had begun is reset.
  func release() {
    statementsInUse -= 1
    guard statementsInUse == 0 else { return }
    used = 0
    if !overflow.isEmpty { releaseOverflow() }
  }

  private func releaseOverflow() {
    for large in overflow { large.deallocate() }
    overflow.removeAll()
  }
}
