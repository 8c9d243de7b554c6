/// A URL path with named parts, `/plans/{plan}/targets/{target}`: read from a request and printed from the same fields.
public struct Path: Sendable, Hashable, ExpressibleByStringLiteral {
    public enum Part: Sendable, Hashable {
        case literal(String)
        case field(String)
    }

    public let parts: [Part]

    public init(stringLiteral value: String) { self.init(value) }

    public init(_ pattern: String) {
        parts = pattern.split(separator: "/").map { part in
            part.hasPrefix("{") && part.hasSuffix("}") ? .field(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    public var pattern: String {
        "/"
            + parts.map { if case .field(let name) = $0 { "{\(name)}" } else if case .literal(let text) = $0 { text } else { "" } }
            .joined(separator: "/")
    }

    public var fields: [String] { parts.compactMap { if case .field(let name) = $0 { name } else { nil } } }

    /// The values of the named parts, or `nil` where the path is another one. Parts come decoded.
    public func match(_ segments: [String]) -> [String: String]? {
        guard segments.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            switch part {
            case .literal(let text): if text != segment { return nil }
            case .field(let name): values[name] = segment
            }
        }
        return values
    }

    /// The URL with a value for each named part; what is no part follows as a query, in the order given.
    public func url(_ values: [(name: String, value: String)]) -> String {
        var url = ""
        url.reserveCapacity(96)
        for part in parts {
            url += "/"
            switch part {
            case .literal(let text): url += text
            case .field(let name): url += encodeURLPart(values.first { $0.name == name }?.value ?? "")
            }
        }
        if url.isEmpty { url = "/" }
        var mark = "?"
        for (name, value) in values where !parts.contains(.field(name)) {
            url += mark + encodeURLPart(name) + "=" + encodeURLPart(value)
            mark = "&"
        }
        return url
    }

    /// The URL; what is no part of the path follows as a query, in the order of the names.
    public func url(_ raw: RawInput = RawInput()) -> String {
        var used: Set<String> = []
        let path = parts.map { part -> String in
            switch part {
            case .literal(let text): return "/" + text
            case .field(let name):
                used.insert(name)
                return "/" + encodeURLPart(raw[name] ?? "")
            }
        }.joined()
        let query = raw.texts.keys.filter { !used.contains($0) }.sorted().flatMap { name in
            (raw.texts[name] ?? []).map { "\(encodeURLPart(name))=\(encodeURLPart($0))" }
        }
        return (path.isEmpty ? "/" : path) + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
public func encodeURLPart(_ text: String) -> String {
    if text.utf8.allSatisfy(isUnreserved) { return text }
    let hex = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case _ where isUnreserved(byte): out.append(byte)
        default: out += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
    }
    return String(decoding: out, as: UTF8.self)
}

private func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
}
