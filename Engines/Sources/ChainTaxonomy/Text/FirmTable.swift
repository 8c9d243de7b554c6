import Findings

/// A table of firms: a header and rows of text, from comma-separated bytes (RFC 4180), a byte-order mark and CR LF allowed.
///
/// ```swift
/// let table = try FirmTable.read(bytes)
/// table.field(0, table.column("scope")!)
/// ```
/// Bytes that are not UTF-8, a quote left open and a row whose number of fields differs from the header's refuse the table.
public struct FirmTable: Sendable {
    public let header: [String]
    private let bytes: [UInt8]
    /// Ends of the fields, all rows one after the other, the header included.
    private let fields: [Range<Int>]

    public var rowCount: Int { header.isEmpty ? 0 : fields.count / header.count - 1 }

    public func column(_ name: String) -> Int? { header.firstIndex(of: name) }

    public func field(_ row: Int, _ column: Int) -> String {
        String(decoding: bytes[fields[(row + 1) * header.count + column]], as: UTF8.self)
    }

    public static func read(_ input: [UInt8]) throws -> FirmTable {
        if String(validating: input, as: UTF8.self) == nil { throw Unreadable(Finding(.treeNotText)) }
        var scanner = FieldScanner(input.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(input.dropFirst(3)) : input)
        try scanner.scan()
        guard scanner.width > 0 else { throw Unreadable(Finding(.firmsEmpty)) }
        return FirmTable(header: scanner.header, bytes: scanner.text, fields: scanner.fields)
    }

    private init(header: [String], bytes: [UInt8], fields: [Range<Int>]) {
        self.header = header
        self.bytes = bytes
        self.fields = fields
    }
}

private struct FieldScanner {
    let input: [UInt8]
    /// The fields without their quotes, one after the other.
    var text: [UInt8] = []
    var fields: [Range<Int>] = []
    var width = 0
    private var line = 1

    var header: [String] { fields.prefix(width).map { String(decoding: text[$0], as: UTF8.self) } }

    init(_ input: [UInt8]) {
        self.input = input
        text.reserveCapacity(input.count)
    }

    mutating func scan() throws {
        var at = 0
        while at < input.count {
            if input[at] == 0x0A || (input[at] == 0x0D && at + 1 < input.count && input[at + 1] == 0x0A) {
                at += input[at] == 0x0A ? 1 : 2
                line += 1
                continue
            }
            let first = fields.count
            try row(&at)
            let count = fields.count - first
            if width == 0 { width = count }
            if count != width {
                throw Unreadable(
                    Finding(.firmFields, at: .line(line), ["count": String(count), "expected": String(width)]))
            }
            line += 1
        }
    }

    private mutating func row(_ at: inout Int) throws {
        var start = text.count
        var quoted = false
        let firstLine = line
        while at < input.count {
            let byte = input[at]
            at += 1
            switch byte {
            case 0x22 where quoted && at < input.count && input[at] == 0x22:
                text.append(0x22)
                at += 1
            case 0x22: quoted.toggle()
            case 0x2C where !quoted:
                fields.append(start..<text.count)
                start = text.count
            case 0x0A where !quoted:
                if text.count > start, text.last == 0x0D { text.removeLast() }
                fields.append(start..<text.count)
                return
            default:
                if byte == 0x0A { line += 1 }
                text.append(byte)
            }
        }
        if quoted { throw Unreadable(Finding(.firmQuote, at: .line(firstLine))) }
        fields.append(start..<text.count)
    }
}

extension FindingCode {
    public static let firmsEmpty = FindingCode(
        "chain.firms.empty", .error, zh: "企业表是空的。", en: "The table of firms is empty.")
    public static let firmFields = FindingCode(
        "chain.firms.fields", .error, zh: "本行有 {count} 个字段，表头有 {expected} 个。",
        en: "The row has {count} fields, the header has {expected}.")
    public static let firmQuote = FindingCode(
        "chain.firms.quote", .error, zh: "从本行开始的引号没有关闭。", en: "A quote that opens in this row is never closed.")
}
