import Glibc
import TicketConversion

// Exit statuses of sysexits.h.
let wrongUsage: Int32 = 64
let wrongData: Int32 = 65
let noInput: Int32 = 66
let noOutput: Int32 = 74

let outputChunkBytes = 1 << 16

func complain(_ message: String, exitStatus: Int32) -> Never {
  let line = "convert-tickets: \(message)\n"
  _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  exit(exitStatus)
}

func contents(of path: String) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    complain("cannot open '\(path)': \(String(cString: strerror(errno)))", exitStatus: noInput)
  }
  defer { close(descriptor) }
  var contents: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    guard count >= 0 else {
      complain("cannot read '\(path)': \(String(cString: strerror(errno)))", exitStatus: noInput)
    }
    guard count > 0 else { return contents }
    contents += chunk[..<count]
  }
}

func writeOut(_ text: inout String) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    guard count >= 0 else {
      complain("cannot write: \(String(cString: strerror(errno)))", exitStatus: noOutput)
    }
    bytes = bytes.dropFirst(count)
  }
  text = ""
}

guard CommandLine.arguments.count == 2 else {
  complain("usage: convert-tickets CSV > NDJSON", exitStatus: wrongUsage)
}
let path = CommandLine.arguments[1]
do {
  var document = try TicketDocument(contents(of: path))
  var output = ""
  while let ticket = try document.next() {
    output += try ticket.push() + "\n"
    if output.utf8.count > outputChunkBytes { writeOut(&output) }
  }
  writeOut(&output)
} catch {
  complain("'\(path)', \(error)", exitStatus: wrongData)
}
