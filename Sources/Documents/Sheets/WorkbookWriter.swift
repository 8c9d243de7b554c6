import CXlsxWriter
import Findings
import Foundation

extension Workbook {
    /// The XLSX file. Text is always written as text, never as a formula. A text of more than 32,767 characters is cut and
    /// reported; a workbook without sheets gets an empty one.
    public func data() throws -> Report<Data> {
        let folder = try PrivateFolder()
        let path = folder.path("book.xlsx")
        let writer = try WorkbookWriter(path: path, workbook: self)
        let findings = try writer.write()
        guard let data = FileManager.default.contents(atPath: path) else { throw Unreadable(Finding(.workbookUnwritten)) }
        return Report(data, findings: findings)
    }
}

/// libxlsxwriter writes to a path only; the folder is private to this write.
private final class WorkbookWriter {
    private struct Style: Hashable {
        var format: String?
        var isBold = false
        var mark = WorkbookCell.Mark.plain
        var isUnlocked = false
        var isTitle = false
    }

    private let workbook: Workbook
    private let book: UnsafeMutablePointer<lxw_workbook>
    private var formats: [Style: UnsafeMutablePointer<lxw_format>] = [:]
    private var names: Set<String> = []
    private var findings: [Finding] = []
    private var listColumn = 0
    private var lists: UnsafeMutablePointer<lxw_worksheet>?
    private var isClosed = false
    private var listName = "_选项"

    init(path: String, workbook: Workbook) throws {
        guard let book = workbook_new(path) else { throw Unreadable(Finding(.workbookUnwritten)) }
        self.book = book
        self.workbook = workbook
    }

    deinit { if !isClosed { _ = workbook_close(book) } }

    func write() throws -> [Finding] {
        setProperties()
        let sheets = workbook.sheets.isEmpty ? [WorkbookSheet("Sheet1")] : workbook.sheets
        var isFirst = true
        for sheet in sheets {
            guard let page = workbook_add_worksheet(book, uniqueName(sheet.name)) else {
                throw Unreadable(Finding(.workbookUnwritten))
            }
            write(sheet, on: page)
            if sheet.isHidden {
                worksheet_hide(page)
            } else if isFirst {
                worksheet_activate(page)
                worksheet_set_first_sheet(page)
                isFirst = false
            }
        }
        isClosed = true
        guard workbook_close(book) == LXW_NO_ERROR else { throw Unreadable(Finding(.workbookUnwritten)) }
        return findings
    }

    private func setProperties() {
        var properties = lxw_doc_properties()
        properties.created = time_t(workbook.created)
        workbook.title.withCString { title in
            properties.title = UnsafeMutablePointer(mutating: title)
            _ = workbook_set_properties(book, &properties)
        }
    }

    /// At most 31 UTF-16 units, none of `[]:*?/\`, no apostrophe at the ends, unique whatever the case.
    private func uniqueName(_ name: String) -> String {
        var base = String(
            name.unicodeScalars.filter { $0.value >= 0x20 && !"[]:*?/\\".unicodeScalars.contains($0) }.map(Character.init))
        base = base.trimmingCharacters(in: CharacterSet(charactersIn: "' "))
        if base.isEmpty || base.lowercased() == "history" { base = "Sheet" }
        func cut(_ text: String, _ room: Int) -> String {
            var out = text
            while out.utf16.count > room { out.removeLast() }
            return out
        }
        var unique = cut(base, 31)
        var number = 2
        while !names.insert(unique.lowercased()).inserted {
            let tail = " (\(number))"
            unique = cut(base, 31 - tail.utf16.count) + tail
            number += 1
        }
        return unique
    }

    // MARK: One sheet

    private func write(_ sheet: WorkbookSheet, on page: UnsafeMutablePointer<lxw_worksheet>) {
        let hasHeader = sheet.columns.contains { !$0.title.isEmpty }
        let header = sheet.preamble.count
        let first = header + (hasHeader ? 1 : 0)
        writeColumns(sheet, on: page)
        for (number, line) in sheet.preamble.enumerated() {
            let style = format(Style(isBold: number == 0, isTitle: number == 0))
            let last = UInt16(clamping: max(sheet.columns.count, 1) - 1)
            let text = cut(line, row: number, column: 0, sheet)
            if last > 0 {
                worksheet_merge_range(page, UInt32(number), 0, UInt32(number), last, text, style)
            } else {
                worksheet_write_string(page, UInt32(number), 0, text, style)
            }
        }
        if hasHeader { writeHeader(sheet, on: page, row: header) }
        for (number, row) in sheet.rows.enumerated() { write(row, number: first + number, of: sheet, on: page) }
        writeSpareRows(sheet, on: page, from: first + sheet.rows.count)
        writeChoices(sheet, on: page, from: first, to: first + sheet.rows.count + sheet.spareRows - 1)

        if sheet.isHeaderFrozen, hasHeader { worksheet_freeze_panes(page, UInt32(first), 0) }
        if hasHeader { worksheet_repeat_rows(page, UInt32(header), UInt32(header)) }
        if sheet.hasFilter, hasHeader, !sheet.rows.isEmpty {
            worksheet_autofilter(
                page, UInt32(header), 0, UInt32(first + sheet.rows.count - 1), UInt16(clamping: sheet.columns.count - 1))
        }
        if sheet.fitsWidth {
            worksheet_set_landscape(page)
            worksheet_set_paper(page, 9)  // A4
            worksheet_fit_to_pages(page, 1, 0)
        }
        if sheet.isLocked {
            var allowed = lxw_protection()
            (allowed.format_columns, allowed.format_rows, allowed.sort, allowed.autofilter) = (1, 1, 1, 1)
            worksheet_protect(page, nil, &allowed)
        }
    }

    private func writeColumns(_ sheet: WorkbookSheet, on page: UnsafeMutablePointer<lxw_worksheet>) {
        for (number, column) in sheet.columns.prefix(16_384).enumerated() {
            var options = lxw_row_col_options()
            options.hidden = column.isHidden ? 1 : 0
            let style = format(Style(format: column.format))
            let width = column.width.isFinite ? min(max(column.width, 1), 255) : 12
            worksheet_set_column_opt(page, UInt16(number), UInt16(number), width, style, &options)
        }
    }

    private func writeHeader(_ sheet: WorkbookSheet, on page: UnsafeMutablePointer<lxw_worksheet>, row: Int) {
        for (number, column) in sheet.columns.prefix(16_384).enumerated() {
            worksheet_write_string(
                page, UInt32(row), UInt16(number), cut(column.title, row: row, column: number, sheet),
                format(Style(isBold: true, mark: .header)))
            note(column.note, on: page, row: row, column: number)
        }
    }

    private func write(_ row: WorkbookRow, number: Int, of sheet: WorkbookSheet, on page: UnsafeMutablePointer<lxw_worksheet>) {
        guard number < 1_048_576 else { return }
        if row.isHidden {
            var options = lxw_row_col_options()
            options.hidden = 1
            worksheet_set_row_opt(page, UInt32(number), 15, nil, &options)
        }
        for (column, cell) in row.cells.prefix(16_384).enumerated() {
            let model = sheet.columns.indices.contains(column) ? sheet.columns[column] : WorkbookColumn()
            write(cell, model, row: number, column: column, sheet, on: page)
            note(cell.note, on: page, row: number, column: column)
        }
    }

    private func write(
        _ cell: WorkbookCell, _ column: WorkbookColumn, row: Int, column place: Int, _ sheet: WorkbookSheet,
        on page: UnsafeMutablePointer<lxw_worksheet>
    ) {
        let isInput = cell.isInput ?? column.isInput
        var style = Style(format: cell.format ?? column.format, isBold: cell.isBold, mark: cell.mark, isUnlocked: isInput)
        if style.mark == .plain, isInput, sheet.isLocked { style.mark = .input }
        let (row32, column16) = (UInt32(row), UInt16(place))
        switch cell.cell {
        case .empty: worksheet_write_blank(page, row32, column16, format(style))
        case .text(let text), .error(let text):
            worksheet_write_string(page, row32, column16, cut(text, row: row, column: place, sheet), format(style))
        case .number(let value, let text):
            if value.isFinite {
                worksheet_write_number(page, row32, column16, value, format(style))
            } else {
                worksheet_write_string(page, row32, column16, cut(text, row: row, column: place, sheet), format(style))
            }
        case .bool(let value): worksheet_write_boolean(page, row32, column16, value ? 1 : 0, format(style))
        case .date(let date):
            guard date.time.map({ $0.hour < 24 || date.day == nil }) ?? true, date.day.map({ $0.year >= 1900 }) ?? true else {
                worksheet_write_string(page, row32, column16, date.description, format(style))
                return
            }
            style.format = style.format ?? (date.day == nil ? "[h]:mm:ss" : date.time == nil ? "yyyy-mm-dd" : "yyyy-mm-dd hh:mm:ss")
            worksheet_write_number(page, row32, column16, date.serial, format(style))
        }
    }

    private func writeSpareRows(_ sheet: WorkbookSheet, on page: UnsafeMutablePointer<lxw_worksheet>, from first: Int) {
        for row in first..<max(first, min(first + sheet.spareRows, 1_048_576)) {
            for (number, column) in sheet.columns.prefix(16_384).enumerated() {
                write(WorkbookCell(.empty), column, row: row, column: number, sheet, on: page)
            }
        }
    }

    private func note(_ text: String?, on page: UnsafeMutablePointer<lxw_worksheet>, row: Int, column: Int) {
        guard let text, !text.isEmpty else { return }
        worksheet_write_comment(page, UInt32(row), UInt16(column), String(text.prefix(2_000)))
    }

    // MARK: Choices

    private func writeChoices(_ sheet: WorkbookSheet, on page: UnsafeMutablePointer<lxw_worksheet>, from first: Int, to last: Int) {
        guard first <= last, last < 1_048_576 else { return }
        for (number, column) in sheet.columns.prefix(16_384).enumerated() where !column.choices.isEmpty {
            var rule = lxw_data_validation()
            rule.ignore_blank = UInt8(LXW_VALIDATION_ON.rawValue)
            let strings: [UnsafeMutablePointer<CChar>?]
            // A list written into the rule holds 255 characters and no comma; a longer one stands on a hidden sheet.
            let isShort = column.choices.joined(separator: ",").utf16.count <= 255 && !column.choices.contains { $0.contains(",") }
            if isShort {
                rule.validate = UInt8(LXW_VALIDATION_TYPE_LIST.rawValue)
                strings = column.choices.map { strdup($0) } + [nil]
            } else {
                rule.validate = UInt8(LXW_VALIDATION_TYPE_LIST_FORMULA.rawValue)
                strings = [strdup(listed(column.choices))]
                rule.value_formula = strings[0]
            }
            var pointers = strings
            pointers.withUnsafeMutableBufferPointer { buffer in
                if isShort { rule.value_list = buffer.baseAddress }
                _ = worksheet_data_validation_range(
                    page, UInt32(first), UInt16(number), UInt32(last), UInt16(number), &rule)
            }
            for string in strings { free(string) }
        }
    }

    /// Puts the choices in the next column of the hidden sheet and gives their address.
    private func listed(_ choices: [String]) -> String {
        if lists == nil {
            listName = uniqueName(listName)
            lists = workbook_add_worksheet(book, listName)
            if let lists { worksheet_hide(lists) }
        }
        let column = listColumn
        listColumn = min(listColumn + 1, 16_383)
        for (row, choice) in choices.prefix(1_048_576).enumerated() {
            worksheet_write_string(lists, UInt32(row), UInt16(column), String(choice.prefix(32_767)), nil)
        }
        var letters = ""
        var rest = column + 1
        while rest > 0 {
            letters = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + letters
            rest = (rest - 1) / 26
        }
        return "='\(listName)'!$\(letters)$1:$\(letters)$\(min(choices.count, 1_048_576))"
    }

    // MARK: Styles and text

    private func format(_ style: Style) -> UnsafeMutablePointer<lxw_format>? {
        if let made = formats[style] { return made }
        guard let made = workbook_add_format(book) else { return nil }
        if let code = style.format { format_set_num_format(made, String(code.prefix(127))) }
        if style.isBold { format_set_bold(made) }
        if style.isUnlocked { format_set_unlocked(made) }
        if style.isTitle { format_set_font_size(made, 16) }
        format_set_align(made, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
        if style.mark != .plain {
            format_set_text_wrap(made)
            format_set_border(made, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_border_color(made, 0xC8CDD3)
        }
        switch style.mark {
        case .plain: break
        case .header: format_set_bg_color(made, 0xE9EDF2)
        case .input: format_set_bg_color(made, 0xFFFBE6)
        case .warning: format_set_bg_color(made, 0xFFE8B8)
        case .error:
            format_set_bg_color(made, 0xFAD7D4)
            format_set_font_color(made, 0x8F1D14)
        case .muted: format_set_font_color(made, 0x7A828C)
        }
        formats[style] = made
        return made
    }

    /// What a cell can hold: 32,767 UTF-16 units, no NUL.
    private func cut(_ text: String, row: Int, column: Int, _ sheet: WorkbookSheet) -> String {
        let clean = text.utf8.contains(0) ? text.replacing("\0", with: "") : text
        guard clean.utf8.count > 32_767, clean.utf16.count > 32_767 else { return clean }
        findings.append(Finding(.workbookTextCut, at: .cell(row: row + 1, column: column + 1, sheet: sheet.name)))
        return String(decoding: Array(clean.utf16.prefix(32_766)), as: UTF16.self)
    }
}

extension SheetDate {
    /// The serial of the 1900 system, with its 29th of February 1900.
    var serial: Double {
        let fraction = time.map { (Double($0.hour) * 3_600 + Double($0.minute) * 60 + Double($0.second)) / 86_400 } ?? 0
        guard let day else { return fraction }
        let shifted = day.month <= 2 ? day.year - 1 : day.year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let ofYear = (153 * (day.month > 2 ? day.month - 3 : day.month + 9) + 2) / 5 + day.day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear - 719_468 + 25_569
        return Double(days < 61 ? days - 1 : days) + fraction
    }
}

extension FindingCode {
    public static let workbookUnwritten = FindingCode(
        "documents.workbook.unwritten", .error,
        zh: "表格文件没有写成，可能是临时目录没有空间。请清理磁盘后再试。",
        en: "The workbook could not be written; the temporary folder may be full. Free some space and try again.")
    public static let workbookTextCut = FindingCode(
        "documents.workbook.textCut", .warning,
        zh: "这一格的文字超过 Excel 单元格的上限 32767 字，只写入了前面的部分。",
        en: "The text of this cell is longer than the 32,767 characters that Excel holds; only its beginning was written.")
}
