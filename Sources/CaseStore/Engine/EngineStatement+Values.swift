import CaseDomain

extension EngineStatement {
  func bind(_ parameter: Int32, _ value: Int32) { bind(parameter, Int64(value)) }

  func bind(_ parameter: Int32, _ flag: Bool) { bind(parameter, flag ? 1 : 0) }

  func bind(_ parameter: Int32, _ id: some Identifier) { bind(parameter, id.rawValue) }

  func bind(_ parameter: Int32, _ time: UTCTime) { bind(parameter, time.milliseconds) }

  func bind(_ parameter: Int32, optional value: Int64?) {
    if let value { bind(parameter, value) } else { bindNull(parameter) }
  }

  func bind(_ parameter: Int32, optional id: (some Identifier)?) { bind(parameter, optional: id?.rawValue) }

  func bind(_ parameter: Int32, optional time: UTCTime?) { bind(parameter, optional: time?.milliseconds) }

  func bind(_ parameter: Int32, optional text: String?) {
    if let text { bind(parameter, text) } else { bindNull(parameter) }
  }

  /// Binds the empty string as NULL, so that partial indices leave it out.
  func bind(_ parameter: Int32, nonEmpty text: String) {
    if text.isEmpty { bindNull(parameter) } else { bind(parameter, text) }
  }

  func int32(_ column: Int32) -> Int32 { Int32(truncatingIfNeeded: int64(column)) }

  func bool(_ column: Int32) -> Bool { int64(column) != 0 }

  func id<ID: Identifier>(_ column: Int32, _ type: ID.Type = ID.self) -> ID { ID(int64(column)) }

  func optionalID<ID: Identifier>(_ column: Int32, _ type: ID.Type = ID.self) -> ID? {
    isNull(column) ? nil : ID(int64(column))
  }

  func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

  func time(_ column: Int32) -> UTCTime { UTCTime(milliseconds: int64(column)) }

  func optionalTime(_ column: Int32) -> UTCTime? { isNull(column) ? nil : time(column) }

  func optionalString(_ column: Int32) -> String? { isNull(column) ? nil : string(column) }
}
