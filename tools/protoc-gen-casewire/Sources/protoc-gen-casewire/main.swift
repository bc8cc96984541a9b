import Generator
import Glibc

/// The largest request that is read: far over any schema's, so that a wrong standard input ends.
let maximumRequestSize = 256 << 20

let chunkSize = 64 << 10

/// Standard input to its end, or nil where it cannot be read or is too large.
func readRequest() -> [UInt8]? {
  var request: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: chunkSize)
  while request.count <= maximumRequestSize {
    let count = read(STDIN_FILENO, &chunk, chunk.count)
    if count == 0 { return request }
    if count < 0, errno != EINTR { return nil }
    request.append(contentsOf: chunk.prefix(max(count, 0)))
  }
  return nil
}

/// Writes all to standard output; false where it cannot.
func write(answer: [UInt8]) -> Bool {
  var rest = answer[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    if count < 0, errno != EINTR { return false }
    rest = rest.dropFirst(max(count, 0))
  }
  return true
}

guard let request = readRequest(), write(answer: Plugin.answer(request)) else {
  perror("protoc-gen-casewire: cannot read the request from standard input or write the answer")
  exit(EX_IOERR)
}
