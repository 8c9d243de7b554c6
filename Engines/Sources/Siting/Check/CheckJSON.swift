import Decimals
import Findings

/// The checker's own reading of JSON: small, exact, with bounds on depth and size.
indirect enum CheckJSON {
    case object([String: CheckJSON])
    case array([CheckJSON])
    case value(Decimal34)
    case words(String)
    case flag(Bool)
    case nothing

    var members: [String: CheckJSON]? { if case .object(let members) = self { members } else { nil } }
    var items: [CheckJSON]? { if case .array(let items) = self { items } else { nil } }
    var number: Decimal34? { if case .value(let number) = self { number } else { nil } }
    var text: String? { if case .words(let text) = self { text } else { nil } }
    var isNothing: Bool { if case .nothing = self { true } else { false } }
    /// A whole number that fits.
    var whole: Int? { number.flatMap(\.int) }

    /// Nil where there is no such member, or null stands there.
    subscript(name: String) -> CheckJSON? {
        guard let found = members?[name], !found.isNothing else { return nil }
        return found
    }

    var strings: [String] { items?.compactMap(\.text) ?? [] }

    static func read(_ bytes: [UInt8]) throws -> CheckJSON {
        var scan = CheckScan(bytes: bytes[...])
        guard bytes.count <= 64 << 20, let found = scan.json(100) else { throw scan.refusal(bytes) }
        scan.space()
        guard scan.bytes.isEmpty else { throw scan.refusal(bytes) }
        return found
    }
}

private struct CheckScan {
    var bytes: ArraySlice<UInt8>

    func refusal(_ all: [UInt8]) -> Unreadable {
        let read = all.prefix(bytes.startIndex)
        let line = read.count { $0 == 0x0A } + 1
        let column = read.reversed().firstIndex(of: 0x0A).map { read.count - $0.base + 1 } ?? read.count + 1
        return Unreadable(Finding(.checkJSON, at: .line(line, column: column)))
    }

    mutating func space() { bytes = bytes.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 } }

    private mutating func starts(_ text: String) -> Bool {
        guard bytes.starts(with: text.utf8) else { return false }
        bytes = bytes.dropFirst(text.utf8.count)
        return true
    }

    mutating func json(_ depth: Int) -> CheckJSON? {
        space()
        guard depth > 0, let first = bytes.first else { return nil }
        if starts("{") {
            var members: [String: CheckJSON] = [:]
            space()
            if starts("}") { return .object(members) }
            repeat {
                space()
                guard let name = string() else { return nil }
                space()
                guard starts(":"), let value = json(depth - 1), members.updateValue(value, forKey: name) == nil else { return nil }
                space()
            } while starts(",")
            return starts("}") ? .object(members) : nil
        }
        if starts("[") {
            var items: [CheckJSON] = []
            space()
            if starts("]") { return .array(items) }
            repeat {
                guard let value = json(depth - 1) else { return nil }
                items.append(value)
                space()
            } while starts(",")
            return starts("]") ? .array(items) : nil
        }
        if first == 0x22 { return string().map { .words($0) } }
        if starts("true") { return .flag(true) }
        if starts("false") { return .flag(false) }
        if starts("null") { return .nothing }
        let digits = bytes.prefix {
            (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2B || $0 == 0x2E || $0 == 0x65 || $0 == 0x45
        }
        guard digits.count <= 400, digits.first != 0x2B, digits.first != 0x2E,
            let number = Decimal34(String(decoding: digits, as: UTF8.self))
        else { return nil }
        bytes = bytes.dropFirst(digits.count)
        return .value(number)
    }

    private mutating func string() -> String? {
        guard starts("\"") else { return nil }
        var out: [UInt8] = []
        while let byte = bytes.first {
            bytes = bytes.dropFirst()
            switch byte {
            case 0x22: return String(validating: out, as: UTF8.self)
            case 0x5C:
                guard let scalars = escaped() else { return nil }
                out += Array(scalars.utf8)
            case ..<0x20: return nil
            default: out.append(byte)
            }
        }
        return nil
    }

    private mutating func escaped() -> String? {
        guard let byte = bytes.first else { return nil }
        bytes = bytes.dropFirst()
        switch byte {
        case 0x22, 0x2F, 0x5C: return String(UnicodeScalar(byte))
        case 0x62: return "\u{8}"
        case 0x66: return "\u{C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75:
            guard let high = unit() else { return nil }
            if high & 0xFC00 == 0xD800, starts("\\u"), let low = unit() {
                return low & 0xFC00 == 0xDC00 ? String(decoding: [high, low], as: UTF16.self) : nil
            }
            return UnicodeScalar(high).map { String($0) }
        default: return nil
        }
    }

    private mutating func unit() -> UInt16? {
        let digits = bytes.prefix(4)
        guard digits.count == 4, digits.allSatisfy({ $0 != 0x2B && $0 != 0x2D }) else { return nil }
        bytes = bytes.dropFirst(4)
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

extension FindingCode {
    static let checkJSON = FindingCode(
        "siting.check.json", .error, zh: "JSON 在此处中断，无法读取。", en: "The JSON breaks off here and cannot be read.")
}
