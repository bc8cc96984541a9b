/// An enumeration.
struct EnumSchema {
  /// One name of an enumeration. Names may share a number.
  struct Value {
    let name: String
    let number: Int32
    let comment: String
  }

  let name: String
  /// `casewire.v1.PushOutcome.Kind`.
  let fullName: String
  let comment: String
  let values: [Value]
}
