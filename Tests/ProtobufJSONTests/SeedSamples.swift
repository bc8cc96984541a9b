import CaseSchema
import ProtobufBridge
import Testing

/// The sample documents of the seed, as they stand there; the push sample made valid JSON (R32).
struct SeedSample: Sendable, CustomTestStringConvertible {
  let type: any Message.Type
  let json: String

  init(_ type: any Message.Type, _ json: String) {
    self.type = type
    self.json = json
  }

  var testDescription: String { type.descriptor.fullName }

  static let all: [SeedSample] = [
    SeedSample(ListCaseTopicsRequest.self, "{}"),
    SeedSample(ListCaseTopicsResponse.self, topics),
    SeedSample(CustomerListCasesRequest.self, "{}"),
    SeedSample(CustomerListCasesResponse.self, cases),
    SeedSample(CustomerGetCaseByIDRequest.self, #"{"ID": 10}"#),
    SeedSample(CustomerGetCaseByIDResponse.self, oneCase),
    SeedSample(CustomerListCaseInteractionsRequest.self, #"{"CaseID": 10}"#),
    SeedSample(CustomerListCaseInteractionsResponse.self, interactions),
    SeedSample(CustomerCreateCaseInteractionRequest.self, #"{"CaseID": 10, "Text": "YourMessageHere"}"#),
    SeedSample(PushCaseRequest.self, push),
    SeedSample(PushCaseResponse.self, #"{"ID": 1}"#),
    SeedSample(CreateCustomFieldRequest.self, customField),
    SeedSample(CreateCustomFieldResponse.self, #"{"ID": 37}"#),
    SeedSample(SetCustomFieldOptionsRequest.self, customFieldOptions),
    SeedSample(SetCustomFieldOptionsResponse.self, "{}"),
  ]

  private static let topics = """
    {
    "Results": [
    {
    "ID": 7,
    "Name": "Other",
    "Description": "Anything not covered by the other topics."
    },
    {
    "ID": 2,
    "Name": "Shipping",
    "Description": "Anything related to shipments for your order(s)."
    }
    ]
    }
    """

  private static let cases = """
    {
    "Results": [
    {
    "ID": 10,
    "TopicID": 1,
    "TopicName": "Products",
    "StatusID": 1,
    "StatusName": "New",
    "Priority": 0,
    "Title": "The stitching on my T-shirt isn't right!!",
    "OrderID": 325,
    "ReportingTime": "2023-03-30T16:30:57.947Z"
    }
    ]
    }
    """

  private static let oneCase = """
    {
    "ID": 10,
    "TopicID": 1,
    "TopicName": "Products",
    "StatusID": 1,
    "StatusName": "New",
    "Priority": 0,
    "Title": "The stitching on my T-shirt isn't right!!",
    "Description": "I ordered your Unisex T-shirt a while ago. When I received it yesterday I immediately noticed there \
    was something off. The logo stitching seems to be majorly messed up; every letter is crooked and some are even \
    backwards lol.",
    "OrderID": 325,
    "IsWarranty": false,
    "ReportingTime": "2023-03-30T16:30:57.947Z",
    "DescriptionCanBeModified": true,
    "BlobIDs": [
    "b832ece7-93ea-4c5e-ad64-11402201315d"
    ]
    }
    """

  private static let interactions = """
    {
    "Results": [
    {
    "ID": 39,
    "CaseID": 10,
    "Type": 0,
    "CanBeModified": true,
    "Text": "We are so sorry to hear about this. We've sent you an e-mail with a gift card for your order amount, hope \
    this helps you out, cheers!",
    "CreationTime": "2023-03-30T16:39:42.963Z",
    "CreatedByID": 118744,
    "CreatedBy": {
    "FirstName": "Pedro",
    "LastName": "Pascal",
    "FullName": "Pedro Pascal"
    }
    },
    {
    "ID": 38,
    "CaseID": 10,
    "Type": 2,
    "CanBeModified": true,
    "Text": "Case status set to `New`",
    "CreationTime": "2023-03-30T16:30:57.947Z",
    "CreatedBy": {
    "FirstName": "Pedro",
    "LastName": "Pascal",
    "FullName": "Pedro Pascal"
    }
    }
    ]
    }
    """

  private static let push = """
    {
    "BackendSystemID": "Sys123",
    "BackendID": "ID-A-123",
    "Topic": "TopicName",
    "Title": "Something wrong",
    "Description": "It rings, but it's not a phone",
    "Summary": "After investigating, it was a phone",
    "Solution": "Gave customer a banana so it wouldn't ring",
    "Customer": {
    "BackendID": "CUST123",
    "EmailAddress": "cust@om.er",
    "Gender": "O",
    "Initials": "",
    "FirstName": "",
    "LastName": "",
    "PhoneNumber": "",
    "DateOfBirth": "2011-01-01T00:00:00.000Z",
    "PlaceOfBirth": "CUST123",
    "BankAccount": "CUST123",
    "Nickname": "CUST123",
    "ShippingAddress": {
    "Address1": "",
    "Address2": "",
    "HouseNumber": "",
    "FirstName": "",
    "LastName": "",
    "ZipCode": "",
    "City": "",
    "Region": "",
    "District": "",
    "Subdistrict": "",
    "EmailAddress": "",
    "PhoneNumber": "",
    "State": "NL-NH",
    "CountryID": "NL"
    },
    "BillingAddress": {},
    "LanguageID": "en",
    "CountryID": "NL",
    "FiscalID": "CUST123",
    "SocialSecurityNumber": "CUST123",
    "Title": "CUST123",
    "Salutation": "CUST123",
    "AccountType": 0,
    "Company": {
    "Name": "",
    "RegistrationNumber": "",
    "VatNumber": "",
    "FiscalID": ""
    },
    "BackendRelationID": "CUST123"
    },
    "OriginatingOrganizationUnitBackendID": "",
    "Assignee": {
    "ID": 1,
    "CustomID": "",
    "EmailAddress": ""
    },
    "AssignedOn": "2011-01-01T00:00:00.000Z",
    "Priority": 1,
    "IsWarranty": false,
    "Status": "SomeStatus",
    "ReportingTime": "2011-01-01T00:00:00.000Z",
    "LastInteractionTime": "2011-01-01T00:00:00.000Z",
    "ClosingTime": "2011-01-01T00:00:00.000Z",
    "CustomFields": {
    "CustomField1": "true",
    "CustomField2": "yes"
    }
    }
    """

  private static let customField = """
    {
    "Name": "Car brand",
    "DataType": 4,
    "IsArray": false,
    "TypeID": 9,
    "EnumValues": {
    "audi": "Audi",
    "bmw": "BMW",
    "tesla": "Tesla",
    "ford": "Ford"
    }
    }
    """

  private static let customFieldOptions = """
    {
    "CustomFieldID": 37,
    "OrganizationUnitSetID": 9,
    "IsRequired": false,
    "VisibleByUserTypes": 3,
    "EditableByUserTypes": 3
    }
    """
}
