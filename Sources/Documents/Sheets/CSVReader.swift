import Findings
import Foundation

/// A table out of a CSV or TSV file: the fields of each record, and the line where the record begins.
public struct CSVTable: Sendable, Equatable {
    public var rows: [[String]] = []
    /// `lines[i]` is the line, from 1, where `rows[i]` begins; a quoted field may span lines.
    public var lines: [Int] = []
    public var delimiter: Character = ","
    public var encoding: TextDecoding.Encoding = .utf8
}

/// Reads RFC 4180 text, and what spreadsheets write besides: `;`, tab or `|` as delimiter, LF or CR alone, a byte-order
/// mark, GB18030, a first line `sep=;`. Lines with nothing on them are left out.
///
/// ```swift
/// let report = try CSVReader.read(data)
/// report.value.rows[0]   // ["名称", "产值"]
/// ```
public enum CSVReader {
    /// The whole table. `delimiter` is guessed from the first lines where none is given.
    public static func read(_ data: Data, delimiter: Character? = nil, limits: DocumentLimits = .standard) throws -> Report<
        CSVTable
    > {
        var table = CSVTable()
        let summary = try read(data, delimiter: delimiter, limits: limits) { line, row in
            table.rows.append(row)
            table.lines.append(line)
        }
        table.delimiter = summary.value.delimiter
        table.encoding = summary.value.encoding
        return Report(table, findings: summary.findings)
    }

    /// Hands over record by record; the value holds no rows, only delimiter and encoding.
    public static func read(
        _ data: Data, delimiter: Character? = nil, limits: DocumentLimits = .standard,
        eachRow: (_ line: Int, _ fields: [String]) throws -> Void
    ) throws -> Report<CSVTable> {
        var decoded = try TextDecoding.decode(data, limits: limits).parts
        return try decoded.text.withUTF8 { bytes in
            var scanner = CSVScanner(bytes: bytes, limits: limits)
            scanner.delimiter = try delimiter?.asciiValue ?? scanner.declaredDelimiter() ?? scanner.guessedDelimiter()
            try scanner.scan(eachRow)
            var summary = CSVTable()
            summary.delimiter = Character(UnicodeScalar(scanner.delimiter))
            summary.encoding = decoded.encoding
            return Report(summary, findings: scanner.findings)
        }
    }
}

extension TextDecoding {
    fileprivate var parts: (text: String, encoding: Encoding) { (text, encoding) }
}

private struct CSVScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: DocumentLimits
    var delimiter = UInt8(ascii: ",")
    var findings: [Finding] = []
    private var index = 0
    private var line = 1
    private var cells = 0

    init(bytes: UnsafeBufferPointer<UInt8>, limits: DocumentLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    private static let quote = UInt8(ascii: "\""), lf: UInt8 = 10, cr: UInt8 = 13

    /// The line `sep=;` that Excel understands.
    mutating func declaredDelimiter() throws -> UInt8? {
        guard bytes.count > 4, bytes.prefix(4).elementsEqual("sep=".utf8) else { return nil }
        let mark = bytes[4]
        let next = bytes.count > 5 ? bytes[5] : Self.lf
        guard mark < 0x80, next == Self.lf || next == Self.cr else { return nil }
        index = 5
        endLine()
        return mark
    }

    /// The candidate that splits the first twenty records most evenly; quoted text does not count.
    func guessedDelimiter() -> UInt8 {
        let candidates: [UInt8] = [UInt8(ascii: ","), 9, UInt8(ascii: ";"), UInt8(ascii: "|")]
        var counts = [[Int]](repeating: [], count: candidates.count)
        var current = [Int](repeating: 0, count: candidates.count)
        var quoted = false
        var length = 0
        func close() {
            if length > 0 { for (i, n) in current.enumerated() { counts[i].append(n) } }
            current = [Int](repeating: 0, count: candidates.count)
            length = 0
        }
        for byte in bytes.prefix(1 << 16) {
            if byte == Self.quote { quoted.toggle() }
            if !quoted, byte == Self.lf || byte == Self.cr {
                close()
                if counts[0].count >= 20 { break }
                continue
            }
            length += 1
            if !quoted, let which = candidates.firstIndex(of: byte) { current[which] += 1 }
        }
        close()
        let scores = counts.map { lines -> Int in
            guard let head = lines.first, head > 0 else { return 0 }
            return lines.filter { $0 == head }.count * 1_000 / lines.count + min(head, 99)
        }
        guard let best = scores.max(), best > 0, let which = scores.firstIndex(of: best) else { return UInt8(ascii: ",") }
        return candidates[which]
    }

    mutating func scan(_ eachRow: (Int, [String]) throws -> Void) throws {
        var row: [String] = []
        var rows = 0
        while index < bytes.count {
            let start = line
            row.removeAll(keepingCapacity: true)
            let closed = try scanRecord(into: &row)
            if row.count == 1, row[0].isEmpty { continue }
            rows += 1
            cells += row.count
            if rows > limits.rows { throw tooLarge("rows", limits.rows, start) }
            if cells > limits.cells { throw tooLarge("cells", limits.cells, start) }
            if rows & 1023 == 0 { try limits.checkCancelled() }
            if closed { try eachRow(start, row) }
        }
    }

    /// One record up to and with its line end. False when a quote was never closed: the record is then not handed over.
    private mutating func scanRecord(into row: inout [String]) throws -> Bool {
        while true {
            if row.count >= limits.columns { throw tooLarge("columns", limits.columns, line) }
            if index < bytes.count, bytes[index] == Self.quote {
                guard let field = scanQuoted() else { return false }
                row.append(field)
            } else {
                row.append(scanBare())
            }
            guard index < bytes.count else { return true }
            if bytes[index] == delimiter {
                index += 1
                continue
            }
            endLine()
            return true
        }
    }

    private mutating func scanBare() -> String {
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == delimiter || byte == Self.lf || byte == Self.cr { break }
            index += 1
        }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
    }

    /// `"…""…"`. What follows the closing quote up to the delimiter is kept and reported.
    private mutating func scanQuoted() -> String? {
        let start = line
        index += 1
        var field: [UInt8] = []
        while true {
            guard index < bytes.count else {
                findings.append(Finding(.csvQuoteOpen, at: .line(start), ["line": "\(start)"]))
                return nil
            }
            let byte = bytes[index]
            index += 1
            if byte != Self.quote {
                field.append(byte)
                if byte == Self.lf || (byte == Self.cr && (index >= bytes.count || bytes[index] != Self.lf)) { line += 1 }
            } else if index < bytes.count, bytes[index] == Self.quote {
                field.append(byte)
                index += 1
            } else {
                break
            }
        }
        let tail = scanBare()
        if !tail.isEmpty {
            if findings.count < 100 { findings.append(Finding(.csvQuoteTail, at: .line(line), ["text": String(tail.prefix(40))])) }
            return String(decoding: field, as: UTF8.self) + tail
        }
        return String(decoding: field, as: UTF8.self)
    }

    private mutating func endLine() {
        guard index < bytes.count else { return }
        if bytes[index] == Self.cr, index + 1 < bytes.count, bytes[index + 1] == Self.lf { index += 1 }
        index += 1
        line += 1
    }

    private func tooLarge(_ what: String, _ limit: Int, _ line: Int) -> Unreadable {
        Unreadable(Finding(.tableTooLarge, at: .line(line), ["what": what, "limit": "\(limit)"]))
    }
}

extension FindingCode {
    public static let csvQuoteOpen = FindingCode(
        "documents.csv.quoteOpen", .error,
        zh: "第 {line} 行的引号一直没有闭合，从这一行起的内容都没有读入。请补上或删去这个引号后重新上传。",
        en:
            "A quote opened on line {line} is never closed; nothing from that line on was read. Close or remove the quote and send the file again."
    )
    public static let csvQuoteTail = FindingCode(
        "documents.csv.quoteTail", .warning,
        zh: "引号之后还有内容“{text}”，已并入同一格。引号内的引号应写两遍。",
        en:
            "There is “{text}” after a closing quote; it was joined to the same field. A quote inside a quoted field is written twice."
    )
    public static let tableTooLarge = FindingCode(
        "documents.table.tooLarge", .error,
        zh: "表格太大：{what} 超过 {limit}。请分成几个文件再传。",
        en: "The table is too large: more than {limit} {what}. Split it into several files.")
}
