import Calendars
import Design
import Kernel

enum RecordListPage {
    static func page(_ list: RecordList, _ reader: Reader) -> Page {
        let kind = list.filter.kind
        let endpoint = RegistryEndpoints.list(kind)
        let export = reader.link(url(list) { $0.all = true })
        var actions: [HTML] = [button(export + "&format=xlsx", reader("导出表格", "Export"))]
        if reader.may(RegistryEndpoints.new) {
            actions.append(button(ImportPaths.start + "?kind=\(kind.rawValue)", reader("导入表格", "Import")))
            actions.append(
                button(
                    RegistryEndpoints.new.url { $0.kind = kind }, reader("登记\(kind.single.zh)", "New \(kind.single.en)"), main: true
                ))
        }
        return Page(
            kind.label, current: endpoint.id,
            head("\(reader[kind.label])", facts: facts(list, reader), actions: actions) + lede(list, reader)
                + "<div class=\"sec\">\(filter(list, reader))\(body(list, reader))</div>")
    }

    /// How many there are, and how many of them in each state: every number a link to its rows.
    private static func lede(_ list: RecordList, _ reader: Reader) -> HTML {
        if list.everyone == 0 { return .empty }
        let kind = list.filter.kind, base = RegistryEndpoints.list(kind)
        func number(_ count: Int, _ status: RecordStatus?) -> HTML {
            link(reader.link(base.url { $0.status = status }), reader("\(count)\(kind.classifier.zh)", "\(count)"))
        }
        let states = list.states.filter { $0.status != .closed }.map { status, count -> HTML in
            "\(reader[status.label])\(reader("", " "))\(number(count, status))"
        }
        let tail: HTML = states.isEmpty ? .empty : "\(reader("，其中", ": "))\(states.joined(HTML(escaping: reader("、", ", "))))"
        return
            "<p class=\"lede\">\(reader("登记", ""))\(number(list.everyone, nil))\(reader("", " registered"))\(tail)\(reader("。", "."))</p>"
    }

    private static func facts(_ list: RecordList, _ reader: Reader) -> [HTML] {
        let kind = list.filter.kind
        let count: [HTML] =
            list.filter == RecordFilter(kind: kind)
            ? [] : ["\(reader("符合条件的\(list.total)\(kind.classifier.zh)", "\(list.total) found"))"]
        return count + ["\(reader("状态和数据截至", "States and figures as of")) \(list.asOf)"]
    }

    private static func filter(_ list: RecordList, _ reader: Reader) -> HTML {
        let kind = list.filter.kind
        let find = reader("名称、别名或代码", "Name, other name or code")
        return """
            <form class="tb-bar" method="get" action="\(RegistryEndpoints.list(kind).path.pattern)">\(asOfField(reader))\
            <input class="in w-s" type="search" name="q" value="\(list.filter.search ?? "")" placeholder="\(find)" aria-label="\(find)">\
            \(select("place", RegistryField.place, all: Text("全部所在地", "Every place"), list.places.map { ($0, Text(same: $0)) }, chosen: list.filter.place, reader))\
            \(select("status", Text("状态", "Status"), all: Text("全部状态", "Every status"), RecordStatus.of(kind).map { ($0.rawValue, $0.label) }, chosen: list.filter.status?.rawValue, reader))\
            <button class="btn" type="submit">\(reader("查找", "Find"))</button></form>
            """
    }

    static func select(_ name: String, _ label: Text, all: Text?, _ options: [(String, Text)], chosen: String?, _ reader: Reader)
        -> HTML
    {
        """
        <select class="in w-s" name="\(name)" aria-label="\(reader[label])">\(all.map { "<option value=\"\">\(reader[$0])</option>" as HTML })\
        \(options.html { "<option value=\"\($0.0)\"\(if: $0.0 == chosen, " selected")>\(reader[$0.1])</option>" })</select>
        """
    }

    static func asOfField(_ reader: Reader) -> HTML {
        reader.chosenDay.map { "<input type=\"hidden\" name=\"asof\" value=\"\($0.description)\">" } ?? .empty
    }

    private static func body(_ list: RecordList, _ reader: Reader) -> HTML {
        let kind = list.filter.kind
        if list.isBlind {
            return emptyState(
                reader("您的账号还没有关联单位或园区", "Your account is not tied to an organisation or a park"),
                reader("请系统管理员在账号里补上，之后这里会列出您的记录。", "Ask the administrator to add it; your records will then be listed here."))
        }
        if list.lines.isEmpty {
            if list.filter != RecordFilter(kind: kind) {
                return emptyState(
                    reader("没有符合条件的记录", "No record like that"), reader("换个词再找，或清空条件。", "Try another word, or clear the filter."),
                    button(reader.link(RegistryEndpoints.list(kind).url()), reader("看全部", "Show all")))
            }
            return emptyState(
                reader("还没有登记\(kind.label.zh)", "No \(kind.label.en.lowercased()) yet"),
                reader(
                    "可以下载模板填好导入，也可以逐个登记。目标按这里的记录计数。",
                    "Fill in the template and import it, or add them one by one. Targets are counted from these records."),
                reader.may(RegistryEndpoints.new)
                    ? button(ImportPaths.start + "?kind=\(kind.rawValue)", reader("导入表格", "Import")) : nil)
        }
        let columns = columns(list)
        return TableView(
            reader[kind.label], columns.map { .init(reader[$0.column.title], number: $0.column.isNumber) },
            rows: list.lines.map { line in columns.map { $0.html(line, reader) } }
        ).html + pages(list, reader)
    }

    private static func pages(_ list: RecordList, _ reader: Reader) -> HTML {
        if list.next == nil, list.lines.count == list.total { return .empty }
        let next = list.next.map { next in link(reader.link(url(list) { $0.after = next }), reader("下一页", "Next")) }
        return """
            <p class="pages"><span class="all">\(reader("本页\(list.lines.count)，共\(list.total)", "\(list.lines.count) here, \(list.total) in all"))</span>\
            \(link(reader.link(url(list) { _ in }), reader("首页", "First")))\(next)</p>
            """
    }

    private static func url(_ list: RecordList, _ change: (inout RecordSearch) -> Void) -> String {
        RegistryEndpoints.list(list.filter.kind).url {
            ($0.q, $0.place, $0.status) = (list.filter.search, list.filter.place, list.filter.status)
            change(&$0)
        }
    }

    // MARK: Columns, on screen and in the file

    private struct Column {
        let column: Table.Column
        let html: (RecordList.Line, Reader) -> HTML
        let cell: (RecordList.Line, Reader) -> Table.Cell
    }

    private static func columns(_ list: RecordList) -> [Column] {
        let kind = list.filter.kind
        var columns = [
            Column(column: .init(RegistryField.name, width: 36)) { line, reader in
                "\(link(reader.link("/records/\(line.record.id)"), line.record.name))\(line.record.type.map { " <span class=\"ink-3 small\">\(reader[typeWords($0)])</span>" as HTML })"
            } cell: { line, _ in
                .text(line.record.name)
            }
        ]
        if kind == .organisation {
            columns.append(
                Column(column: .init(RegistryField.creditCode, width: 22)) { line, _ in
                    "<span class=\"mono nowrap\">\(line.record.creditCode ?? "—")</span>"
                } cell: { line, _ in
                    line.record.creditCode.map { .text($0) } ?? .empty
                })
        } else {
            columns.append(plain(RegistryField.owner(kind), width: 28) { line, _ in line.owner })
        }
        columns.append(plain(RegistryField.place) { line, _ in line.record.place })
        if kind != .park { columns.append(plain(RegistryField.park, width: 24) { line, _ in line.park }) }
        columns.append(
            Column(column: .init(Text("状态", "Status"), width: 28)) { line, reader in
                line.statuses.isEmpty
                    ? "—" : HTML(escaping: line.statuses.map { reader[$0.status.label] }.joined(separator: reader("、", ", ")))
            } cell: { line, reader in
                .text(line.statuses.map { reader[$0.status.label] }.joined(separator: reader("、", ", ")))
            })
        if let figure = kind.listed, list.showsFigures {
            // A park makes billions, a firm millions.
            let (unit, scale) = kind == .park ? (Text("亿元", "100 m yuan"), 1e10) : (figure.unit, figure.scale)
            columns.append(
                Column(
                    column: .init(
                        Text("最近\(figure.label.zh)（\(unit.zh)）", "Latest \(figure.label.en.lowercased()) (\(unit.en))"),
                        number: true, width: 20)
                ) { line, _ in
                    line.figure.map { "\(Show.number(Double($0.amount) / scale, decimals: 1))" } ?? "—"
                } cell: { line, _ in
                    line.figure.map { .number(Double($0.amount) / scale) } ?? .empty
                })
            columns.append(
                plain(Text("期间", "Period")) { line, reader in
                    line.figure.map { reader[FigurePeriod.words(end: $0.periodEnd, months: $0.months)] }
                })
        }
        return columns
    }

    private static func plain(_ title: Text, width: Int = 14, _ value: @escaping (RecordList.Line, Reader) -> String?) -> Column {
        Column(column: .init(title, width: width)) { line, reader in
            "<span class=\"nowrap\">\(value(line, reader) ?? "—")</span>"
        } cell: { line, reader in
            value(line, reader).map { .text($0) } ?? .empty
        }
    }

    static func table(_ list: RecordList, _ reader: Reader) -> Table {
        let columns = columns(list)
        return Table(
            list.filter.kind.label, columns: columns.map(\.column),
            rows: list.lines.map { line in columns.map { $0.cell(line, reader) } })
    }
}
