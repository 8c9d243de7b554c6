import Findings

/// A JSON text as a tree. Numbers keep their digits; nothing is guessed.
///
/// Bounds: 32 MiB, 40 levels, two million values. A key given twice in one object is a fault. Errors: `Unreadable` with line and column.
indirect enum PlanningJSON {
    case object([(key: String, value: PlanningJSON)])
    case array([PlanningJSON])
    case number(String)
    case string(String)
    case bool(Bool)
    case null

    static let byteLimit = 32 << 20

    static func read(_ bytes: [UInt8]) throws -> PlanningJSON {
        guard bytes.count <= byteLimit else {
            throw Unreadable(Finding(.planTooLarge, ["what": "bytes", "count": "\(bytes.count)", "limit": "\(byteLimit)"]))
        }
        var reader = PlanningJSONReader(bytes)
        return try reader.document()
    }

    /// What stands here, for a message.
    var kind: String {
        switch self {
        case .object: "object"
        case .array: "array"
        case .number: "number"
        case .string: "string"
        case .bool: "true/false"
        case .null: "null"
        }
    }
}

private struct PlanningJSONReader {
    private let bytes: [UInt8]
    private var at = 0
    private var values = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws -> PlanningJSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
        let value = try value(depth: 0)
        skip()
        guard at == bytes.count else { throw fault("the end of the text") }
        return value
    }

    private func fault(_ expected: String) -> Unreadable {
        var line = 1
        var column = 1
        for byte in bytes.prefix(at) {
            if byte == 0x0A { (line, column) = (line + 1, 1) } else if byte & 0xC0 != 0x80 { column += 1 }
        }
        return Unreadable(Finding(.planJSONBroken, at: .line(line, column: column), ["expected": expected]))
    }

    private mutating func skip() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { at += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func word(_ text: StaticString, _ value: PlanningJSON) throws -> PlanningJSON {
        for n in 0..<text.utf8CodeUnitCount {
            guard take(text.utf8Start[n]) else { throw fault("true, false or null") }
        }
        return value
    }

    private mutating func value(depth: Int) throws -> PlanningJSON {
        skip()
        values += 1
        guard depth <= 40, values <= 2_000_000 else { throw fault("at most 40 levels and 2,000,000 values") }
        guard at < bytes.count else { throw fault("a value") }
        switch bytes[at] {
        case 0x7B: return try object(depth: depth)
        case 0x5B: return try array(depth: depth)
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .bool(true))
        case 0x66: return try word("false", .bool(false))
        case 0x6E: return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws -> PlanningJSON {
        at += 1
        var entries: [(key: String, value: PlanningJSON)] = []
        var seen: Set<String> = []
        skip()
        if take(0x7D) { return .object([]) }
        while true {
            skip()
            guard at < bytes.count, bytes[at] == 0x22 else { throw fault("a key in quotation marks") }
            let key = try string()
            guard seen.insert(key).inserted else { throw fault("each key once (“\(key)” stands here again)") }
            skip()
            guard take(0x3A) else { throw fault(":") }
            entries.append((key, try value(depth: depth + 1)))
            skip()
            if take(0x2C) { continue }
            guard take(0x7D) else { throw fault(", or }") }
            return .object(entries)
        }
    }

    private mutating func array(depth: Int) throws -> PlanningJSON {
        at += 1
        var items: [PlanningJSON] = []
        skip()
        if take(0x5D) { return .array([]) }
        while true {
            items.append(try value(depth: depth + 1))
            skip()
            if take(0x2C) { continue }
            guard take(0x5D) else { throw fault(", or ]") }
            return .array(items)
        }
    }

    private mutating func digits() -> Int {
        let start = at
        while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
        return at - start
    }

    private mutating func number() throws -> String {
        let start = at
        _ = take(0x2D)
        let first = at
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[first] != 0x30 else {
            at = start
            throw fault("a value")
        }
        if take(0x2E) { guard digits() > 0 else { throw fault("a digit after the point") } }
        if take(0x65) || take(0x45) {
            if !take(0x2B) { _ = take(0x2D) }
            guard digits() > 0 else { throw fault("a digit of the exponent") }
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func string() throws -> String {
        at += 1
        var out: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            if byte < 0x20 { throw fault("no control character in a string") }
            at += 1
            if byte == 0x22 {
                guard let text = String(validating: out, as: UTF8.self) else { throw fault("UTF-8 text") }
                return text
            }
            if byte == 0x5C { try escape(into: &out) } else { out.append(byte) }
        }
        throw fault("a quotation mark that ends the string")
    }

    private mutating func escape(into out: inout [UInt8]) throws {
        guard at < bytes.count else { throw fault("an escaped character") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: out.append(byte)
        case 0x62: out.append(0x08)
        case 0x66: out.append(0x0C)
        case 0x6E: out.append(0x0A)
        case 0x72: out.append(0x0D)
        case 0x74: out.append(0x09)
        case 0x75:
            var code = try hex()
            if (0xD800...0xDBFF).contains(code), take(0x5C), take(0x75) {
                let low = try hex()
                guard (0xDC00...0xDFFF).contains(low) else { throw fault("the second half of a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw fault("a Unicode character") }
            out += Array(String(scalar).utf8)
        default: throw fault("an escape that JSON knows")
        }
    }

    private mutating func hex() throws -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard at < bytes.count else { throw fault("four hexadecimal digits") }
            switch bytes[at] {
            case 0x30...0x39: code = code << 4 | UInt32(bytes[at] - 0x30)
            case 0x41...0x46, 0x61...0x66: code = code << 4 | UInt32((bytes[at] | 0x20) - 0x57)
            default: throw fault("four hexadecimal digits")
            }
            at += 1
        }
        return code
    }
}

extension FindingCode {
    static let planJSONBroken = FindingCode(
        "siting.plan.json", .error, zh: "JSON 无法读取：此处应为 {expected}。", en: "The JSON cannot be read: expected {expected} here.")
    static let planTooLarge = FindingCode(
        "siting.plan.size", .error, zh: "{what} 共 {count}，超过上限 {limit}。请缩小问题或分开求解。",
        en: "{count} {what} are more than the limit of {limit}. Make the problem smaller or solve it in parts.")
}
