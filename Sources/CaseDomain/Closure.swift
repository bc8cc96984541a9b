/// Why a case ended.
public struct Closure: Sendable, Hashable {
  public let reason: Reason
  /// What there is to say; OutOfScope needs it.
  public let explanation: String

  public init(reason: Reason, explanation: String = "") {
    self.reason = reason
    self.explanation = explanation
  }

  /// The reasons for closing (R48). The numbers are stored and travel.
  public enum Reason: Int32, CaseIterable, Sendable, Hashable {
    case mutualAgreement = 1
    case outOfScope = 2
    case closedByCustomer = 3
    case workingAsDesigned = 4
    case noResponse = 5
    case defect = 6

    /// Whether an explanation must come with it (R48).
    public var needsExplanation: Bool { self == .outOfScope }
  }
}
