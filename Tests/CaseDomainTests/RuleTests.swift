import Testing

@testable import CaseDomain

@Suite struct RuleTests {
  @Test("R27 there are 183 languages and 249 countries")
  func tables() {
    #expect(Code.languageCount == 183)
    #expect(Code.countryCount == 249)
  }

  @Test(
    "R27 codes are those of ISO",
    arguments: [
      ("en", true), ("nl", true), ("zz", false), ("EN", false), ("eng", false), ("e", false), ("", false),
      ("e1", false),
    ])
  func languages(code: String, isCode: Bool) {
    #expect(Code.isLanguage(code) == isCode)
  }

  @Test(
    "R28 countries and their parts are those of ISO",
    arguments: [
      ("NL", true), ("nl", false), ("UK", false), ("GB", true), ("NL-NH", false), ("", false), ("NLD", false),
    ])
  func countries(code: String, isCode: Bool) {
    #expect(Code.isCountry(code) == isCode)
  }

  @Test(
    "R28 a state is a country and a part of it",
    arguments: [
      ("NL-NH", true), ("US-CA", true), ("GB-ENG", true), ("FR-75", true), ("NL", false), ("NL-", false),
      ("NL-ABCD", false), ("XX-NH", false), ("NL-nh", false), ("NL_NH", false),
    ])
  func subdivisions(code: String, isCode: Bool) {
    #expect(Code.isSubdivision(code) == isCode)
  }

  @Test(arguments: [
    ("a@b", true), ("cust@om.er", true), ("ä@ö.de", true), ("", false), ("a", false), ("@b", false), ("a@", false),
    ("a@b@c", false), ("a b@c", false), ("a\n@c", false),
  ])
  func addressesHaveOneAtSign(text: String, isAddress: Bool) {
    #expect(EmailAddress.isWellFormed(text) == isAddress)
  }

  @Test(
    "R1 a title has 5 to 200 characters, counted as Unicode scalars",
    arguments: [
      ("", false), ("1234", false), ("12345", true), ("äöüß€", true), ("äöüß", false),
      (String(repeating: "ä", count: 200), true), (String(repeating: "ä", count: 201), false),
    ])
  func titles(title: String, fits: Bool) {
    let draft = CaseDraft(topicID: TopicID(1), title: title, description: "x")
    #expect(((try? draft.check()) != nil) == fits)
  }

  @Test("R1 a description has up to 64 KiB and is required")
  func descriptions() {
    func check(_ description: String) throws {
      try CaseDraft(topicID: TopicID(1), title: "A title", description: description).check()
    }
    #expect(throws: Never.self) { try check(String(repeating: "x", count: 65_536)) }
    #expect(throws: FieldViolation("Description", "has 65537 bytes; at most 65536 are allowed")) {
      try check(String(repeating: "x", count: 65_537))
    }
    #expect(throws: FieldViolation("Description", "is required")) { try check("") }
  }

  @Test("R5 a field that is present and empty is refused")
  func emptyEdits() {
    var edit = CaseEdit()
    #expect(throws: Never.self) { try edit.check() }
    edit.title = ""
    #expect(throws: FieldViolation.self) { try edit.check() }
  }

  static let spoilt: [(String, @Sendable (inout PushedCase) -> Void)] = [
    ("BackendSystemID", { $0.backendSystemID = "" }),
    ("BackendID", { $0.backendID = "" }),
    ("BackendID", { $0.backendID = String(repeating: "x", count: 201) }),
    ("Topic", { $0.topic = "" }),
    ("Title", { $0.title = "" }),
    ("Title", { $0.title = String(repeating: "x", count: 201) }),
    ("Solution", { $0.solution = String(repeating: "x", count: 65_537) }),
    ("Customer", { $0.customer = CustomerDetails() }),
    ("Customer.EmailAddress", { $0.customer.emailAddress = "nobody" }),
    ("Customer.Gender", { $0.customer.gender = "X" }),
    ("Customer.LanguageID", { $0.customer.languageID = "CUST123" }),
    ("Customer.CountryID", { $0.customer.countryID = "XX" }),
    ("Customer.Company.Name", { $0.customer.company.name = String(repeating: "x", count: 1_001) }),
    (
      "Customer.ShippingAddress.State",
      {
        $0.customer.shippingAddress = PostalAddress()
        $0.customer.shippingAddress?.state = "X"
      }
    ),
    (
      "Customer.BillingAddress.CountryID",
      {
        $0.customer.billingAddress = PostalAddress()
        $0.customer.billingAddress?.countryID = "nl"
      }
    ),
  ]

  @Test("R27 a pushed value that does not fit is refused with its field", arguments: spoilt)
  func pushes(field: String, spoil: @Sendable (inout PushedCase) -> Void) {
    var pushed = PushedCase(backendSystemID: "Sys", backendID: "1", topic: "Other", title: "T")
    pushed.customer.emailAddress = "a@example.com"
    let check: (PushedCase) throws(FieldViolation) -> Void = { pushed throws(FieldViolation) in
      try pushed.checkPair()
      try pushed.checkContent()
    }
    #expect(throws: Never.self) { try check(pushed) }
    spoil(&pushed)
    let error = #expect(throws: FieldViolation.self) { try check(pushed) }
    #expect(error?.field == field)
  }

  @Test(
    arguments: [
      ("15m", 900_000), ("90s", 90_000), ("7d", 604_800_000), ("0s", 0), ("5ms", 5), ("", nil), ("15", nil), ("m", nil),
      ("15 m", nil), ("-1s", nil), ("99999999999999999d", nil), ("1w", nil),
    ] as [(String, Int64?)])
  func durationsHaveANumberAndAUnit(text: String, milliseconds: Int64?) {
    #expect(SettingDuration.milliseconds(text) == milliseconds)
  }

  @Test func everySettingTakesItsDefault() throws {
    for setting in SettingDefinition.all {
      try setting.check(setting.defaultValue)
      #expect(SettingDefinition.named(setting.name) == setting)
      #expect(throws: FieldViolation.self) { try setting.check("perhaps") }
    }
  }
}
