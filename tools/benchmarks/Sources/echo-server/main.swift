// The runtime alone: the benchmark's echo service on casewire's server. usage: echo-server SOCKET
import Dispatch
import Glibc
import RPCCore
import RPCSocket

guard CommandLine.arguments.count == 2 else {
  _ = "usage: echo-server SOCKET\n".withCString { write(STDERR_FILENO, $0, strlen($0)) }
  exit(64)
}
var router = Router()
router.add(CaseFromMemory())
let server = RPCServer(router: router)
server.serve(try ListeningSocket.listen(at: CommandLine.arguments[1]))
dispatchMain()
