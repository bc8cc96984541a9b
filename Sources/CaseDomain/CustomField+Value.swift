extension CustomField {
  /// The most bytes a String may have; a Text has a description's bound.
  public static let maximumStringBytes = 4_096
  /// The most custom fields one request may set.
  public static let maximumFieldsPerCase = 500

  /// The value as it is stored and read back: coerced to the data type and held against the options (R29, R31).
  ///
  /// - Throws: a violation that names the field as `CustomFields.NAME`.
  public func coerce(_ text: String) throws(FieldViolation) -> String {
    switch dataType {
    case .string: return try checkText(text, maximumBytes: CustomField.maximumStringBytes)
    case .text: return try checkText(text, maximumBytes: TextRule.longText.maximumBytes)
    case .bool: return try coerceBool(text)
    case .enum:
      guard enumValues[text] != nil else { throw violation("\"\(text.prefix(100))\" is none of its keys") }
      return text
    case .integer:
      guard let number = Int64(text) else { throw violation("\"\(text.prefix(100))\" is no 64-bit integer") }
      return try checkRange(DecimalNumber(number))
    case .decimal:
      guard let number = DecimalNumber(text: text) else {
        throw violation("\"\(text.prefix(100))\" is no decimal number of up to \(DecimalNumber.maximumDigits) digits")
      }
      return try checkRange(number)
    case .dateTime: return try coerceDateTime(text)
    case .date:
      guard let date = CivilDate(text: text) else {
        throw violation("\"\(text.prefix(100))\" is no date such as 2023-03-30")
      }
      try checkTime(UTCTime(milliseconds: date.daysSince1970 * 86_400_000))
      return date.description
    case .blob: throw violation("takes no value as text")
    }
  }

  /// A violation of this field.
  public func violation(_ reason: String) -> FieldViolation { FieldViolation("CustomFields.\(name)", reason) }

  private func coerceBool(_ text: String) throws(FieldViolation) -> String {
    switch text.lowercased() {
    case "true", "yes", "1": return "true"
    case "false", "no", "0": return "false"
    default: throw violation("\"\(text.prefix(100))\" is none of true, false, yes, no, 1 and 0")
    }
  }

  private func coerceDateTime(_ text: String) throws(FieldViolation) -> String {
    let time: UTCTime
    do throws(UTCTime.Unfit) {
      time = try UTCTime(text: text)
    } catch {
      throw violation("\"\(text.prefix(100))\" \(error.reason)")
    }
    try checkTime(time)
    return time.description
  }

  private func checkText(_ text: String, maximumBytes: Int) throws(FieldViolation) -> String {
    guard text.utf8.count <= maximumBytes else {
      throw violation("has \(text.utf8.count) bytes; at most \(maximumBytes) are allowed")
    }
    if options.minimumLength != nil || options.maximumLength != nil {
      let length = Int64(text.unicodeScalars.count)
      if let minimum = options.minimumLength, length < minimum {
        throw violation("has \(length) characters; at least \(minimum) are needed")
      }
      if let maximum = options.maximumLength, length > maximum {
        throw violation("has \(length) characters; at most \(maximum) are allowed")
      }
    }
    if let pattern, !pattern.matches(text) { throw violation("does not match \(options.regularExpression ?? "")") }
    return text
  }

  private func checkTime(_ time: UTCTime) throws(FieldViolation) {
    if let minimum = options.minimumDate, time < minimum {
      throw violation("\(time) is before the minimum, \(minimum)")
    }
    if let maximum = options.maximumDate, time > maximum { throw violation("\(time) is after the maximum, \(maximum)") }
  }

  private func checkRange(_ number: DecimalNumber) throws(FieldViolation) -> String {
    if let minimum = options.minimumValue.flatMap(DecimalNumber.init(text:)), number < minimum {
      throw violation("\(number) is under the minimum, \(minimum)")
    }
    if let maximum = options.maximumValue.flatMap(DecimalNumber.init(text:)), number > maximum {
      throw violation("\(number) is over the maximum, \(maximum)")
    }
    return number.description
  }
}
