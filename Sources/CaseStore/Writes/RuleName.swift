import CaseDomain

extension Phase {
  /// The phase in the words of the rules, as refusals name it: `AwaitingAccount`.
  var name: String { defaultStatusName.filter(\.isLetter) }
}

extension Closure.Reason {
  /// The reason in the words of the rules (R48), as refusals name it.
  var name: String {
    switch self {
    case .mutualAgreement: "MutualAgreement"
    case .outOfScope: "OutOfScope"
    case .closedByCustomer: "ClosedByCustomer"
    case .workingAsDesigned: "WorkingAsDesigned"
    case .noResponse: "NoResponse"
    case .defect: "Defect"
    }
  }
}
