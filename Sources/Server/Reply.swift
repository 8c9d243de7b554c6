import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore

/// An answer before it is put on the wire.
struct Reply: Sendable {
    var status: Int
    var type: String
    var body: Body
    var headers: [(HTTPField.Name, String)] = []
    /// For the log: the endpoint that answered, and why it refused.
    var endpoint = ""
    var viewer = ""
    var note: String?
    /// True where the request's body was not read.
    var leavesBody = false

    enum Body: Sendable {
        case markup(HTML)
        case bytes(Data)
        case asset(Asset)
        case none
    }

    init(_ status: Int, type: String, _ body: Body) {
        self.status = status
        self.type = type
        self.body = body
    }

    mutating func add(_ name: String, _ value: String) {
        // A line end in a value would start a header of its own: such a value is never sent.
        guard let name = HTTPField.Name(name), !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
            return
        }
        headers.append((name, value))
    }

    /// Compresses where the caller takes it and it pays, and leaves the body out for HEAD.
    func response(acceptsGzip: Bool, isHead: Bool, common: HTTPFields, then: (@Sendable () async throws -> Void)? = nil) -> Response
    {
        var fields = common
        var bytes = ByteBuffer()
        switch body {
        case .none: break
        case .asset(let asset):
            if acceptsGzip, let packed = asset.packed {
                fields[.contentEncoding] = "gzip"
                bytes = packed
            } else {
                bytes = asset.plain
            }
            if asset.packed != nil { fields[.vary] = "Accept-Encoding" }
        case .markup(let markup):
            let packed =
                isWorthPacking(acceptsGzip, markup.count)
                ? markup.withBytes { gzip(UnsafeRawBufferPointer($0), level: 1) } : nil
            if packed != nil { fields[.contentEncoding] = "gzip" }
            bytes = packed.map { ByteBuffer(bytes: $0) } ?? markup.withBytes { ByteBuffer(bytes: $0) }
        case .bytes(let data):
            let isText = type.hasPrefix("text/") || type.hasPrefix("application/json") || type.hasPrefix("application/problem+json")
            let packed = isText && isWorthPacking(acceptsGzip, data.count) ? data.withUnsafeBytes { gzip($0, level: 1) } : nil
            if packed != nil { fields[.contentEncoding] = "gzip" }
            bytes = ByteBuffer(bytes: packed ?? Array(data))
        }
        if bytes.readableBytes > 0 || status == 200 { fields[.contentType] = type }
        for (name, value) in headers { fields.append(HTTPField(name: name, value: value)) }
        if fields[.cacheControl] == nil { fields[.cacheControl] = "no-store" }
        let content: ResponseBody
        if isHead {
            content = ResponseBody(contentLength: bytes.readableBytes) { try await $0.finish(nil) }
        } else if let then {
            content = ResponseBody(contentLength: bytes.readableBytes) { [bytes] writer in
                try await writer.write(bytes)
                try await writer.finish(nil)
                try await then()
            }
        } else {
            content = ResponseBody(byteBuffer: bytes)
        }
        return Response(status: .init(code: status), headers: fields, body: content)
    }

    private func isWorthPacking(_ isWished: Bool, _ count: Int) -> Bool { isWished && count >= 1024 }
}
