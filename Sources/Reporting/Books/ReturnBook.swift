import Calendars
import Design
import Documents
import Findings
import Foundation
import Kernel
import Plan

/// A return as a workbook: prefilled and locked but for the boxes to fill in, with the ids of its rows in a hidden column and its own on a
/// hidden sheet. A returned one is the same workbook with what was typed in it, the wrong cells marked, and a sheet that lists them.
struct ReturnBook: Sendable {
    /// A column of the sheet, in order.
    enum Column: Int, CaseIterable {
        case id, about, title, unit, last, value, status, doneOn, note, source, why, next, confirmed

        var header: String {
            switch self {
            case .id: "行编号"
            case .about: "类别"
            case .title: "事项"
            case .unit: "计量单位"
            case .last: "上期值"
            case .value: "本期值"
            case .status: "目前状态"
            case .doneOn: "完成日期"
            case .note: "进展情况"
            case .source: "依据"
            case .why: "原因说明"
            case .next: "新的完成时间"
            case .confirmed: "数字已核对"
            }
        }

        /// The box of the entry that the column holds.
        var field: String? {
            switch self {
            case .value: "value"
            case .status: "status"
            case .doneOn: "done_on"
            case .note: "note"
            case .source: "source"
            case .why: "why"
            case .next: "next"
            case .confirmed: "confirmed"
            default: nil
            }
        }

        /// Which lines have this box.
        func isInput(_ about: Duty.About) -> Bool {
            switch self {
            case .value, .confirmed: about == .target
            case .status, .doneOn, .next: about == .task
            case .note: about != .target
            case .source, .why: about != .measure
            default: false
            }
        }

        static func of(field: String) -> Column? { allCases.first { $0.field == field } }

        /// A, B … M.
        var letter: String { String(UnicodeScalar(UInt8(65 + rawValue))) }
    }

    static let sheetName = "填报"
    static let marksName = "标识"
    static let format = "yaolian-return-1"
    /// The line with the headers, from 1: three lines stand above it.
    static let headerRow = 4

    let item: UnitReturn
    let lines: [ReturnLine]
    let plan: Plan
    let created: Instant
    /// What to mark, for a returned one.
    var problems: [CellProblem] = []

    var name: String { "\(safeFileName(item.unitName))_\(item.period)填报表.xlsx" }

    func data() throws -> Data { try workbook.data().value }

    var workbook: Workbook {
        var sheets = [main]
        if !problems.isEmpty { sheets.append(ReturnBook.list(problems)) }
        sheets += [ReturnBook.instructions, marks]
        var book = Workbook(sheets: sheets)
        book.title = "\(item.unitName) \(item.period) 填报表"
        book.created = Int(created.milliseconds / 1000)
        return book
    }

    // MARK: The sheet to fill in

    private var main: WorkbookSheet {
        var sheet = WorkbookSheet(ReturnBook.sheetName, columns: columns, rows: lines.map(row))
        sheet.preamble = [
            "\(Show.period(endingOn: item.period, .zh))进展填报表：\(item.unitName)",
            "\(plan.title)。应于\(item.due)前报送。\(plan.isExample ? "（示例）" : "")",
            "只填浅黄色格；下拉格从列表选；不要增删行、合并单元格或写公式。口径和期限见“事项”格的批注，怎么填见“填表说明”页。",
        ]
        sheet.isLocked = true
        sheet.fitsWidth = true
        return sheet
    }

    private var columns: [WorkbookColumn] {
        Column.allCases.map { column in
            switch column {
            case .id: WorkbookColumn(column.header, width: 28, isHidden: true)
            case .about: WorkbookColumn(column.header, width: 7)
            case .title: WorkbookColumn(column.header, width: 40)
            case .unit: WorkbookColumn(column.header, width: 10)
            case .last: WorkbookColumn(column.header, width: 12)
            case .value: WorkbookColumn(column.header, width: 12, note: "只填数字，不写单位。按上期同一口径；年内累计数填累计。")
            case .status:
                WorkbookColumn(column.header, width: 12, choices: TaskStatus.allCases.map(\.label.zh), note: "从列表选：未启动、已启动、已完成。")
            case .doneOn: WorkbookColumn(column.header, width: 13, format: "yyyy-mm-dd", note: "已完成的填，如2024-06-28。")
            case .note: WorkbookColumn(column.header, width: 36, note: "本期做了什么、到哪一步。上期文字已带入，请改成本期的。")
            case .source: WorkbookColumn(column.header, width: 26, note: "数值和已完成的必填：文件名、文号或数据来源。")
            case .why: WorkbookColumn(column.header, width: 26, note: "累计数减少、任务逾期的必填。")
            case .next: WorkbookColumn(column.header, width: 14, format: "yyyy-mm-dd", note: "逾期未完成的必填；仍按原日期考核。")
            case .confirmed: WorkbookColumn(column.header, width: 11, choices: ["是"], note: "与上期相差50倍以上、经核对无误的，选“是”。")
            }
        }
    }

    private func row(_ line: ReturnLine) -> WorkbookRow {
        let isOpen = line.state == .open || line.state == .returned
        let wrong = Dictionary(grouping: problems.filter { $0.line == line.id }, by: \.column)
        return WorkbookRow(
            Column.allCases.map { column in
                let isInput = isOpen && column.isInput(line.duty.about)
                var cell = WorkbookCell(
                    content(column, line), mark: isInput ? .plain : .muted, isInput: isInput,
                    note: column == .title ? note(line) : nil)
                if let found = wrong[column] {
                    cell.mark = .error
                    cell.note = found.map { "退回：\($0.message.zh)" }.joined(separator: "\n") + "\n改好后重新上传本表。"
                }
                return cell
            })
    }

    private func content(_ column: Column, _ line: ReturnLine) -> Cell {
        switch column {
        case .id: return .text(line.id.description)
        case .about: return .text(line.duty.about.label.zh)
        case .title: return .text(ReturnBook.title(line))
        case .unit: return line.duty.unit.map { .text($0) } ?? .empty
        case .last: return line.lastValue.map { .number($0) } ?? .empty
        default: break
        }
        guard column.isInput(line.duty.about), let field = column.field,
            let path = Entry.fields.first(where: { $0.name == field })?.path,
            let text = line.entry[keyPath: path]
        else { return .empty }
        switch column {
        case .value:
            if let value = try? Double.parse(text) { return .number(value) }
            return .text(text)
        case .status: return .text(TaskStatus(typed: text)?.label.zh ?? text)
        case .confirmed: return line.entry.isConfirmed ? .text("是") : .text(text)
        case .doneOn, .next:
            if let day = Day(text), let date = SheetDate.Day(year: day.year, month: day.month, day: day.day) {
                return .date(SheetDate(day: date))
            }
            return .text(text)
        default: return .text(text)
        }
    }

    /// The words by which a row is known again.
    static func title(_ line: ReturnLine) -> String {
        line.duty.about == .measure ? line.duty.measure ?? line.duty.title : line.duty.title
    }

    private func note(_ line: ReturnLine) -> String? {
        var words: [String] = []
        if let convention = line.duty.convention { words.append("口径：\(convention)") }
        if let measure = line.duty.measure, line.duty.about != .measure { words.append("举措：\(measure)") }
        if let due = line.duty.due { words.append(line.duty.about == .task ? "应于\(due)完成" : "目标期限\(due)") }
        if let period = line.lastPeriod { words.append("上期值为\(Show.period(endingOn: period, .zh))") }
        if line.duty.about == .measure, !line.duty.counts { words.append("配合单位，可不填") }
        if line.state == .returned, let reason = line.reason { words.append("上次退回：\(reason)") }
        return words.isEmpty ? nil : words.joined(separator: "\n")
    }

    // MARK: The other sheets

    /// The hidden sheet: what the workbook is, and a checksum over it and its rows.
    private var marks: WorkbookSheet {
        let pairs = [
            ("form", ReturnBook.format), ("plan", item.plan.description), ("period", item.period.description),
            ("return", item.id.description),
            ("version", String(item.version)), ("unit", item.holder.key), ("name", item.unitName),
            ("check", ReturnBook.checksum(item, lines.map(\.id))),
        ]
        var sheet = WorkbookSheet(
            ReturnBook.marksName, columns: [WorkbookColumn(width: 12), WorkbookColumn(width: 40)],
            rows: pairs.map { WorkbookRow([WorkbookCell(.text($0.0)), WorkbookCell(.text($0.1))]) })
        sheet.isHidden = true
        sheet.isLocked = true
        return sheet
    }

    static func checksum(_ item: UnitReturn, _ lines: [RecordID]) -> String {
        checksum(
            plan: item.plan.description, period: item.period.description, item: item.id.description, version: String(item.version),
            unit: item.holder.key, lines.map(\.description))
    }

    /// Finds damage and mix-ups; it keeps no secret, and gives no right.
    static func checksum(plan: String, period: String, item: String, version: String, unit: String, _ lines: [String]) -> String {
        String(sha256(([format, plan, period, item, version, unit] + lines.sorted()).joined(separator: "|").utf8).prefix(16))
    }

    static let instructions: WorkbookSheet = {
        let lines = [
            "填表说明",
            "1. 只填“填报”页的浅黄色格，其余已锁定。灰字为系统带出，不用改。",
            "2. 本期值：只填数字，不写单位；口径见“事项”格的批注，计量单位见“计量单位”列。特别注意亿元与万元。",
            "3. 累计数比上期减少的，在“原因说明”列写明原因；与上期相差50倍以上、经核对无误的，在“数字已核对”列选“是”。",
            "4. 目前状态：从列表选。已完成的填完成日期和依据；逾期未完成的填原因说明和新的完成时间（仍按原日期考核）。",
            "5. 原因说明要写卡在哪一步、谁在办、需要谁协调；“正在推进”之类不算原因。",
            "6. 依据：文件名、文号或数据来源。佐证材料请在网页或填报链接里上传。",
            "7. 不要增删行、合并单元格、写公式、加密码，也不要把本表另存为.xls。整张表一次采用或一次退回。",
            "8. 退回的表里，红色格要改，批注写明原因；改好后重新上传这张退回的表即可。",
        ]
        var sheet = WorkbookSheet(
            "填表说明", columns: [WorkbookColumn(width: 110)],
            rows: lines.enumerated().map { WorkbookRow([WorkbookCell(.text($1), isBold: $0 == 0)]) })
        sheet.fitsWidth = true
        return sheet
    }()

    /// Every place that is wrong, in one list.
    static func list(_ problems: [CellProblem]) -> WorkbookSheet {
        var sheet = WorkbookSheet(
            "退回说明",
            columns: [WorkbookColumn("位置", width: 14), WorkbookColumn("事项", width: 36), WorkbookColumn("问题和改法", width: 90)],
            rows: problems.map {
                WorkbookRow([
                    WorkbookCell(.text($0.place)), WorkbookCell(.text($0.title)),
                    WorkbookCell(.text($0.message.zh), mark: .error, note: $0.message.zh),
                ])
            })
        sheet.preamble = ["退回说明：本表没有采用任何内容", "请按下列各条改正后，重新上传这张表。"]
        sheet.fitsWidth = true
        return sheet
    }

    /// For a file that is no return of ours: what was read of it, and why it was returned.
    static func unknown(_ problems: [CellProblem], rows: [[Cell]]) throws -> Data {
        var sheets = [list(problems)]
        if !rows.isEmpty {
            let marks = Dictionary(
                problems.compactMap { problem in problem.cell.map { ($0, problem.message.zh) } },
                uniquingKeysWith: { $0 + "\n" + $1 })
            let copy = rows.prefix(2_000).enumerated().map { number, cells in
                WorkbookRow(
                    cells.prefix(60).enumerated().map { column, cell in
                        let note = marks[SheetPlace(row: number + 1, column: column + 1)]
                        return WorkbookCell(cell, mark: note == nil ? .plain : .error, note: note.map { "退回：\($0)" })
                    })
            }
            sheets.append(WorkbookSheet("原内容", columns: (0..<13).map { _ in WorkbookColumn(width: 18) }, rows: copy))
        }
        return try Workbook(sheets: sheets).data().value
    }
}

/// What is wrong with a cell of a workbook that came in.
struct CellProblem: Sendable, Hashable {
    /// `nil` for what concerns the whole file, or a row that is none of the return's.
    let line: RecordID?
    let column: ReturnBook.Column?
    let title: String
    /// 填报!F8, or the file.
    let place: String
    /// Where it stood in the file as it came.
    let cell: SheetPlace?
    let message: Text

    static func file(_ message: Text) -> CellProblem {
        CellProblem(line: nil, column: nil, title: "整份文件", place: "文件", cell: SheetPlace(row: 1, column: 1), message: message)
    }
}

/// A name for a file inside an archive: no folder, nothing that a file system refuses.
func safeFileName(_ name: String) -> String {
    let kept = name.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F && !"/\\:*?\"<>|".unicodeScalars.contains($0) }
    let text = String(String.UnicodeScalarView(kept.prefix(80)))
    return text.isEmpty ? "unit" : text
}
