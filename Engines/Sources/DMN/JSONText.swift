import Decimals
import FEEL
import Findings

/// Values and findings as JSON text, numbers with all their digits.
public enum JSONText {
    public static func object(_ entries: [(String, String)]) -> String {
        "{" + entries.map { string($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
    }

    public static func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

    public static func string(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\0"..<" ", "\u{2028}", "\u{2029}", "\u{7F}":
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// Contexts become objects, lists arrays, temporal values and ranges the text that FEEL writes; a failure is null.
    public static func of(_ value: Value) -> String {
        switch value {
        case .null, .failure: "null"
        case .boolean(let b): b ? "true" : "false"
        case .number(let n): n.description
        case .string(let s): string(s)
        case .list(let list): array(list.items.map(of))
        case .context(let context): object(context.entries.map { ($0, of($1)) })
        default: string(value.description)
        }
    }

    /// The outcome of a decision; in strict mode with its status and the fields that are missing.
    public static func of(_ outcome: Outcome, decision: String, strict: Bool, explanation: Explanation?) -> String {
        var entries: [(String, String)] = [("decision", string(decision)), ("value", of(outcome.value))]
        if strict {
            entries.append(("status", string(outcome.isDetermined ? "determined" : "undetermined")))
            entries.append(("fields", array(outcome.fields.map(string))))
            entries.append(("causes", of(outcome.causes.map(\.finding))))
        }
        entries.append(("findings", of(outcome.findings)))
        if let explanation { entries.append(("explanation", of(explanation))) }
        return object(entries)
    }

    public static func of(_ explanation: Explanation) -> String {
        var entries: [(String, String)] = [("decision", string(explanation.decision)), ("value", of(explanation.value))]
        if let written = explanation.written { entries.append(("written", string(written))) }
        if let table = explanation.table { entries.append(("table", of(table))) }
        if !explanation.requires.isEmpty { entries.append(("requires", array(explanation.requires.map { of($0) }))) }
        return object(entries)
    }

    static func of(_ explanation: TableExplanation) -> String {
        let rows = explanation.rows.enumerated().map { index, row in
            let cells = row.cells.enumerated().map { n, cell in
                var entries: [(String, String)] = [
                    ("input", string(explanation.table.inputs[cell.column].label)), ("actual", of(explanation.values[cell.column])),
                    ("required", string(explanation.required(row: index, cell: n))), ("verdict", string(cell.verdict.rawValue)),
                ]
                if let gap = cell.gap {
                    entries.append(("gap", of(gap.amount)))
                    if let beyond = gap.beyond { entries.append(("beyond", string(beyond.rawValue))) }
                }
                return object(entries)
            }
            var entries: [(String, String)] = [
                ("row", String(explanation.table.rows[index].number)), ("verdict", string(row.verdict.rawValue)),
                ("cells", array(cells)),
            ]
            if !row.written.isEmpty { entries.append(("outputs", array(row.written.map(string)))) }
            let notes = explanation.table.rows[index].annotations
            if !notes.isEmpty { entries.append(("annotations", array(notes.map(string)))) }
            return object(entries)
        }
        return object([
            ("hitPolicy", string(explanation.table.hitPolicy.rawValue)), ("applies", array(explanation.hits.map(String.init))),
            ("rows", array(rows)),
        ])
    }

    public static func of(_ findings: [Finding]) -> String { array(findings.map(of)) }

    public static func of(_ finding: Finding) -> String {
        object([
            ("code", string(finding.code.id)), ("severity", string(finding.severity.rawValue)),
            ("place", string(finding.place.description)),
            ("zh", string(finding.message(.zh))), ("en", string(finding.message(.en))),
        ])
    }
}

/// A JSON text as FEEL values: exact numbers, objects as contexts.
///
/// Depth and size are bounded; of an entry given twice the last one counts. Errors: `Unreadable` with the offset.
public struct JSONReader {
    private let bytes: [UInt8]
    private var at = 0
    private var depth = 0

    public static func read(_ bytes: [UInt8]) throws -> Value {
        var reader = JSONReader(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.at = 3 }
        let value = try reader.value()
        reader.skip()
        guard reader.at == bytes.count else { throw reader.fault() }
        return value
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private func fault() -> Unreadable {
        var line = 1
        var column = 1
        for byte in bytes.prefix(at) {
            column += 1
            if byte == 0x0A { (line, column) = (line + 1, 1) }
        }
        return Unreadable(Finding(.jsonBroken, at: .line(line, column: column)))
    }

    private mutating func skip() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard at + count <= bytes.count else { return false }
        for n in 0..<count where bytes[at + n] != text.utf8Start[n] { return false }
        at += count
        return true
    }

    private mutating func value() throws -> Value {
        skip()
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100, at < bytes.count else { throw fault() }
        switch bytes[at] {
        case 0x7B: return try object()
        case 0x5B: return try array()
        case 0x22: return .string(try string())
        case 0x74 where take("true"): return .boolean(true)
        case 0x66 where take("false"): return .boolean(false)
        case 0x6E where take("null"): return .null
        default: return try number()
        }
    }

    private mutating func object() throws -> Value {
        at += 1
        var entries: [(String, Value)] = []
        skip()
        if take("}") { return .context([]) }
        while true {
            skip()
            guard at < bytes.count, bytes[at] == 0x22 else { throw fault() }
            let name = try string()
            skip()
            guard take(":") else { throw fault() }
            entries.append((name, try value()))
            skip()
            if take(",") { continue }
            guard take("}") else { throw fault() }
            return .context(entries)
        }
    }

    private mutating func array() throws -> Value {
        at += 1
        var items: [Value] = []
        skip()
        if take("]") { return .list([]) }
        while true {
            items.append(try value())
            skip()
            if take(",") { continue }
            guard take("]") else { throw fault() }
            return .list(items)
        }
    }

    private mutating func number() throws -> Value {
        let start = at
        while at < bytes.count, (0x30...0x39).contains(bytes[at]) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(bytes[at]) { at += 1 }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard let first = text.utf8.first, first == 0x2D || (0x30...0x39).contains(first), text.utf8.last != 0x2E,
            let n = Decimal34(text)
        else {
            at = start
            throw fault()
        }
        return .number(n)
    }

    private mutating func string() throws -> String {
        at += 1
        var out: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == 0x22 { return String(decoding: out, as: UTF8.self) }
            if byte < 0x20 { throw fault() }
            guard byte == 0x5C else {
                out.append(byte)
                continue
            }
            guard at < bytes.count else { throw fault() }
            let escaped = bytes[at]
            at += 1
            switch escaped {
            case 0x22, 0x5C, 0x2F: out.append(escaped)
            case 0x62: out.append(0x08)
            case 0x66: out.append(0x0C)
            case 0x6E: out.append(0x0A)
            case 0x72: out.append(0x0D)
            case 0x74: out.append(0x09)
            case 0x75:
                var code = try hex()
                if (0xD800...0xDBFF).contains(code), take("\\u") {
                    let low = try hex()
                    guard (0xDC00...0xDFFF).contains(low) else { throw fault() }
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                }
                out += Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
            default: throw fault()
            }
        }
        throw fault()
    }

    private mutating func hex() throws -> UInt32 {
        guard at + 4 <= bytes.count else { throw fault() }
        var code: UInt32 = 0
        for byte in bytes[at..<at + 4] {
            switch byte {
            case 0x30...0x39: code = code << 4 | UInt32(byte - 0x30)
            case 0x41...0x46, 0x61...0x66: code = code << 4 | UInt32((byte | 0x20) - 0x57)
            default: throw fault()
            }
        }
        at += 4
        return code
    }
}

extension FindingCode {
    static let jsonBroken = FindingCode("dmn.json.broken", .error, zh: "JSON 无法读取。", en: "The JSON cannot be read.")
}
