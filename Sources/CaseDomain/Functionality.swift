/// A permission that a role grants to the users who have it. The texts are stored and travel.
public enum Functionality: String, CaseIterable, Sendable, Hashable {
  case pushCases = "PushCases"
  case viewCases = "Cases:View"
  case editCases = "Cases:Edit"
  case viewCustomers = "Customers:View"
  case editCustomers = "Customers:Edit"
  case editCustomFields = "CustomFields:Edit"
  case admin = "Admin"
}
