public import CaseDomain

/// A page of a list.
public struct Page<Row: Sendable, Cursor: Sendable>: Sendable {
  public let rows: [Row]
  /// Where the next page begins; nil on the last one.
  public let next: Cursor?
}

/// The place of a row in a list that is ordered by time, then ID, newest first: what a page token holds (R36).
public struct TimeCursor: Sendable, Hashable {
  public let time: UTCTime
  public let id: Int64

  public init(time: UTCTime, id: Int64) {
    self.time = time
    self.id = id
  }

  /// Before every row.
  static let start = TimeCursor(time: UTCTime(milliseconds: .max), id: .max)
}

/// How many rows a page may have (R6).
public enum PageSize {
  public static let range = 1...200
  public static let standard = 50
}

extension Page {
  /// From up to `size` + 1 rows: the one too many tells that there is a next page.
  init(_ rows: [Row], size: Int, cursor: (Row) -> Cursor) {
    if rows.count > size, size > 0 {
      self.rows = Array(rows.prefix(size))
      next = cursor(rows[size - 1])
    } else {
      self.rows = rows
      next = nil
    }
  }
}
