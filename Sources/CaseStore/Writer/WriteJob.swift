/// A caller's wish to write, and how to tell the caller.
struct WriteJob: Sendable {
  /// Runs the body and answers how to hand over its result once that is durable.
  let run: @Sendable (borrowing WriteTransaction) throws -> @Sendable () -> Void
  let fail: @Sendable (any Error) -> Void

  init<T: Sendable>(
    _ body: @escaping @Sendable (borrowing WriteTransaction) throws -> T,
    _ completion: @escaping @Sendable (Result<T, any Error>) -> Void
  ) {
    run = { transaction in
      let value = try body(transaction)
      return { completion(.success(value)) }
    }
    fail = { completion(.failure($0)) }
  }
}
