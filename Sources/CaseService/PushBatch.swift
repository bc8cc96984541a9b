import CaseDomain
import CaseSchema
import RPCCore

/// Items of a stream of pushes that go to the store together, in the order they came.
struct PushBatch: Sendable {
  /// What an item is before the store has seen it.
  private enum Item {
    /// The next of `cases`.
    case sound
    /// No case could be made of it.
    case unfit(backendSystemID: String, backendID: String, FieldViolation)
  }

  /// The place of the first item in the stream.
  let firstIndex: Int64
  private var items: [Item] = []
  private(set) var cases: [PushedCase] = []
  /// Of the items, as the window counts them.
  private(set) var bytes = 0

  init(firstIndex: Int64) {
    self.firstIndex = firstIndex
  }

  var count: Int { items.count }

  /// Adds an item; one that is no case is rejected in its place, and the stream goes on.
  mutating func append(_ request: PushCaseRequest, bytes count: Int) {
    bytes += count
    do throws(FieldViolation) {
      cases.append(try PushedCase(request))
      items.append(.sound)
    } catch {
      items.append(
        .unfit(backendSystemID: request.backendSystemID, backendID: request.backendID, error))
    }
  }

  /// What each item is answered.
  ///
  /// - Parameter outcomes: of `cases`, in their order.
  func answers(_ outcomes: [PushedCase.Outcome]) -> [PushCasesResponse] {
    var answers: [PushCasesResponse] = []
    answers.reserveCapacity(items.count)
    var index = firstIndex
    var next = 0
    for item in items {
      var answer: PushOutcome
      switch item {
      case .sound:
        answer = PushOutcome(outcomes[next])
        answer.backendSystemID = cases[next].backendSystemID
        answer.backendID = cases[next].backendID
        next += 1
      case .unfit(let system, let id, let violation):
        answer = PushOutcome(.rejected(.invalid(violation)))
        answer.backendSystemID = system
        answer.backendID = id
      }
      answer.index = index
      answers.append(PushCasesResponse(content: .outcome(answer)))
      index += 1
    }
    return answers
  }
}

extension PushOutcome {
  /// All but the item's place and pair.
  init(_ outcome: PushedCase.Outcome) {
    self.init()
    switch outcome {
    case .created(let caseID):
      kind = .created
      id = caseID.rawValue
    case .exists(let caseID):
      kind = .exists
      id = caseID.rawValue
    case .rejected(let refusal):
      let error = RPCError(refusal)
      kind = .rejected
      code = error.code.rawValue
      field = refusal.violation?.field
      reason = refusal.violation?.reason ?? error.message
    }
  }
}
