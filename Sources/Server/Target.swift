import Kernel

/// The path and the query of a request, decoded: `/plans/3?lang=en` is `["plans", "3"]` and `lang`.
struct Target: Sendable {
    static let lengthLimit = 8192
    static let segmentLimit = 32
    static let queryLimit = 1000

    /// As it came, without the query.
    let path: String
    let segments: [String]
    let query: RawInput

    static let root = Target(path: "/", segments: [], query: RawInput())

    private init(path: String, segments: [String], query: RawInput) {
        self.path = path
        self.segments = segments
        self.query = query
    }

    /// `nil` where the encoding is broken, or the path climbs (`..`).
    init?(_ target: String) {
        let bytes = target.utf8
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        path = String(target[..<end])
        var segments: [String] = []
        for part in bytes[..<end].split(separator: UInt8(ascii: "/")) {
            guard let segment = decodeURLPart(part, plusIsSpace: false), segment != "..", segment != ".",
                segments.count < Self.segmentLimit
            else { return nil }
            segments.append(segment)
        }
        self.segments = segments
        guard end < bytes.endIndex else {
            query = RawInput()
            return
        }
        guard let query = decodePairs(bytes[bytes.index(after: end)...], limit: Self.queryLimit) else { return nil }
        self.query = query
    }
}

/// `a=1&b=2` as queries and forms write it; `nil` where it is no UTF-8, badly encoded or has more than `limit` members.
func decodePairs(_ bytes: some Collection<UInt8>, limit: Int) -> RawInput? {
    var out = RawInput()
    var count = 0
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
        count += 1
        let middle = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
        guard count <= limit, let name = decodeURLPart(pair[..<middle], plusIsSpace: true) else { return nil }
        let rest = middle == pair.endIndex ? pair[pair.endIndex...] : pair[pair.index(after: middle)...]
        guard let value = decodeURLPart(rest, plusIsSpace: true) else { return nil }
        out.texts[name, default: []].append(value)
    }
    return out
}

/// Percent-decoding of RFC 3986; `nil` for a broken escape or bytes that are no UTF-8.
func decodeURLPart(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
    let percent = UInt8(ascii: "%")
    let plus = UInt8(ascii: "+")
    if !bytes.contains(where: { $0 == percent || (plusIsSpace && $0 == plus) }) { return String(validating: bytes, as: UTF8.self) }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var rest = bytes.makeIterator()
    while let byte = rest.next() {
        if byte == percent {
            guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else { return nil }
            out.append(high << 4 | low)
        } else {
            out.append(plusIsSpace && byte == plus ? 0x20 : byte)
        }
    }
    return String(validating: out, as: UTF8.self)
}

func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
}
