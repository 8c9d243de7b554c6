import Calendars
import Kernel

/// Judges the lines of a table one after another against what the registry holds.
///
/// A line is the record with its credit code, else the one with its name or one of its other names. An empty cell changes nothing.
/// A line with a fault in any cell is wrong as a whole: no half of it is taken.
struct ImportJudge {
    let kind: RecordKind
    let columns: [ImportColumn]
    let grid: ImportGrid
    let words: ImportWords
    let options: ImportOptions
    let sight: Sight
    let today: Day
    let known: ImportKnown
    private let cells: ImportCell
    private var firstLine: [String: Int] = [:]
    private let fields: [ImportWords.Field: Int]
    /// Begin and end columns by status.
    private let spans: [(status: RecordStatus, begin: Int?, end: Int?)]

    static func judge(_ grid: ImportGrid, kind: RecordKind, words: ImportWords, options: ImportOptions, _ scope: Scope) throws
        -> ImportJudgement
    {
        let columns = ImportColumn.read(grid.headers, kind: kind, words: words, today: scope.today)
        let sight = try Sight(scope)
        func column(_ field: ImportWords.Field) -> Int? { columns.first { $0.meaning == .field(field) }?.index }
        func keys(_ field: ImportWords.Field) -> Set<String> {
            guard let column = column(field) else { return [] }
            return Set(grid.lines.map { nameKey(grid.cell($0, column)) })
        }
        let codes =
            column(.creditCode).map { column in
                Set(grid.lines.map { IdentifierScheme.creditCode.check(grid.cell($0, column)).value })
            } ?? []
        let known = try ImportKnown(
            codes: codes, names: keys(.name), owners: keys(.owner), parks: keys(.park), kind: kind, today: scope.today,
            scope.connection)
        var judge = ImportJudge(
            kind: kind, columns: columns, grid: grid, words: words, options: options, sight: sight, today: scope.today, known: known
        )
        return ImportJudgement(columns: columns, rows: grid.lines.map { judge.row($0) })
    }

    private init(
        kind: RecordKind, columns: [ImportColumn], grid: ImportGrid, words: ImportWords, options: ImportOptions, sight: Sight,
        today: Day, known: ImportKnown
    ) {
        (self.kind, self.columns, self.grid, self.words, self.options) = (kind, columns, grid, words, options)
        (self.sight, self.today, self.known) = (sight, today, known)
        cells = ImportCell(words: words)
        var fields: [ImportWords.Field: Int] = [:]
        var begins: [RecordStatus: Int] = [:], ends: [RecordStatus: Int] = [:]
        for column in columns {
            switch column.meaning {
            case .field(let field): fields[field] = column.index
            case .begin(let status): begins[status] = column.index
            case .end(let status): ends[status] = column.index
            case .figure, .ignored: break
            }
        }
        self.fields = fields
        spans = RecordStatus.of(kind).compactMap { status in
            begins[status] == nil && ends[status] == nil ? nil : (status, begins[status], ends[status])
        }
    }

    // MARK: A line

    private mutating func row(_ line: ImportGrid.Line) -> ImportRow {
        let name = text(.name, line)
        var row = ImportRow(line: line.number, name: name ?? "")
        if let name, words.totals.contains(fold(name)) {
            row.verdict = .skipped
            row.notes.append(Text("合计行", "A line of sums"))
            return row
        }
        let code = creditCode(line, &row)
        identify(line, name: name, code: code, &row)
        particulars(line, name: name, code: code, &row)
        for (status, begin, end) in spans { span(status, begin: begin, end: end, line, &row) }
        for column in columns {
            if case .figure(let kind, let end, let months, let unit) = column.meaning {
                figure(kind, end, months, unit, column.index, line, &row)
            }
        }
        conclude(&row)
        return row
    }

    private func text(_ field: ImportWords.Field, _ line: ImportGrid.Line) -> String? {
        guard let column = fields[field] else { return nil }
        let text = grid.cell(line, column)
        return cells.isBlank(text) ? nil : text
    }

    private func creditCode(_ line: ImportGrid.Line, _ row: inout ImportRow) -> String? {
        guard let typed = text(.creditCode, line), let column = fields[.creditCode] else { return nil }
        guard kind == .organisation else {
            row.refuse(column, Text("只有企业与机构有统一社会信用代码", "Only organisations have a credit code"))
            return nil
        }
        let check = IdentifierScheme.creditCode.check(typed)
        if check.value.isEmpty || check.value.count > 60 {
            row.refuse(column, Text("“\(typed.prefix(60))”不是代码", "“\(typed.prefix(60))” is no code"))
            return nil
        }
        if let problem = check.problem {
            row.failsCheck = true
            if options.keepFailing {
                row.notes.append(Text("代码校验不过，照样保留", "The code fails its check and is kept"))
            } else {
                row.refuse(column, problem)
            }
        }
        return check.value
    }

    /// Finds the record, and the line above that names the same one.
    private mutating func identify(_ line: ImportGrid.Line, name: String?, code: String?, _ row: inout ImportRow) {
        let key = name.map(nameKey) ?? ""
        if key.isEmpty, name != nil || code == nil || known.byCode[code ?? ""] == nil {
            row.refuse(fields[.name], Text("名称为空", "The name is empty"))
        }
        for (field, word) in [(ImportWords.Field.creditCode, code.map { "c\($0)" }), (.name, key.isEmpty ? nil : "n\(key)")] {
            guard let word else { continue }
            if let first = firstLine[word] {
                row.refuse(fields[field], Text("与第\(first)行重复", "The same as line \(first)"))
                break
            }
            firstLine[word] = line.number
        }
        let byCode = code.flatMap { known.byCode[$0] }, byName = known.byName[key]
        if let byCode, byCode.kind != kind {
            row.refuse(
                fields[.creditCode],
                Text("这个代码已登记给\(byCode.kind.label.zh)“\(byCode.name)”", "This code is registered for “\(byCode.name)”"))
        } else if let byCode, let byName, byCode.id != byName.id {
            row.refuse(
                fields[.creditCode],
                Text(
                    "代码是“\(byCode.name)”的，名称是“\(byName.name)”的，请核对",
                    "The code is that of “\(byCode.name)”, the name that of “\(byName.name)”"))
        } else if let held = byName?.creditCode, let code, byCode == nil, held != code {
            row.refuse(
                fields[.creditCode],
                Text("登记的代码是\(held)，与此不同。若确已变更，请在记录上修改", "The registered code is \(held). If it really changed, edit the record"))
        }
        row.was = byCode ?? byName
        if row.name.isEmpty { row.name = row.was?.name ?? "" }
        if let was = row.was, !sight.edits(was) {
            row.refuse(fields[.name], Text("“\(was.name)”不属于本园区，不能修改", "“\(was.name)” does not lie in your park"))
        }
    }

    private func particulars(_ line: ImportGrid.Line, name: String?, code: String?, _ row: inout ImportRow) {
        for field in ImportWords.Field.allCases {
            guard let column = fields[field] else { continue }
            let length = grid.cell(line, column).count
            if length > field.limit {
                row.refuse(column, Text("有\(length)个字，最多\(field.limit)个", "\(length) characters; at most \(field.limit)"))
            }
        }
        let was = row.was
        let owner = found(.owner, known.organisations, .organisation, line, &row) ?? was?.owner
        var park = found(.park, known.parks, .park, line, &row) ?? was?.park
        if kind == .park, park != nil { row.refuse(fields[.park], Text("园区本身不填所在园区", "A park lies in no park")) }
        if !sight.editsAll {
            if kind == .park, was == nil {
                row.refuse(fields[.name], Text("园区由集群办登记", "Parks are registered by the cluster office"))
            }
            if kind != .park {
                park = park ?? sight.park
                if park != sight.park { row.refuse(fields[.park], Text("园区只能登记本园区的记录", "A park registers what lies in it")) }
            }
        }
        if let owner, owner == was?.id { row.refuse(fields[.owner], Text("不能填自己", "A record cannot own itself")) }
        row.record = Record(
            id: was?.id ?? .zero, kind: kind, name: name ?? was?.name ?? "", type: text(.type, line) ?? was?.type,
            place: text(.place, line) ?? was?.place,
            creditCode: code ?? was?.creditCode, industry: text(.industry, line) ?? was?.industry, owner: owner, park: park,
            note: text(.note, line) ?? was?.note, knownFrom: was?.knownFrom ?? options.knownFrom)
        // A name that it is known by already is no change of name.
        if let was, let record = row.record, nameKey(record.name) != nameKey(was.name),
            known.otherNames[was.id]?.contains(nameKey(record.name)) == true
        {
            row.record = record.named(was.name)
        }
        let names = (text(.otherName, line) ?? "").split { "、，,;；/".contains($0) }.map { String($0.drop { $0 == " " }) }
        row.otherNames = names.filter { name in
            let key = nameKey(name)
            return !key.isEmpty && name.count <= 200 && key != nameKey(row.record?.name ?? "")
                && was.map { known.otherNames[$0.id]?.contains(key) != true } ?? true
        }
    }

    private func found(
        _ field: ImportWords.Field, _ known: [String: RecordID], _ kind: RecordKind, _ line: ImportGrid.Line, _ row: inout ImportRow
    ) -> RecordID? {
        guard let word = text(field, line) else { return nil }
        if let id = known[nameKey(word)] { return id }
        row.refuse(
            fields[field],
            Text(
                "登记中没有叫“\(word)”的\(kind.single.zh)，请先登记或导入它",
                "No \(kind.single.en) is called “\(word)”; register or import it first"))
        return nil
    }

    // MARK: The verdict

    private func conclude(_ row: inout ImportRow) {
        guard row.problems.isEmpty, let record = row.record else {
            row.verdict = .wrong
            row.effects = []
            return
        }
        guard let was = row.was else {
            row.verdict = .new
            return
        }
        if let changes = was.changes(to: record, names: known.names) {
            row.effects.insert(changes, at: 0)
            row.overwritten.insert(changes, at: 0)
        }
        for name in row.otherNames { row.effects.append(Text("别名 \(name)", "other name \(name)")) }
        row.verdict = row.effects.isEmpty ? .same : .changed
    }
}

extension Record {
    func named(_ name: String) -> Record {
        Record(
            id: id, kind: kind, name: name, type: type, place: place, creditCode: creditCode, industry: industry, owner: owner,
            park: park, note: note,
            knownFrom: knownFrom)
    }

    func with(id: RecordID) -> Record {
        Record(
            id: id, kind: kind, name: name, type: type, place: place, creditCode: creditCode, industry: industry, owner: owner,
            park: park, note: note,
            knownFrom: knownFrom)
    }
}

// MARK: Statuses and figures of a line

extension ImportJudge {
    private func source(_ line: ImportGrid.Line) -> String {
        guard let column = columns.first(where: { $0.meaning == .field(.source) })?.index else { return options.source }
        let text = grid.cell(line, column)
        return text.isEmpty ? options.source : text
    }

    private func day(_ column: Int?, isEnd: Bool, _ line: ImportGrid.Line, _ row: inout ImportRow) -> Day? {
        guard let column else { return nil }
        let text = grid.cell(line, column)
        let cell = ImportCell(words: words)
        if cell.isBlank(text) || words.no.contains(text.lowercased()) { return nil }
        do throws(Mistake) {
            let (day, note) = try cell.day(text, isEnd: isEnd)
            if let note { row.notes.append(Text("“\(text)”", "“\(text)” ") + note) }
            if !isEnd, day > today {
                row.refuse(column, Text("还没有到\(day)，请到时再登记", "\(day) has not come yet; register it then"))
                return nil
            }
            return day
        } catch {
            row.refuse(column, error.message)
            return nil
        }
    }

    fileprivate func span(_ status: RecordStatus, begin: Int?, end: Int?, _ line: ImportGrid.Line, _ row: inout ImportRow) {
        let before = row.problems.count
        let from = day(begin, isEnd: false, line, &row), to = day(end, isEnd: true, line, &row)
        guard row.problems.count == before, from != nil || to != nil else { return }
        let held = (row.was.flatMap { known.spans[$0.id] } ?? []).filter { $0.status == status }
        guard let first = from ?? held.last(where: { $0.to == nil || $0.to == to })?.from else {
            return row.refuse(end, Text("只有截止日期，登记中也没有这个状态的开始日期", "There is an end, and no beginning here or in the registry"))
        }
        if let to, to < first { return row.refuse(end, Text("不能早于开始日\(first)", "Must not be before the beginning, \(first)")) }
        let meeting = held.filter { $0.from == first || $0.meets(from: first, to: to) }
        guard meeting.count < 2 else {
            return row.refuse(
                begin ?? end,
                Text(
                    "与登记的\(meeting.count)段\(status.label.zh)重叠，请在记录上更正",
                    "Overlaps \(meeting.count) spans of that status; correct them on the record"))
        }
        let was = meeting.first
        // A ledger without a column for the end does not say that the status lasts.
        let last = end == nil ? was?.to ?? to : to ?? was?.to
        if let was, was.from == first, was.to == last { return }
        let words = StatusSpan.words(first, last)
        if let was {
            if was.knownFrom > options.knownFrom { return row.refuse(begin ?? end, newer(was.knownFrom)) }
            let change = Text(
                "\(status.label.zh) \(was.words.zh) → \(words.zh)", "\(status.label.en) \(was.words.en) → \(words.en)")
            row.effects.append(change)
            row.overwritten.append(change)
        } else {
            row.effects.append(status.label + Text(" ", " ") + words)
        }
        row.newSpans.append(.init(status: status, from: first, to: last, source: source(line), replaces: was))
    }

    fileprivate func figure(
        _ kind: FigureKind, _ end: Day, _ months: Int, _ unit: Int?, _ column: Int, _ line: ImportGrid.Line, _ row: inout ImportRow
    ) {
        let text = grid.cell(line, column)
        let cell = ImportCell(words: words)
        if cell.isBlank(text) { return }
        let amount: Int
        do throws(Mistake) { amount = try cell.amount(text, kind, unit: unit) } catch { return row.refuse(column, error.message) }
        let was = (row.was.flatMap { known.figures[$0.id] } ?? []).first {
            $0.kind == kind && $0.periodEnd == end && $0.months == months
        }
        if was?.amount == amount { return }
        let what = Text("", kind.label.en + " ") + FigurePeriod.words(end: end, months: months) + Text(kind.label.zh + " ", " ")
        if let was {
            if was.knownFrom > options.knownFrom { return row.refuse(column, newer(was.knownFrom)) }
            let change = what + Money.words(was.amount, kind) + Text(same: " → ") + Money.words(amount, kind)
            row.effects.append(change)
            row.overwritten.append(change)
        } else {
            row.effects.append(what + Money.words(amount, kind))
        }
        row.newFigures.append(.init(kind: kind, end: end, months: months, amount: amount, source: source(line), replaces: was))
    }

    private func newer(_ day: Day) -> Text {
        Text("\(day)已有较新的登记，较早的资料不能覆盖它", "There is newer knowledge, of \(day); older papers cannot overwrite it")
    }
}
