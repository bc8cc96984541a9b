import CaseSchema
import RPCCore

/// The cases of a push that are not answered yet, in order: those on the way first, then those that wait. A pure value.
///
/// What is on the way stays here until it is answered, so that it can be sent again on another connection.
struct PushQueue {
  /// What one waiting item costs beside its bytes.
  private static let itemCost = 64
  /// Answered items are taken out of the array in lots of at least this many.
  private static let compaction = 4_096

  private let bounds: PushBounds
  private var items: [PushItem] = []
  // Of the first unanswered item in `items`.
  private var head = 0
  // Of the unanswered items, the first `sent` are on the way; of these the first `staged` no longer fill the window.
  private var sent = 0
  private var staged = 0
  private var sentBytes = 0
  private var waitingCost = 0
  private var window: (items: Int, bytes: Int) = (0, 0)
  // Items that were answered before the current stream began.
  private var streamStart = 0

  /// Items that were answered: the index of the first that is not.
  private(set) var answered = 0

  init(bounds: PushBounds) {
    self.bounds = bounds
  }

  /// Items that have no answer.
  var unanswered: Int { items.count - head }
  /// Items that wait to be sent.
  var waiting: Int { unanswered - sent }
  /// Items that fill the window.
  var inFlight: Int { sent - staged }
  /// Whether so much waits that no more should be put in.
  var isFull: Bool { waitingCost >= bounds.backlogBytes }

  /// Puts items in at the end.
  mutating func append(_ new: [PushItem]) {
    items.append(contentsOf: new)
    for item in new { waitingCost += item.request.count + Self.itemCost }
  }

  /// Begins a stream of that window: everything unanswered is to be sent on it.
  mutating func beginStream(_ window: PushWindow) {
    let itemLimit = bounds.windowItems ?? Int.max
    self.window = (max(1, min(Int(clamping: window.items), itemLimit)), Int(clamping: window.bytes))
    for item in items[head..<(head + sent)] { waitingCost += item.request.count + Self.itemCost }
    sent = 0
    staged = 0
    sentBytes = 0
    streamStart = answered
  }

  /// Whether the next item may be sent. One item may always be on the way, however large.
  var maySend: Bool {
    guard waiting > 0 else { return false }
    return inFlight == 0
      || (inFlight < window.items && sentBytes + items[head + sent].request.count <= window.bytes)
  }

  /// Whether it is worth to wake the sender: many items a write cost less than one a write.
  var isWorthSending: Bool {
    guard maySend else { return false }
    return inFlight == 0 || (inFlight <= window.items / 4 * 3 && sentBytes <= window.bytes / 4 * 3)
  }

  /// Takes the next requests to send, as many as window and batch allow; none where nothing may be sent now.
  mutating func takeBatch() -> [[UInt8]] {
    var batch: [[UInt8]] = []
    var bytes = 0
    while maySend {
      let request = items[head + sent].request
      guard batch.isEmpty || bytes + request.count <= bounds.batchBytes else { break }
      batch.append(request)
      bytes += request.count
      sent += 1
      sentBytes += request.count
      waitingCost -= request.count + Self.itemCost
    }
    return batch
  }

  /// Takes in that the server has staged the items up to that index of the stream: they no longer fill the window.
  mutating func stage(through streamIndex: Int64) throws(RPCError) {
    let count = Int(clamping: streamIndex) &+ 1 - (answered - streamStart)
    guard count >= staged, count <= sent else {
      throw Self.violation("staged item \(streamIndex), which is not on the way")
    }
    for item in items[(head + staged)..<(head + count)] { sentBytes -= item.request.count }
    staged = count
  }

  /// Takes in that the server has answered the item of that index of the stream; gives its index in the push.
  mutating func answer(_ streamIndex: Int64) throws(RPCError) -> Int {
    let expected = answered - streamStart
    guard sent > 0, streamIndex == Int64(expected) else {
      throw Self.violation("answered item \(streamIndex), where \(expected) is next")
    }
    if staged > 0 { staged -= 1 } else { sentBytes -= items[head].request.count }
    sent -= 1
    head += 1
    answered += 1
    if head >= Self.compaction, head * 2 >= items.count {
      items.removeFirst(head)
      head = 0
    }
    return answered - 1
  }

  private static func violation(_ what: String) -> RPCError {
    RPCError(.internal, "the server broke the rules of a push: it \(what)", origin: .client)
  }
}
