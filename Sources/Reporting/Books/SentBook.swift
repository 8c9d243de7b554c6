import Calendars
import Documents
import Findings
import Foundation
import Kernel
import Plan

/// A workbook as it came in, read without believing anything of it.
struct SentBook: Sendable {
    struct Row: Sendable {
        /// From 1, as the office program counts it.
        let number: Int
        let id: String
        let title: String
        let cells: [Cell]
    }

    let plan: String
    let period: String
    let item: RecordID?
    let version: String
    let unit: String
    let unitName: String
    let check: String
    let rows: [Row]
    let formulas: Set<SheetPlace>
    let merges: [SheetRange]
    /// The sheet as it stood, for a copy.
    let sheet: [[Cell]]

    /// What is wrong with a file before anything of it is compared.
    struct Refused: Error, Sendable {
        let problems: [CellProblem]
        let sheet: [[Cell]]
    }

    static var limits: DocumentLimits {
        var limits = DocumentLimits.spreadsheet
        limits.fileSize = 8 << 20
        limits.partSize = 32 << 20
        limits.totalSize = 64 << 20
        limits.rows = 20_000
        limits.columns = 256
        limits.cells = 200_000
        limits.ratio = 200
        return limits
    }

    static func read(_ data: Data, name: String) -> Result<SentBook, Refused> {
        do { return .success(try SentBook(data, name: name)) } catch let refused as Refused {
            return .failure(refused)
        } catch let unreadable as Unreadable {
            return .failure(Refused(problems: [.file(unreadable.words)], sheet: []))
        } catch {
            return .failure(
                Refused(
                    problems: [
                        .file(
                            Text(
                                "文件打不开。请用Excel或WPS打开、另存为.xlsx后再传。",
                                "The file cannot be opened. Open it in Excel or WPS, save it as .xlsx, and send it again."))
                    ], sheet: []))
        }
    }

    private init(_ data: Data, name: String) throws {
        let sniffed = FileKind.sniff(data, name: name)
        if let refusal = sniffed.refusal { throw Unreadable(refusal) }
        guard sniffed.kind == .xlsx else {
            throw Refused(
                problems: [
                    .file(
                        Text(
                            "“\(name)”不是Excel工作簿（.xlsx）。请在本系统下载填报表，填好后原样上传。",
                            "“\(name)” is no Excel workbook (.xlsx). Download the form here, fill it in and send it as it is."))
                ], sheet: [])
        }
        let sheets = try WorkbookReader.read(data, limits: SentBook.limits).value
        let main = sheets.first { $0.name == ReturnBook.sheetName } ?? sheets.first { !$0.isHidden }
        let shown = main?.rows ?? []
        var marks: [String: String] = [:]
        for row in sheets.first(where: { $0.name == ReturnBook.marksName })?.rows ?? [] where row.count >= 2 {
            marks[row[0].text] = row[1].text
        }
        guard marks["form"] == ReturnBook.format, let main, main.name == ReturnBook.sheetName else {
            throw Refused(
                problems: [
                    .file(
                        Text(
                            "不是本系统发出的填报表，或“填报”“标识”页被删、被改名。请重新下载填报表，把内容抄过去。",
                            "This is no form of this system, or its sheets were deleted or renamed. Download the form again and copy the content over."
                        ))
                ], sheet: shown)
        }
        (plan, period, version) = (marks["plan"] ?? "", marks["period"] ?? "", marks["version"] ?? "")
        (unit, unitName, check) = (marks["unit"] ?? "", marks["name"] ?? "", marks["check"] ?? "")
        item = marks["return"].flatMap { RecordID($0) }
        sheet = shown
        formulas = main.formulas
        merges = main.merges.filter { $0.lastRow >= ReturnBook.headerRow }
        let headers = shown.indices.contains(ReturnBook.headerRow - 1) ? shown[ReturnBook.headerRow - 1].map(\.text) : []
        guard Array(headers.prefix(ReturnBook.Column.allCases.count)) == ReturnBook.Column.allCases.map(\.header) else {
            throw Refused(
                problems: [
                    CellProblem(
                        line: nil, column: nil, title: "表头", place: "填报!A\(ReturnBook.headerRow)",
                        cell: SheetPlace(row: ReturnBook.headerRow, column: 2),
                        message: Text(
                            "表头被移动、改名或增减了列。请重新下载填报表，把内容抄过去。",
                            "The headers were moved, renamed, added or deleted. Download the form again and copy the content over.")
                    )
                ], sheet: shown)
        }
        rows = shown.enumerated().dropFirst(ReturnBook.headerRow).compactMap { index, cells in
            if cells.allSatisfy({ $0.text.allSatisfy(\.isWhitespace) }) { return nil }
            func text(_ column: ReturnBook.Column) -> String {
                cells.indices.contains(column.rawValue) ? cells[column.rawValue].text : ""
            }
            return Row(number: index + 1, id: text(.id), title: text(.title), cells: cells)
        }
    }

    /// What its rows say of a return's lines, or everything that is wrong with it.
    func match(_ item: UnitReturn, _ lines: [ReturnLine]) -> Result<[RecordID: Entry], BookProblems> {
        var matching = Matching(book: self, item: item, lines: lines)
        let entries = matching.entries()
        return matching.problems.isEmpty ? .success(entries) : .failure(BookProblems(list: matching.problems, typed: entries))
    }
}

/// All that is wrong with a workbook, and what was typed nevertheless, for the workbook that goes back.
struct BookProblems: Error, Sendable {
    let list: [CellProblem]
    var typed: [RecordID: Entry] = [:]
}

private struct Matching {
    let book: SentBook
    let item: UnitReturn
    let lines: [ReturnLine]
    var problems: [CellProblem] = []

    mutating func entries() -> [RecordID: Entry] {
        let byID = Dictionary(lines.map { ($0.id.description, $0) }, uniquingKeysWith: { first, _ in first })
        var found: [RecordID: Entry] = [:]
        let sum = ReturnBook.checksum(
            plan: book.plan, period: book.period, item: book.item?.description ?? "", version: book.version, unit: book.unit,
            lines.map(\.id.description))
        if sum != book.check || book.unit != item.holder.key {
            problems.append(
                .file(
                    Text(
                        "表里的隐藏编号与下载时不符：编号被改过，或是拼接的表。请重新下载填报表，把内容抄过去。",
                        "The hidden ids are not those of the download: they were changed, or the file was pieced together. Download the form again and copy the content over."
                    )))
        }
        for row in book.rows {
            guard let line = byID[row.id] else {
                object(
                    row, nil, .title,
                    row.id.isEmpty
                        ? Text(
                            "第\(row.number)行是新增的行，不采用。请把内容并入对应事项；方案里没有的事项请联系集群办。",
                            "Row \(row.number) was added and cannot be taken. Move its content to the item it belongs to; for a new item ask the office."
                        )
                        : Text(
                            "第\(row.number)行的隐藏编号“\(row.id.prefix(40))”不是本表的编号。请重新下载填报表，把内容抄过去。",
                            "The hidden id “\(row.id.prefix(40))” of row \(row.number) is none of this form. Download the form again."
                        ))
                continue
            }
            if found[line.id] != nil {
                object(
                    row, line, .title,
                    Text(
                        "第\(row.number)行与前面重复（复制了行）。请删去多出的一行。",
                        "Row \(row.number) repeats an earlier one (a row was copied). Delete it."))
                continue
            }
            if row.title != ReturnBook.title(line) {
                object(
                    row, line, .title,
                    Text(
                        "这一行的事项应为“\(ReturnBook.title(line))”，表里是“\(row.title.prefix(40))”：行内容被移动或改写。请核对每一格属于哪一项。",
                        "This row should be “\(ReturnBook.title(line))” and reads “\(row.title.prefix(40))”: content was moved or rewritten. Check which item each cell belongs to."
                    ))
            }
            found[line.id] = entry(row, line)
        }
        for line in lines where found[line.id] == nil {
            found[line.id] = line.entry
            problems.append(
                CellProblem(
                    line: line.id, column: .title, title: line.duty.title, place: place(line, .title), cell: nil,
                    message: Text(
                        "“\(ReturnBook.title(line))”这一行被删了。没有变化也要填；请在退回的表里补填。",
                        "The row “\(ReturnBook.title(line))” was deleted. Fill it in again in the returned workbook.")))
        }
        for merge in book.merges {
            let row = book.rows.first { $0.number >= merge.firstRow && $0.number <= merge.lastRow }
            let column = ReturnBook.Column.allCases.first {
                $0.rawValue + 1 >= merge.firstColumn && $0.rawValue + 1 <= merge.lastColumn && $0 != .id
            }
            problems.append(
                CellProblem(
                    line: row.flatMap { byID[$0.id]?.id }, column: column ?? .title, title: row?.title ?? "",
                    place: "填报!\((column ?? .title).letter)\(merge.firstRow)",
                    cell: SheetPlace(row: merge.firstRow, column: merge.firstColumn),
                    message: Text(
                        "单元格被合并，看不出内容属于哪一项。请取消合并，逐格填写。",
                        "Cells were merged, so it is unclear what belongs to which item. Unmerge them and fill in each.")))
        }
        return found
    }

    private mutating func entry(_ row: SentBook.Row, _ line: ReturnLine) -> Entry {
        var entry = Entry()
        let isOpen = line.state == .open || line.state == .returned
        guard isOpen else { return line.entry }
        for column in ReturnBook.Column.allCases {
            guard let field = column.field, let path = Entry.fields.first(where: { $0.name == field })?.path else { continue }
            let cell = row.cells.indices.contains(column.rawValue) ? row.cells[column.rawValue] : .empty
            if !column.isInput(line.duty.about) {
                if !cell.text.allSatisfy(\.isWhitespace) {
                    object(
                        row, line, column,
                        Text(
                            "这一格不用填（\(line.duty.about.label.zh)没有“\(column.header)”）。请删去“\(cell.text.prefix(30))”。",
                            "This cell is not to be filled in. Delete “\(cell.text.prefix(30))”."))
                }
                continue
            }
            if book.formulas.contains(SheetPlace(row: row.number, column: column.rawValue + 1)) {
                object(
                    row, line, column,
                    Text(
                        "这一格是公式。公式引用的单元格不随表报送，请复制后“选择性粘贴→数值”。",
                        "This cell is a formula; what it refers to does not travel with the form. Copy it and paste the value."))
            }
            switch cell {
            case .empty: break
            case .error(let code):
                object(row, line, column, Text("这一格是错误值\(code)。请填实际内容。", "This cell holds the error \(code). Enter the content."))
            case .date(let date):
                entry[keyPath: path] = date.day.map { String(SheetDate(day: $0).description) } ?? date.description
            default:
                let text = cell.text
                entry[keyPath: path] = text.allSatisfy(\.isWhitespace) ? nil : text
            }
        }
        return entry.cut
    }

    private mutating func object(_ row: SentBook.Row, _ line: ReturnLine?, _ column: ReturnBook.Column, _ message: Text) {
        problems.append(
            CellProblem(
                line: line?.id, column: column, title: row.title,
                place: line.map { place($0, column) } ?? "填报!\(column.letter)\(row.number)",
                cell: SheetPlace(row: row.number, column: column.rawValue + 1), message: message))
    }

    private func place(_ line: ReturnLine, _ column: ReturnBook.Column) -> String {
        let row = (lines.firstIndex { $0.id == line.id } ?? 0) + ReturnBook.headerRow + 1
        return "填报!\(column.letter)\(row)"
    }
}

extension Unreadable {
    /// All that the reader has to say.
    var words: Text {
        Text(findings.map { $0.message(.zh) }.joined(separator: " "), findings.map { $0.message(.en) }.joined(separator: " "))
    }
}
