import CAssets
import Design
import Kernel
import NIOCore

/// One embedded file of the browser's side, ready to be sent; `packed` where gzip makes it smaller.
struct Asset: Sendable {
    let name: String
    let type: String
    let plain: ByteBuffer
    let packed: ByteBuffer?
    let url: String

    init(name: String, bytes: UnsafeRawBufferPointer) {
        self.name = name
        type = Self.type(of: name)
        plain = ByteBuffer(bytes: bytes)
        packed = type.hasPrefix("image/png") ? nil : gzip(bytes, level: 9).map { ByteBuffer(bytes: $0) }
        url = "/assets/\(sha256(bytes).prefix(16))/\(name)"
    }

    private static func type(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        default: "application/octet-stream"
        }
    }
}

/// All embedded files by their address, which holds a hash of the content: an answer may be kept for good.
struct Assets: Sendable {
    /// Packed once a process.
    static let all = Assets()

    private let byURL: [String: Asset]
    let links: AssetLinks

    private init() {
        var byURL: [String: Asset] = [:]
        var urls: [String: String] = [:]
        for index in 0..<yaolian_asset_count() {
            let entry = yaolian_asset_at(index)
            let asset = Asset(
                name: String(cString: entry.name), bytes: UnsafeRawBufferPointer(start: entry.bytes, count: entry.count))
            byURL[asset.url] = asset
            urls[asset.name] = asset.url
        }
        self.byURL = byURL
        links = AssetLinks(urls)
    }

    subscript(_ path: String) -> Asset? { byURL[path] }

    /// Third-party files that the build did not find.
    var missing: [String] { ["htmx.min.js", "echarts.min.js"].filter { links[$0] == nil } }
}
