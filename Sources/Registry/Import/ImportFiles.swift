import Calendars
import Documents
import Kernel

/// An empty table for a kind of record, whose columns the import understands: notes on the headers, lists to choose from, formats.
struct ImportTemplate {
    struct Choices: Sendable {
        let places: [String]
        let parks: [String]
    }

    let kind: RecordKind
    let words: ImportWords
    let choices: Choices
    let today: Day
    let reader: Reader

    var name: String { reader("\(kind.label.zh)导入模板", "Template \(kind.label.en)") }

    var workbook: Workbook {
        var sheet = WorkbookSheet(reader[kind.label], columns: fields + statuses + figures)
        sheet.preamble = [
            name,
            reader(
                "一行一条，空格子不改动已登记的内容。日期写2021-03-01，只有年月按当月第一天计。列可以删，可以换序；列名旁的批注说明怎么填。",
                "A line a record; an empty cell changes nothing. Days as 2021-03-01; a month alone counts as its first day. Columns may be deleted and moved; the notes say what goes in."
            ),
        ]
        sheet.spareRows = 300
        var book = Workbook(sheets: [sheet])
        book.title = name
        return book
    }

    private func column(_ field: ImportWords.Field, _ note: Text, width: Double = 18, choices: [String] = []) -> WorkbookColumn {
        WorkbookColumn(reader[field.label(kind)], width: width, format: "@", choices: choices, note: reader[note])
    }

    private var fields: [WorkbookColumn] {
        var columns = [column(.name, Text("必填，全称", "Required, in full"), width: 36)]
        if kind == .organisation {
            columns.append(
                column(.creditCode, Text("18位；按它认出已登记的企业", "18 characters; a registered firm is found by it"), width: 24))
        }
        columns.append(column(.type, Text("可从列表选，也可另写", "Choose or write another"), choices: words.types[kind] ?? []))
        columns.append(column(.place, Text("县（市、区）", "County or district"), choices: choices.places))
        if kind == .organisation { columns.append(column(.industry, Text("行业或细分领域", "Industry or field"))) }
        if kind != .organisation {
            columns.append(column(.owner, Text("填已登记的企业或机构的名称", "The name of a registered organisation"), width: 30))
        }
        if kind != .park { columns.append(column(.park, Text("填已登记的园区", "A registered park"), width: 24, choices: choices.parks)) }
        columns.append(column(.otherName, Text("简称、曾用名，几个之间用顿号", "Short or former names, parted by commas"), width: 24))
        columns.append(
            column(.source, Text("文件或报表的名称；空着用上传时填的依据", "The document; if empty, the source given on upload"), width: 28))
        columns.append(column(.note, Text("备注", "Note"), width: 28))
        return columns
    }

    private var statuses: [WorkbookColumn] {
        RecordStatus.of(kind).flatMap { status -> [WorkbookColumn] in
            let begin = WorkbookColumn(
                reader("\(header(status))起", "\(header(status)) from"), width: 14, format: "yyyy-mm-dd",
                note: reader("从哪一天起为“\(status.label.zh)”；不是则空着", "The first day of “\(status.label.en)”; empty if it is not"))
            guard [.aboveScale, .highTech, .specialised, .littleGiant, .leading].contains(status) else { return [begin] }
            let end = WorkbookColumn(
                reader("\(header(status))止", "\(header(status)) until"), width: 14, format: "yyyy-mm-dd",
                note: reader("最后一天；仍是则空着", "The last day; empty while it lasts"))
            return [begin, end]
        }
    }

    /// The status's first word in the reader's language.
    private func header(_ status: RecordStatus) -> String {
        let known = words.statuses[status] ?? []
        let label = fold(status.label(reader.language))
        if known.contains(label) { return status.label(reader.language) }
        return known.last { word in reader.language == .en ? word.utf8.allSatisfy { $0 < 0x80 } : word.utf8.contains { $0 >= 0x80 }
        } ?? status.label(reader.language)
    }

    private var figures: [WorkbookColumn] {
        let kinds: [FigureKind]
        switch kind {
        case .organisation: kinds = [.output, .revenue, .research, .tax, .employees]
        case .park: kinds = [.output, .revenue, .tax]
        case .project: kinds = [.investment]
        case .platform, .product: kinds = [.revenue]
        }
        let year = today.year - 1
        var columns = kinds.map { figure(reader("\(year)年", "\(year) "), $0) }
        if kind == .organisation || kind == .park {
            for quarter in 1..<max(today.quarter, 1) {
                let names = ["一", "二", "三", "四"]
                columns.append(figure(reader("\(today.year)年\(names[quarter - 1])季度", "\(today.year) Q\(quarter) "), .output))
            }
        }
        return columns
    }

    private func figure(_ period: String, _ kind: FigureKind) -> WorkbookColumn {
        let word =
            reader.language == .zh
            ? kind.label.zh
            : words.figures.filter { $0.value == kind && $0.key.utf8.allSatisfy { $0 < 0x80 } }.keys.sorted().first ?? kind.label.en
        return WorkbookColumn(
            period + word + (kind.isMoney ? reader("（万元）", " (10k yuan)") : ""), width: 20, format: "General",
            note: kind.isMoney
                ? reader(
                    "单位可改写成（亿元）或（元）；季度填当季数。年份可改，可加列",
                    "The unit may be (yuan) or (bn yuan); a quarter alone, no running total. Change the year, add columns")
                : reader("年末人数", "People at the end of the year"))
    }
}

/// The lines with errors as they were sent in, each message in its cell's note and at the end of its line: to be corrected and sent again.
struct ProblemFile {
    let view: ImportView
    let reader: Reader

    var workbook: Workbook {
        let grid = view.draft.grid
        let problems = Dictionary(grouping: view.problems, by: \.line)
        let columns =
            grid.headers.map { WorkbookColumn($0.isEmpty ? " " : $0, width: 18) }
            + [WorkbookColumn(reader("问题", "Errors"), width: 60), WorkbookColumn(reader("原表行号", "Line"), width: 10)]
        let rows = grid.lines.compactMap { line -> WorkbookRow? in
            guard let found = problems[line.number] else { return nil }
            var cells = grid.headers.indices.map { index -> WorkbookCell in
                let here = found.filter { $0.column == index }
                let text = grid.cell(line, index)
                return WorkbookCell(
                    text.isEmpty ? .empty : .text(text), mark: here.isEmpty ? .plain : .error,
                    note: here.isEmpty ? nil : here.map { reader[$0.message] }.joined(separator: "\n"))
            }
            let words = found.map { problem in
                (problem.column.flatMap { $0 < grid.headers.count ? grid.headers[$0] + reader("：", ": ") : nil } ?? "")
                    + reader[problem.message]
            }
            cells.append(WorkbookCell(.text(words.joined(separator: reader("；", "; ")))))
            cells.append(WorkbookCell(.integer(line.number)))
            return WorkbookRow(cells)
        }
        return Workbook(sheets: [WorkbookSheet(reader("错误清单", "Errors"), columns: columns, rows: rows)])
    }
}
