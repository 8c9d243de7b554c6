import Foundation
import Kernel

/// Reads a request's body by its content type: a browser's form, a form with files, or JSON.
enum FormBody {
    enum Kind: Sendable, Equatable {
        case none
        case form
        case multipart(boundary: String)
        case json
        case other

        init(contentType: String?) {
            guard let contentType else {
                self = .none
                return
            }
            let type = contentType.prefix { $0 != ";" }.lowercased().trimmingPrefix { $0 == " " }
            if type.hasPrefix("application/x-www-form-urlencoded") {
                self = .form
            } else if type.hasPrefix("multipart/form-data") {
                self = Multipart.boundary(contentType).map { .multipart(boundary: $0) } ?? .other
            } else if type.hasPrefix("application/json") || type.hasPrefix("application/") && type.contains("+json") {
                self = .json
            } else {
                self = .other
            }
        }
    }

    static func read(_ bytes: Data, _ kind: Kind) throws(Refusal) -> RawInput {
        if bytes.isEmpty { return RawInput() }
        switch kind {
        case .form:
            guard var raw = decodePairs(bytes, limit: 10_000) else {
                throw .unsupported(Text("表单内容无法解读：应为UTF-8编码。", "The form cannot be read: it must be UTF-8, correctly encoded."))
            }
            raw.texts = raw.texts.mapValues { $0.map(plainLines) }
            return raw
        case .multipart(let boundary): return try Multipart.read(bytes, boundary: boundary)
        case .json:
            guard let json = try? JSON(parsing: bytes) else {
                throw .unsupported(
                    Text("请求正文不是可读的JSON（或嵌套过深）。", "The body is not JSON that can be read, or is nested too deeply."))
            }
            return try RawInput(json: json)
        case .none, .other:
            throw .unsupported(
                Text(
                    "请以application/json、application/x-www-form-urlencoded或multipart/form-data发送。",
                    "Send application/json, application/x-www-form-urlencoded or multipart/form-data."))
        }
    }
}

/// Forms send line ends as CR LF; the house keeps LF.
func plainLines(_ text: String) -> String {
    guard text.utf8.contains(0x0D) else { return text }
    var bytes: [UInt8] = []
    var last: UInt8 = 0
    for byte in text.utf8 {
        if byte == 0x0A, last == 0x0D { bytes[bytes.count - 1] = 0x0A } else { bytes.append(byte) }
        last = byte
    }
    return String(decoding: bytes, as: UTF8.self)
}
