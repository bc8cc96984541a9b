import Glibc

/// protoc with the built plugin, in a folder of its own.
final class Protoc {
  /// What a run left.
  struct Run {
    let succeeded: Bool
    /// Standard output and standard error.
    let output: String
  }

  /// Whether protoc is installed.
  static let isInstalled = run("protoc --version").succeeded

  /// Where the run's files go; removed with the value.
  let folder: String

  init() {
    var template = Array("/tmp/protoc-gen-casewire.XXXXXX".utf8CString)
    folder = mkdtemp(&template).map { String(cString: $0) } ?? ""
    precondition(!folder.isEmpty, "no temporary folder can be made")
  }

  deinit { _ = Self.run("rm -rf '\(folder)'") }

  /// Generates from `files` under `root` into the folder.
  func generate(_ files: [String], in root: String, parameters: String) -> Run {
    Self.run(
      "protoc '--plugin=protoc-gen-casewire=\(Self.plugin)' '-I\(root)' -I/usr/include '--casewire_out=\(folder)'"
        + " '--casewire_opt=\(parameters)' \(files.map { "'\($0)'" }.joined(separator: " "))")
  }

  /// The built plugin, which lies beside the test program.
  private static let plugin: String = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    let program = String(decoding: buffer.prefix(max(length, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let folder = program.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    return folder + "/protoc-gen-casewire"
  }()

  private static func run(_ command: String) -> Run {
    guard let pipe = popen(command + " 2>&1", "r") else { return Run(succeeded: false, output: "") }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { output += chunk.prefix(count) }
    return Run(succeeded: pclose(pipe) == 0, output: String(decoding: output, as: UTF8.self))
  }
}

/// The text of a file, or nil where it cannot be read.
func contents(of path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk.prefix(count) }
  return String(decoding: bytes, as: UTF8.self)
}

/// Writes a file; false where it cannot.
func write(_ text: String, to path: String) -> Bool {
  guard let file = fopen(path, "w") else { return false }
  defer { fclose(file) }
  return fputs(text, file) >= 0
}
