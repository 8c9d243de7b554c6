import Findings
import Foundation

/// Turns the XML of one sheet into rows. This is the hot path of an import: bytes are compared in place, and one row is
/// kept at a time.
final class SheetReceiver: XMLReceiver {
    private let sheet: String
    private let strings: [String]
    private let formats: [SheetNumberFormat]
    private let is1904: Bool
    private let limits: DocumentLimits
    private let eachRow: (SheetRow) throws -> Void

    private(set) var merges: [SheetRange] = []
    private(set) var formulas: Set<SheetPlace> = []
    private(set) var findings: [Finding] = []
    private(set) var cells: Int

    private enum Kind { case number, shared, inline, bool, error, iso }

    private var row: [Cell] = []
    private var number = 0
    private var isHidden = false
    private var column = 0
    private var kind = Kind.number
    private var style = 0
    private var value: [UInt8] = []
    private var isValue = false
    private var isPhonetic = false
    private var isFormula = false
    private var uncalculated = 0
    private var broken = 0

    init(
        sheet: String, strings: [String], formats: [SheetNumberFormat], is1904: Bool, cells: Int, limits: DocumentLimits,
        _ eachRow: @escaping (SheetRow) throws -> Void
    ) {
        self.sheet = sheet
        self.strings = strings
        self.formats = formats
        self.is1904 = is1904
        self.cells = cells
        self.limits = limits
        self.eachRow = eachRow
    }

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) throws {
        let local = localPart(name)
        if equal(local, "c") {
            try startCell(attributes)
        } else if equal(local, "v") || equal(local, "t") {
            isValue = !isPhonetic
        } else if equal(local, "row") {
            try startRow(attributes)
        } else if equal(local, "f") {
            isFormula = true
        } else if equal(local, "rPh") {
            isPhonetic = true
        } else if equal(local, "mergeCell"), merges.count < 100_000,
            let range = attributes.string("ref").flatMap({ SheetRange($0) })
        {
            merges.append(range)
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer) { if isValue { value.append(contentsOf: bytes) } }

    func end(_ name: UnsafePointer<CChar>) throws {
        let local = localPart(name)
        if equal(local, "v") || equal(local, "t") {
            isValue = false
        } else if equal(local, "c") {
            endCell()
        } else if equal(local, "row") {
            try eachRow(SheetRow(number: number, cells: row, isHidden: isHidden))
        } else if equal(local, "rPh") {
            isPhonetic = false
        }
    }

    private func startRow(_ attributes: XMLAttributes) throws {
        let next = attributes.integer("r") ?? (number + 1)
        guard next > number, next <= limits.rows else { throw tooLarge("rows", limits.rows, at: number + 1) }
        number = next
        isHidden = attributes.value("hidden").map { $0.pointee == 49 || $0.pointee == 116 } ?? false
        row.removeAll(keepingCapacity: true)
    }

    private func startCell(_ attributes: XMLAttributes) throws {
        column = row.count
        if let reference = attributes.value("r") { column = Self.column(reference) ?? row.count }
        guard column < limits.columns else { throw tooLarge("columns", limits.columns, at: number) }
        cells += 1 + max(0, column - row.count)
        guard cells <= limits.cells else { throw tooLarge("cells", limits.cells, at: number) }
        style = attributes.value("s").map { Int(atoi($0)) } ?? 0
        kind = attributes.value("t").map(Self.kind) ?? .number
        isFormula = false
        value.removeAll(keepingCapacity: true)
    }

    private static func column(_ reference: UnsafePointer<CChar>) -> Int? {
        var column = 0
        var letter = reference
        while (65...90).contains(letter.pointee), column < 1 << 20 {
            column = column * 26 + Int(letter.pointee) - 64
            letter += 1
        }
        return column > 0 ? column - 1 : nil
    }

    private static func kind(_ type: UnsafePointer<CChar>) -> Kind {
        if equal(type, "s") { return .shared }
        if equal(type, "inlineStr") || equal(type, "str") { return .inline }
        if equal(type, "b") { return .bool }
        if equal(type, "e") { return .error }
        return equal(type, "d") ? .iso : .number
    }

    private func endCell() {
        while row.count < column { row.append(.empty) }
        let cell = value.isEmpty ? Cell.empty : read()
        if isFormula, formulas.count < 100_000 { formulas.insert(SheetPlace(row: number, column: column + 1)) }
        if value.isEmpty, isFormula, kind != .inline { uncalculated += 1 }
        if column < row.count { row[column] = cell } else { row.append(cell) }
    }

    private func read() -> Cell {
        switch kind {
        case .shared:
            guard let index = Int(String(decoding: value, as: UTF8.self)), strings.indices.contains(index) else { return damaged() }
            return strings[index].isEmpty ? .empty : .text(strings[index])
        case .inline: return .text(unescaped(value))
        case .bool: return .bool(value[0] == 49 || value[0] == 116)
        case .error: return .error(String(decoding: value, as: UTF8.self))
        case .iso:
            let text = String(decoding: value, as: UTF8.self)
            return SheetDate(iso: text).map { .date($0) } ?? .text(text)
        case .number: return readNumber()
        }
    }

    private func readNumber() -> Cell {
        let isPlain = value.allSatisfy { (48...57).contains($0) || $0 == 46 || $0 == 45 || $0 == 43 || $0 == 69 || $0 == 101 }
        let text = String(decoding: value, as: UTF8.self)
        guard isPlain, value.count <= 400, let number = Double(text), number.isFinite else { return damaged() }
        if formats.indices.contains(style) {
            let format = formats[style]
            if format.hasDay || format.hasTime, let date = SheetDate(serial: number, format: format, is1904: is1904) {
                return .date(date)
            }
            if format.isPercent { return .number(number, text: percent(text, number)) }
        }
        // Seventeen digits are how a double is stored, not what was typed.
        return .number(number, text: value.count > 15 ? plainDigits(number) : text)
    }

    private func damaged() -> Cell {
        broken += 1
        if broken <= 20 {
            findings.append(
                Finding(
                    .sheetCell, at: .cell(row: number, column: column + 1, sheet: sheet),
                    ["text": String(String(decoding: value.prefix(40), as: UTF8.self))]))
        }
        return .empty
    }

    private func tooLarge(_ what: String, _ limit: Int, at row: Int) -> Unreadable {
        Unreadable(Finding(.tableTooLarge, at: .cell(row: row, column: nil, sheet: sheet), ["what": what, "limit": "\(limit)"]))
    }

    func finish() {
        guard uncalculated > 0 else { return }
        findings.append(
            Finding(
                .sheetUncalculated, at: .cell(row: nil, column: nil, sheet: sheet), ["count": "\(uncalculated)", "sheet": sheet]))
    }
}

/// Moves the decimal point two places, on the digits and not on the double, so that 0.35 is 35% and not 35.00000000000001%.
private func percent(_ text: String, _ number: Double) -> String {
    let shortest = text.utf8.count > 15 ? plainDigits(number) : text
    let isNegative = shortest.hasPrefix("-")
    let parts = shortest.drop { $0 == "-" || $0 == "+" }.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count <= 2, !shortest.contains("e"), !shortest.contains("E") else {
        return plainDigits(number * 100) + "%"
    }
    var fraction = parts.count == 2 ? String(parts[1]) : ""
    while fraction.utf8.count < 2 { fraction += "0" }
    var digits = String(whole) + fraction.prefix(2)
    digits = String(digits.drop { $0 == "0" })
    if digits.isEmpty { digits = "0" }
    let rest = String(fraction.dropFirst(2).reversed().drop { $0 == "0" }.reversed())
    return (isNegative ? "-" : "") + digits + (rest.isEmpty ? "" : "." + rest) + "%"
}

extension FindingCode {
    public static let sheetCell = FindingCode(
        "documents.sheet.cell", .error,
        zh: "这一格的内容“{text}”损坏，没有读入。请在 Excel 或 WPS 中重新填写并保存后再传。",
        en:
            "The content “{text}” of this cell is damaged and was not read. Type it again in Excel or WPS, save, and send the file again."
    )
    public static let sheetUncalculated = FindingCode(
        "documents.sheet.uncalculated", .warning,
        zh: "工作表“{sheet}”有 {count} 个公式没有计算结果，按空白读入。请在 Excel 或 WPS 中打开、保存一次后再传。",
        en:
            "The sheet “{sheet}” has {count} formulas without a result; they were read as empty. Open and save the file in Excel or WPS once, and send it again."
    )
}
