import Findings

/// Reads a long table of values, one row for a region and an industry, from comma-separated bytes that come in pieces.
///
/// ```
/// table  = header *row            a row ends with LF or CR LF; a last row may lack it; empty lines are skipped
/// field  = plain / '"' *(char / '""') '"'
/// ```
/// The header names the columns; region, industry, value and, when asked for, year are taken, the others ignored. Keys keep
/// every byte they have. Nothing is repaired: what cannot be read, is not finite or is negative refuses the table with the
/// line named; an empty value, a zero and a repeated row are counted and said. Source: RFC 4180.
///
/// ```swift
/// var reader = ValueReader(columns: .init(region: "loc", industry: "prod", value: "val"))
/// reader.feed(bytes)
/// let cells = try reader.finish()     // Report<CellList>
/// ```
public struct ValueReader {
    public struct Columns: Sendable, Equatable {
        public var region: String
        public var industry: String
        public var value: String
        public var year: String?

        public init(region: String, industry: String, value: String, year: String? = nil) {
            self.region = region
            self.industry = industry
            self.value = value
            self.year = year
        }
    }

    public enum Negatives: String, Sendable, CaseIterable {
        /// A negative value refuses the table.
        case refuse
        /// A negative value is left out of every total, and counted.
        case setApart = "set-apart"
    }

    public enum Duplicates: String, Sendable, CaseIterable {
        case sum
        case refuse
    }

    static let longestRow = 1 << 20
    static let mostFindings = 20
    static let mostRows = 500_000_000

    private let names: Columns
    private let negatives: Negatives
    private let scanner = NumberScanner()
    private var wanted: Wanted?
    private var carry: [UInt8] = []
    private var line = 0
    private var isBroken = false
    private var unquoted: [UInt8] = []
    private var fields: [Range<Int>] = []
    private var cells = CellList()
    private var findings: [Finding] = []
    private var errors = 0

    /// Places of the wanted columns in the header.
    private struct Wanted {
        var region: Int
        var industry: Int
        var value: Int
        var year: Int
        var count: Int
        var last: Int { max(region, industry, value, year) }
    }

    public init(columns: Columns, negatives: Negatives = .refuse, duplicates: Duplicates = .sum) {
        names = columns
        self.negatives = negatives
        cells.duplicates = duplicates
        cells.hasYears = columns.year != nil
    }

    public mutating func feed(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { feed($0) } }

    public mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        var rest = bytes
        if !carry.isEmpty {
            // Complete the row that the last piece began; the search goes on where it stopped.
            guard let end = rowEnd(in: rest, quoted: isOpen(carry)) else {
                carry.append(contentsOf: rest)
                if carry.count > Self.longestRow { breakOff(.rowTooLong, ["limit": String(Self.longestRow)]) }
                return
            }
            carry.append(contentsOf: rest[..<end])
            let row = carry
            carry = []
            row.withUnsafeBufferPointer { take(row: $0) }
            rest = UnsafeBufferPointer(rebasing: rest[min(end + 1, rest.count)...])
        }
        while rest.count > 0, !isBroken {
            guard let end = rowEnd(in: rest, quoted: false) else {
                carry.append(contentsOf: rest)
                if carry.count > Self.longestRow { breakOff(.rowTooLong, ["limit": String(Self.longestRow)]) }
                return
            }
            take(row: UnsafeBufferPointer(rebasing: rest[..<end]))
            rest = UnsafeBufferPointer(rebasing: rest[(end + 1)...])
        }
    }

    public mutating func finish() throws -> Report<CellList> {
        if !carry.isEmpty, !isBroken {
            if isOpen(carry) { report(.quoteOpen, line: line + 1) }
            let row = carry
            carry = []
            row.withUnsafeBufferPointer { take(row: $0) }
        }
        if wanted == nil, errors == 0 { report(.noTable, line: nil) }
        if wanted != nil, errors == 0, cells.rows == 0 { report(.noRows, line: nil) }
        checkKeys()
        if errors > Self.mostFindings {
            findings.append(Finding(.moreErrors, ["count": String(errors - Self.mostFindings)]))
        }
        if errors > 0 { throw Unreadable(findings) }
        return Report(cells, findings: findings + cells.notes(negatives))
    }

    // MARK: Rows

    /// The line feed that ends the row; inside quotes a line feed belongs to the field.
    private func rowEnd(in bytes: UnsafeBufferPointer<UInt8>, quoted: Bool) -> Int? {
        var quoted = quoted
        for at in 0..<bytes.count {
            let byte = bytes[at]
            if byte > 0x22 { continue }
            if byte == 0x22 { quoted.toggle() } else if byte == 0x0A, !quoted { return at }
        }
        return nil
    }

    private func isOpen(_ bytes: [UInt8]) -> Bool { bytes.reduce(false) { $1 == 0x22 ? !$0 : $0 } }

    private mutating func breakOff(_ code: FindingCode, _ arguments: [String: String]) {
        isBroken = true
        carry = []
        report(code, line: line + 1, arguments)
    }

    private mutating func take(row: UnsafeBufferPointer<UInt8>) {
        line += 1
        var row = row
        if row.last == 0x0D { row = UnsafeBufferPointer(rebasing: row.dropLast()) }
        if line == 1, row.starts(with: [0xEF, 0xBB, 0xBF]) { row = UnsafeBufferPointer(rebasing: row.dropFirst(3)) }
        if row.isEmpty || isBroken { return }
        guard let wanted else { return readHeader(row) }
        let count = split(row)
        if count != wanted.count {
            return report(.fieldCount, line: line, ["count": String(count), "expected": String(wanted.count)])
        }
        if unquoted.isEmpty { return add(wanted, of: row) }
        let scratch = unquoted
        scratch.withUnsafeBufferPointer { add(wanted, of: $0) }
        line += row.reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
    }

    private mutating func add(_ wanted: Wanted, of source: UnsafeBufferPointer<UInt8>) {
        let year = wanted.year < 0 ? nil : UnsafeBufferPointer(rebasing: source[fields[wanted.year]])
        add(
            region: UnsafeBufferPointer(rebasing: source[fields[wanted.region]]),
            industry: UnsafeBufferPointer(rebasing: source[fields[wanted.industry]]),
            value: UnsafeBufferPointer(rebasing: source[fields[wanted.value]]), year: year)
    }

    private mutating func add(
        region: UnsafeBufferPointer<UInt8>, industry: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>,
        year: UnsafeBufferPointer<UInt8>?
    ) {
        if cells.rows >= Self.mostRows { return breakOff(.tooManyRows, ["limit": String(Self.mostRows)]) }
        if region.isEmpty { return report(.keyEmpty, line: line, ["column": names.region]) }
        if industry.isEmpty { return report(.keyEmpty, line: line, ["column": names.industry]) }
        if let year, year.isEmpty { return report(.keyEmpty, line: line, ["column": names.year ?? ""]) }
        let text = { String(decoding: value.prefix(40), as: UTF8.self) }
        switch scanner.scan(value) {
        case .unreadable: report(.valueUnreadable, line: line, ["text": text()])
        case .notFinite: report(.valueNotFinite, line: line, ["text": text()])
        case .empty:
            cells.note(empty: line)
            cells.append(region: region, industry: industry, year: year, value: 0, line: line)
        case .value(let number) where number < 0:
            if negatives == .refuse { return report(.valueNegative, line: line, ["text": text()]) }
            cells.note(negative: line)
            cells.append(region: region, industry: industry, year: year, value: 0, line: line)
        case .value(let number) where number != 0 && !(1e-100...1e100).contains(number):
            report(.valueOutOfRange, line: line, ["text": text()])
        case .value(let number):
            if number == 0 { cells.zeros += 1 }
            cells.append(region: region, industry: industry, year: year, value: number, line: line)
        }
    }

    // MARK: Fields

    private mutating func readHeader(_ row: UnsafeBufferPointer<UInt8>) {
        let count = split(row)
        let source = unquoted.isEmpty ? Array(row) : unquoted
        let header = fields.map { String(decoding: source[$0], as: UTF8.self) }
        func place(_ name: String) -> Int? {
            let places = header.indices.filter { header[$0] == name }
            if places.count == 1 { return places[0] }
            report(
                places.isEmpty ? .columnMissing : .columnTwice, line: line,
                ["column": name, "header": header.prefix(20).joined(separator: ", ")])
            return nil
        }
        let region = place(names.region)
        let industry = place(names.industry)
        let value = place(names.value)
        let year = names.year.map { place($0) ?? -2 } ?? -1
        guard let region, let industry, let value, year != -2 else { return isBroken = true }
        wanted = Wanted(region: region, industry: industry, value: value, year: year, count: count)
    }

    /// Sets `fields` to the ranges of the fields, in the row itself, or in `unquoted` where a quote stood; returns their number.
    private mutating func split(_ row: UnsafeBufferPointer<UInt8>) -> Int {
        fields.removeAll(keepingCapacity: true)
        unquoted.removeAll(keepingCapacity: true)
        var start = 0
        for at in 0..<row.count {
            if row[at] == 0x2C {
                fields.append(start..<at)
                start = at + 1
            } else if row[at] == 0x22 {
                return splitQuoted(row)
            }
        }
        fields.append(start..<row.count)
        return fields.count
    }

    private mutating func splitQuoted(_ row: UnsafeBufferPointer<UInt8>) -> Int {
        fields.removeAll(keepingCapacity: true)
        var start = 0
        var quoted = false
        var at = 0
        while at < row.count {
            let byte = row[at]
            if byte == 0x22 {
                if quoted, at + 1 < row.count, row[at + 1] == 0x22 {
                    unquoted.append(0x22)
                    at += 1
                } else {
                    quoted.toggle()
                }
            } else if byte == 0x2C, !quoted {
                fields.append(start..<unquoted.count)
                start = unquoted.count
            } else {
                unquoted.append(byte)
            }
            at += 1
        }
        fields.append(start..<unquoted.count)
        if unquoted.isEmpty { unquoted.append(0) }
        return fields.count
    }

    // MARK: Findings

    private mutating func checkKeys() {
        for (table, column) in [(cells.regions, names.region), (cells.industries, names.industry)] {
            for index in 0..<table.count where !table.isText(index) {
                report(.keyNotText, line: nil, ["column": column, "text": table.key(index)])
            }
        }
    }

    private mutating func report(_ code: FindingCode, line: Int?, _ arguments: [String: String] = [:]) {
        errors += 1
        if errors > Self.mostFindings { return }
        findings.append(Finding(code, at: line.map { .line($0) } ?? .whole, arguments))
    }
}
