import Findings
import Foundation

/// One sheet of a workbook.
public struct Sheet: Sendable, Equatable {
    public var name = ""
    /// `rows[0]` is row 1; rows that the file leaves out are empty.
    public var rows: [[Cell]] = []
    public var merges: [SheetRange] = []
    /// Cells whose value a formula gave.
    public var formulas: Set<SheetPlace> = []
    /// Numbers from 1.
    public var hiddenRows: Set<Int> = []
    public var isHidden = false
}

/// A cell, row and column from 1.
public struct SheetPlace: Sendable, Hashable {
    public let row: Int, column: Int

    public init(row: Int, column: Int) { (self.row, self.column) = (row, column) }
}

/// A block of cells, rows and columns from 1, both ends included.
public struct SheetRange: Sendable, Hashable {
    public let firstRow: Int, firstColumn: Int, lastRow: Int, lastColumn: Int

    /// `B2:D5` or `B2`.
    public init?(_ text: String) {
        let ends = text.split(separator: ":").map { SheetRange.cell($0) }
        guard (1...2).contains(ends.count), let first = ends.first ?? nil, let last = ends.last ?? nil,
            first.row <= last.row, first.column <= last.column
        else { return nil }
        (firstRow, firstColumn, lastRow, lastColumn) = (first.row, first.column, last.row, last.column)
    }

    private static func cell(_ text: Substring) -> (row: Int, column: Int)? {
        let plain = text.filter { $0 != "$" }
        var column = 0
        let letters = plain.utf8.prefix { (65...90).contains($0) }
        guard (1...3).contains(letters.count), let row = Int(plain.dropFirst(letters.count)), row > 0 else { return nil }
        for letter in letters { column = column * 26 + Int(letter) - 64 }
        return (row, column)
    }
}

/// A row as it is read, before it is kept or dropped.
public struct SheetRow: Sendable {
    /// From 1.
    public let number: Int
    public let cells: [Cell]
    public let isHidden: Bool
}

/// Reads an XLSX file: values as they were last calculated, dates by their number format, shares as `35%`.
///
/// A formula that was never calculated gives an empty cell and a finding. Phonetic guides are left out.
///
/// ```swift
/// let sheets = try WorkbookReader.read(data).value
/// try WorkbookReader.read(data, sheet: "企业名录") { row in … }
/// ```
public enum WorkbookReader {
    /// All sheets, in the order of their tabs.
    public static func read(_ data: Data, limits: DocumentLimits = .spreadsheet) throws -> Report<[Sheet]> {
        var book = try WorkbookParts(data, limits: limits)
        var report = Report<[Sheet]>([])
        for entry in book.sheets {
            var sheet = Sheet(name: entry.name, isHidden: entry.isHidden)
            let reader = try book.rows(of: entry) { row in
                while sheet.rows.count < row.number - 1 { sheet.rows.append([]) }
                if row.number <= sheet.rows.count { sheet.rows[row.number - 1] = row.cells } else { sheet.rows.append(row.cells) }
                if row.isHidden { sheet.hiddenRows.insert(row.number) }
            }
            sheet.merges = reader.merges
            sheet.formulas = reader.formulas
            report.value.append(sheet)
            report.findings += reader.findings
        }
        return report
    }

    /// The names of the sheets, in the order of their tabs.
    public static func names(_ data: Data, limits: DocumentLimits = .spreadsheet) throws -> [String] {
        try WorkbookParts(data, limits: limits).sheets.map(\.name)
    }

    /// Hands over the rows of one sheet as they are read; the first sheet where no name is given. The value is the sheet
    /// without its rows.
    public static func read(
        _ data: Data, sheet name: String?, limits: DocumentLimits = .spreadsheet, eachRow: @escaping (SheetRow) throws -> Void
    ) throws -> Report<Sheet> {
        var book = try WorkbookParts(data, limits: limits)
        guard let entry = book.sheets.first(where: { name == nil || $0.name == name }) else {
            let known = book.sheets.map(\.name).joined(separator: "、")
            throw Unreadable(Finding(.workbookNoSheet, ["name": name ?? "", "sheets": known]))
        }
        let reader = try book.rows(of: entry, eachRow)
        return Report(Sheet(name: entry.name, merges: reader.merges, isHidden: entry.isHidden), findings: reader.findings)
    }
}

/// The parts that all sheets share: names, shared strings, number formats.
private struct WorkbookParts {
    struct Entry {
        let name: String
        let part: String
        let isHidden: Bool
    }

    private let archive: Archive
    private let limits: DocumentLimits
    private let relations: Relationships
    private(set) var sheets: [Entry] = []
    private var is1904 = false
    private var strings: [String]?
    private var formats: [SheetNumberFormat]?
    private var cells = 0

    init(_ data: Data, limits: DocumentLimits) throws {
        if let refusal = FileKind.sniff(data, name: "xlsx").refusal { throw Unreadable(refusal) }
        archive = try Archive(data, limits: limits)
        self.limits = limits
        let part = try Relationships(of: "", in: archive, limits: limits).path(kind: "officeDocument") ?? "xl/workbook.xml"
        relations = try Relationships(of: part, in: archive, limits: limits)
        let names = WorkbookNames()
        guard try XMLStream.read(part, of: archive, limits: limits, into: names) else { throw Unreadable(Finding(.workbookNone)) }
        is1904 = names.is1904
        for sheet in names.sheets {
            guard let path = relations.path(id: sheet.relation), archive.has(path) else { continue }
            sheets.append(Entry(name: sheet.name, part: path, isHidden: sheet.isHidden))
        }
        if sheets.isEmpty { throw Unreadable(Finding(.workbookNone)) }
    }

    mutating func rows(of entry: Entry, _ eachRow: @escaping (SheetRow) throws -> Void) throws -> SheetReceiver {
        let strings = try self.strings ?? sharedStrings()
        let formats = try self.formats ?? numberFormats()
        (self.strings, self.formats) = (strings, formats)
        let reader = SheetReceiver(
            sheet: entry.name, strings: strings, formats: formats, is1904: is1904, cells: cells, limits: limits, eachRow)
        try XMLStream.read(entry.part, of: archive, limits: limits, into: reader)
        reader.finish()
        cells = reader.cells
        return reader
    }

    private func sharedStrings() throws -> [String] {
        let reader = SharedStrings(limits: limits)
        try XMLStream.read(
            relations.path(kind: "sharedStrings") ?? "xl/sharedStrings.xml", of: archive, limits: limits, into: reader)
        return reader.strings
    }

    private func numberFormats() throws -> [SheetNumberFormat] {
        let reader = CellFormats()
        try XMLStream.read(relations.path(kind: "styles") ?? "xl/styles.xml", of: archive, limits: limits, into: reader)
        return reader.formats
    }
}

extension FindingCode {
    public static let workbookNone = FindingCode(
        "documents.workbook.none", .error,
        zh: "文件里没有工作表，可能不是 Excel 工作簿或已损坏。请在 Excel 或 WPS 中打开并另存为 XLSX 后再传。",
        en:
            "The file has no sheets; it may be damaged or no Excel workbook. Open it in Excel or WPS, save it as XLSX, and send it again."
    )
    public static let workbookNoSheet = FindingCode(
        "documents.workbook.noSheet", .error,
        zh: "没有名为“{name}”的工作表。文件里有：{sheets}。",
        en: "There is no sheet called “{name}”. The file has: {sheets}.")
}
