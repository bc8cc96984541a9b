import Logging

/// Makes a line of each record and leaves it to the log's queue.
struct StreamLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  private let queue: LogQueue

  init(level: Logger.Level, queue: LogQueue) {
    logLevel = level
    self.queue = queue
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    queue.append(queue.format.line(event.level, "\(event.message)", all))
  }
}
