/// A workbook to be written: sheets with typed columns, prefilled cells, choices, notes and locks.
///
/// It serves two needs with one shape: an export (the columns of the screen), and a report form that a unit fills in, where
/// everything is locked but the input columns.
///
/// ```swift
/// var sheet = WorkbookSheet("月报", columns: [
///     WorkbookColumn("指标", width: 30), WorkbookColumn("本月完成", format: "0.00", isInput: true),
///     WorkbookColumn("状态", isInput: true, choices: ["正常", "滞后"]),
/// ])
/// sheet.isLocked = true
/// sheet.rows = [WorkbookRow([.init(.text("规上企业产值")), .init(.empty), .init(.empty)])]
/// let bytes = try Workbook(sheets: [sheet]).data().value
/// ```
public struct Workbook: Sendable, Equatable {
    public var sheets: [WorkbookSheet]
    public var title = ""
    /// Seconds since 1970, written as the creation time; the caller's clock, so that equal workbooks are equal bytes.
    public var created = 946_684_800

    public init(sheets: [WorkbookSheet]) { self.sheets = sheets }
}

public struct WorkbookSheet: Sendable, Equatable {
    /// Made safe and unique on writing: at most 31 characters, without `[]:*?/\`.
    public var name: String
    public var columns: [WorkbookColumn]
    public var rows: [WorkbookRow]
    /// Lines above the header, such as a title and a note on how to fill in; each is merged over all columns.
    public var preamble: [String] = []
    /// The header stays in view.
    public var isHeaderFrozen = true
    public var hasFilter = false
    /// Only input columns and cells marked as input can be changed.
    public var isLocked = false
    /// Empty rows after the last that take the format, lock and choices of their columns.
    public var spareRows = 0
    public var isHidden = false
    /// Printed across A4, all columns on one page.
    public var fitsWidth = false

    public init(_ name: String, columns: [WorkbookColumn] = [], rows: [WorkbookRow] = []) {
        self.name = name
        self.columns = columns
        self.rows = rows
    }
}

public struct WorkbookColumn: Sendable, Equatable {
    /// The header; a sheet whose headers are all empty has no header row.
    public var title: String
    /// In characters of the default font; a Chinese character takes two.
    public var width: Double
    /// A number format code such as `0.00`, `0.0%`, `yyyy-mm-dd`.
    public var format: String?
    public var isHidden: Bool
    /// Stays open in a locked sheet, and is shown as a place to fill in.
    public var isInput: Bool
    /// The values that a cell may take; empty for any.
    public var choices: [String]
    /// Shown when the pointer rests on the header.
    public var note: String?

    public init(
        _ title: String = "", width: Double = 12, format: String? = nil, isHidden: Bool = false, isInput: Bool = false,
        choices: [String] = [], note: String? = nil
    ) {
        self.title = title
        self.width = width
        self.format = format
        self.isHidden = isHidden
        self.isInput = isInput
        self.choices = choices
        self.note = note
    }
}

public struct WorkbookRow: Sendable, Equatable {
    public var cells: [WorkbookCell]
    public var isHidden: Bool

    public init(_ cells: [WorkbookCell], isHidden: Bool = false) {
        self.cells = cells
        self.isHidden = isHidden
    }
}

public struct WorkbookCell: Sendable, Equatable {
    public enum Mark: Sendable, Hashable { case plain, header, input, warning, error, muted }

    public var cell: Cell
    public var isBold: Bool
    public var mark: Mark
    /// `nil` takes the column's.
    public var format: String?
    /// `nil` takes the column's.
    public var isInput: Bool?
    public var note: String?

    public init(
        _ cell: Cell, isBold: Bool = false, mark: Mark = .plain, format: String? = nil, isInput: Bool? = nil, note: String? = nil
    ) {
        self.cell = cell
        self.isBold = isBold
        self.mark = mark
        self.format = format
        self.isInput = isInput
        self.note = note
    }
}
