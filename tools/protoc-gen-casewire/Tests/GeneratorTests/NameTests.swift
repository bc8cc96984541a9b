import Testing

@testable import Generator

struct NameTests {
  @Test(
    "a field is a property in lower camel case, with ID for id",
    arguments: [
      ("id", "id"), ("ids", "ids"), ("topic_id", "topicID"), ("blob_ids", "blobIDs"), ("address1", "address1"),
      ("vat_number", "vatNumber"), ("custom_id", "customID"), ("id_number", "idNumber"), ("fooBar", "fooBar"),
      ("a_id_b", "aIDB"), ("identity_video", "identityVideo"), ("_x", "x"),
    ])
  func property(name: String, expected: String) {
    #expect(SwiftName.property(name) == expected)
  }

  @Test(
    "a method keeps its capitals but for the first word's",
    arguments: [
      ("CustomerGetCaseByID", "customerGetCaseByID"), ("Echo", "echo"), ("URLFetch", "urlFetch"), ("ID", "id"),
      ("getOne", "getOne"), ("Get_one", "getOne"),
    ])
  func method(name: String, expected: String) {
    #expect(SwiftName.method(name) == expected)
  }

  @Test(
    "an enum's name in front of its values is left out",
    arguments: [
      ("CASE_PRIORITY_LOW", "CasePriority", "low"), ("KIND_CREATED", "Kind", "created"),
      ("NOT_SERVING", "ServingStatus", "notServing"), ("KINDLY_ASKED", "Kind", "kindlyAsked"),
      ("KIND_2", "Kind", "kind2"), ("KIND", "Kind", "kind"), ("CASE_PHASE_IN_PROGRESS", "CasePhase", "inProgress"),
      ("TYPE_USER_ID", "Type", "userID"),
    ])
  func enumValue(name: String, enumeration: String, expected: String) {
    #expect(SwiftName.enumValue(name, of: enumeration) == expected)
  }

  @Test(
    "C names are protobuf-c's",
    arguments: [
      ("casewire.v1.CaseTopic", "Casewire__V1__CaseTopic", "casewire__v1__case_topic"),
      ("a_b.GetCaseByIDRequest", "AB__GetCaseByIDRequest", "a_b__get_case_by_idrequest"),
      ("x.Foo_Bar", "X__FooBar", "x__foo__bar"),
    ])
  func cNames(fullName: String, type: String, function: String) {
    #expect(CName.type(fullName) == type)
    #expect(CName.function(fullName) == function)
  }

  @Test("members of C structs are lower case, keywords with an underscore")
  func cMembers() {
    #expect(CName.member("Topic_ID") == "topic_id")
    #expect(CName.member("case") == "case_")
    #expect(CName.member("in") == "in")
    #expect(CName.caseMember(ofOneof: "_topic_id") == "_topic_id_case")
    #expect(CName.caseMember(ofOneof: "fooBar") == "foo_bar_case")
  }

  @Test("what is no request is answered with an error, not with a crash", arguments: [[0xFF], [0x0A, 0xFF], []])
  func brokenRequest(bytes: [UInt8]) {
    let answer = Plugin.answer(bytes)
    // Field 1 of CodeGeneratorResponse is the error.
    #expect(answer.first == 0x0A)
  }
}
