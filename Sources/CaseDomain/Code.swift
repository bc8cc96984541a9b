/// The codes of language, country and region that ISO gives out.
public enum Code {
  /// ISO 639-1: two lower-case letters, `en`.
  public static func isLanguage(_ text: String) -> Bool {
    languages.contains(text.utf8, firstLetter: UInt8(ascii: "a"))
  }

  /// ISO 3166-1 alpha-2: two upper-case letters, `NL`.
  public static func isCountry(_ text: String) -> Bool {
    countries.contains(text.utf8, firstLetter: UInt8(ascii: "A"))
  }

  /// ISO 3166-2: a country, a hyphen, one to three upper-case letters or digits, `NL-NH`. The regions themselves change
  /// too often for a table.
  public static func isSubdivision(_ text: String) -> Bool {
    let bytes = text.utf8
    guard (4...6).contains(bytes.count), bytes.dropFirst(2).first == UInt8(ascii: "-"),
      countries.contains(bytes.prefix(2), firstLetter: UInt8(ascii: "A"))
    else { return false }
    return bytes.dropFirst(3).allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
  }

  /// How many codes there are.
  static var languageCount: Int { languages.count }
  static var countryCount: Int { countries.count }

  private static let languages = LetterPairs(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
    et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki
    kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no
    nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """, firstLetter: UInt8(ascii: "a"))

  private static let countries = LetterPairs(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
    KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
    SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
    UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """, firstLetter: UInt8(ascii: "A"))
}

/// A set of two-letter codes, looked up by position.
private struct LetterPairs: Sendable {
  private var isMember = [Bool](repeating: false, count: 26 * 26)

  init(_ list: String, firstLetter: UInt8) {
    for code in list.utf8.split(whereSeparator: { $0 <= 32 }) {
      if let position = LetterPairs.position(of: code, firstLetter: firstLetter) { isMember[position] = true }
    }
  }

  var count: Int { isMember.count { $0 } }

  func contains(_ code: some Collection<UInt8>, firstLetter: UInt8) -> Bool {
    LetterPairs.position(of: code, firstLetter: firstLetter).map { isMember[$0] } ?? false
  }

  private static func position(of code: some Collection<UInt8>, firstLetter: UInt8) -> Int? {
    var position = 0
    var length = 0
    for letter in code {
      guard length < 2, letter >= firstLetter, letter < firstLetter + 26 else { return nil }
      position = position * 26 + Int(letter - firstLetter)
      length += 1
    }
    return length == 2 ? position : nil
  }
}
