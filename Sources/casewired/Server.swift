import CaseDomain
import CaseService
import CaseStore
import Dispatch
import Glibc
import Logging
import RPCCore
import RPCSchema
import RPCServices
import RPCSocket

/// The parts put together, from the database to the socket, and taken down again.
struct Server {
  private let settings: Settings
  private let log: LogQueue
  private let logger: Logger

  init(_ settings: Settings) {
    self.settings = settings
    let log = LogQueue(descriptor: STDERR_FILENO, format: settings.logFormat)
    self.log = log
    logger = Logger(label: "casewired") { _ in StreamLogHandler(level: settings.logLevel, queue: log) }
  }

  /// Serves until a signal ends the process.
  func run() throws -> Never {
    signal(SIGPIPE, SIG_IGN)
    raiseDescriptorLimit()
    // The socket first: who holds its path holds the database.
    let listening = try listeningSocket()
    let store = try openStore(orGiveUp: listening)
    let services = CasewireServices(
      store: store, clock: SystemClock.now, randomness: SystemRandomness.bytes,
      configuration: .init(principals: settings.principals))
    var router = Router()
    services.add(to: &router)
    let health = HealthService(services: router.services + [HealthService.descriptor])
    router.add(health)
    let counters = CallCounters()
    var configuration = RPCServer.Configuration()
    configuration.maximumConnections = settings.maximumConnections
    let server = RPCServer(
      router: router, interceptors: [CallLog(logger: logger), counters, services.interceptor],
      configuration: configuration)
    let signals = StopSignals { [settings, log, logger] name in
      logger.notice("stopping", metadata: ["signal": "\(name)", "calls": "\(counters.snapshot.started)"])
      ServiceSupervisor.notify("STOPPING=1")
      health.stopServing()
      await server.drain(grace: settings.gracePeriod)
      store.close()
      log.flush()
      exit(0)
    }
    server.serve(listening)
    announce(listening)
    withExtendedLifetime(signals) { dispatchMain() }
  }

  private func announce(_ listening: ListeningSocket) {
    print("casewired: listening on \(listening.path ?? "the inherited socket")")
    fflush(nil)
    ServiceSupervisor.notify("READY=1")
    logger.notice(
      "listening", metadata: ["socket": "\(listening.path ?? "inherited")", "database": "\(settings.database.path)"])
  }

  private func listeningSocket() throws -> ListeningSocket {
    if let inherited = try ServiceSupervisor.inheritedSocket() { return inherited }
    let path = settings.socketPath
    if path.isEmpty { throw StartupFailure(.usage, "the socket's path is empty; give --socket PATH") }
    guard path.utf8.count <= ListeningSocket.maximumPathLength else {
      throw StartupFailure(
        .usage,
        "socket path '\(path)' has \(path.utf8.count) bytes; a Unix socket's has at most "
          + "\(ListeningSocket.maximumPathLength)")
    }
    makeFolder(of: path, mode: 0o755)
    do {
      return try ListeningSocket.listen(at: path)
    } catch {
      throw StartupFailure(.cannotCreate, "\(error)")
    }
  }

  // A start that fails leaves nothing of the socket behind.
  private func openStore(orGiveUp listening: ListeningSocket) throws -> CaseStore {
    do {
      return try openStore()
    } catch {
      listening.close()
      throw error
    }
  }

  private func openStore() throws -> CaseStore {
    makeFolder(of: settings.database.path, mode: 0o700)
    // What customers write is nobody else's to read.
    umask(0o077)
    var configuration = CaseStore.Configuration(
      path: settings.database.path, clock: SystemClock.now, randomBytes: SystemRandomness.bytes)
    configuration.syncsEachCommit = settings.syncsEachCommit
    do {
      return try CaseStore.open(configuration)
    } catch let error as StoreError where error.kind == .inUse {
      throw StartupFailure(.cannotCreate, "\(error)")
    } catch {
      throw StartupFailure(.noInput, "\(error)")
    }
  }

  // A folder that cannot be made is told by what is opened in it.
  private func makeFolder(of path: String, mode: mode_t) {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
    let folder = String(path[..<slash])
    if mkdir(folder, mode) != 0, errno == ENOENT {
      makeFolder(of: folder, mode: mode)
      mkdir(folder, mode)
    }
  }

  private func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
