import ProtobufBridge
import RPCCore
import RPCSchema

extension RPCError {
  // Whose types a detail's URL names: gRPC's libraries look at what follows the last slash.
  private static let typePrefix = "type.googleapis.com/"
  // A message of this many bytes is as long as anybody reads.
  private static let maximumMessageBytes = 8 << 10

  /// `google.rpc.Status`, encoded: the code, the message and the details.
  package var statusBytes: [UInt8] {
    var details: [Google_Protobuf_Any] = []
    if let info {
      let message = Google_Rpc_ErrorInfo(reason: info.reason, domain: info.domain, metadata: info.metadata)
      details.append(Self.any(Google_Rpc_ErrorInfo.descriptor.fullName, try? message.serialized()))
    }
    if !violations.isEmpty {
      let message = Google_Rpc_BadRequest(
        fieldViolations: violations.map { .init(field: $0.field, description: $0.description) })
      details.append(Self.any(Google_Rpc_BadRequest.descriptor.fullName, try? message.serialized()))
    }
    details += self.details.map { Self.any($0.typeName, $0.value) }
    // By bytes, since one character may have any number of them; a character that is cut becomes U+FFFD.
    let text =
      message.utf8.count <= Self.maximumMessageBytes
      ? message : String(decoding: message.utf8.prefix(Self.maximumMessageBytes), as: UTF8.self) + "…"
    let status = Google_Rpc_Status(code: code.rawValue, message: text, details: details)
    // Text with a NUL cannot be packed: tell the code alone.
    return (try? status.serialized()) ?? [0x08, UInt8(code.rawValue)]
  }

  private static func any(_ typeName: String, _ value: [UInt8]?) -> Google_Protobuf_Any {
    Google_Protobuf_Any(typeUrl: typePrefix + typeName, value: value ?? [])
  }

  /// The error of an encoded `google.rpc.Status`; nil where it says OK.
  ///
  /// - Throws: `DecodingError` where the bytes are no Status.
  package init?(statusBytes bytes: [UInt8]) throws {
    let status = try Google_Rpc_Status(serialized: bytes)
    guard status.code != 0 else { return nil }
    var error = RPCError(StatusCode(rawValue: status.code) ?? .unknown, status.message)
    for detail in status.details {
      let typeName = detail.typeUrl.split(separator: "/").last.map(String.init) ?? ""
      switch typeName {
      case Google_Rpc_ErrorInfo.descriptor.fullName:
        let info = try Google_Rpc_ErrorInfo(serialized: detail.value)
        error.info = Info(reason: info.reason, domain: info.domain, metadata: info.metadata)
      case Google_Rpc_BadRequest.descriptor.fullName:
        error.violations = try Google_Rpc_BadRequest(serialized: detail.value).fieldViolations.map {
          FieldViolation(field: $0.field, description: $0.description)
        }
      default:
        error.details.append(Detail(typeName: typeName, value: detail.value))
      }
    }
    self = error
  }
}
