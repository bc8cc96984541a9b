import CaseClient
import CaseSchema
import RPCCore
import Synchronization

/// Tells what became of a push: rejections as they come, the file of rejects, the progress bar, the summary.
///
/// The reader's task and the session's use it at the same time.
final class PushReport: Sendable {
  private struct State {
    /// Sent and not answered yet, in order: answers come in the same order.
    var inFlight: [PushedLine] = []
    var head = 0
    var summary = PushSession.Summary()
    /// Lines that casectl did not send.
    var unsendable = 0
    var bar: ProgressBar?
  }

  // Answered lines are taken out of the array in lots of at least this many.
  private static let compaction = 4_096

  private let rejects: RejectsFile?
  private let state: Mutex<State>

  init(rejects: RejectsFile?, bar: ProgressBar?) {
    self.rejects = rejects
    state = Mutex(State(bar: bar))
  }

  /// What was answered, and what could not be sent.
  var summary: PushSession.Summary { state.withLock { $0.summary } }

  /// Whether there are lines that casectl did not send.
  var hasUnsendable: Bool { state.withLock { $0.unsendable > 0 } }

  /// Takes in what is about to be sent, and what is not.
  func read(_ batch: PushSource.Batch) {
    state.withLock { state in
      state.inFlight += batch.lines
      for (line, rejection) in batch.rejected { tell(rejection, line, &state) }
      state.unsendable += batch.rejected.count
      state.bar?.advance(bytesRead: batch.bytesRead, done: state.summary.total)
    }
  }

  /// Takes in the server's answer to the first line that has none.
  func answered(_ answer: PushSession.Answer) {
    state.withLock { state in
      let line = state.inFlight[state.head]
      state.head += 1
      if state.head >= Self.compaction, state.head * 2 >= state.inFlight.count {
        state.inFlight.removeFirst(state.head)
        state.head = 0
      }
      switch answer.outcome.kind {
      case .created: state.summary.created += 1
      case .exists: state.summary.existing += 1
      default: tell(Rejection(answer.outcome), line, &state)
      }
      state.bar?.advance(done: state.summary.total)
    }
  }

  /// Rejects everything that was sent: an atomic push takes all or none.
  func abortAll() {
    state.withLock { state in
      let reason = Rejection(.aborted, "another line cannot be sent, and an atomic push takes all or none")
      for line in state.inFlight[state.head...] { tell(reason, line, &state) }
      state.inFlight = []
      state.head = 0
    }
  }

  /// Takes the progress bar off the screen.
  func close() {
    state.withLock { $0.bar?.clear() }
  }

  private func tell(_ rejection: Rejection, _ line: PushedLine, _ state: inout State) {
    state.summary.rejected += 1
    state.bar?.clear()
    Terminal.error.write(Terminal.printable(rejection.text(line: line.number)) + "\n")
    rejects?.add(rejection, line)
  }
}

extension Rejection {
  fileprivate init(_ outcome: PushOutcome) {
    self.init(
      StatusCode(rawValue: outcome.code ?? StatusCode.unknown.rawValue) ?? .unknown, field: outcome.field ?? "",
      outcome.reason ?? "the server gave no reason")
  }
}

extension PushSession.Summary {
  /// `{"created":8469,"existing":0,"rejected":0}`
  var json: String { #"{"created":\#(created),"existing":\#(existing),"rejected":\#(rejected)}"# }
}
