import Calendars
import Design
import Kernel

enum ActivityPages {
    // MARK: The log

    @Sendable static func list(_ list: ActivityList, _ reader: Reader) -> Page {
        let rows: [[HTML]] = list.rows.map { row in
            [
                "<time datetime=\"\(row.at)\">\(Instant(row.at)?.local ?? row.at)</time>", who(row, list, reader),
                "\(reader(row.zh, row.en))",
                "<span class=\"ink-3\">\(row.number)</span>",
            ]
        }
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                reader("没有符合条件的记录", "Nothing like that"), reader("换个日期或事项再看。", "Try another day or kind."),
                button("/activity", reader("看全部", "Show all")))
            : TableView(
                reader("操作记录", "Activity log"),
                [
                    .init(reader("时间", "When")), .init(reader("谁", "Who")), .init(reader("做了什么", "What")),
                    .init(reader("序号", "No."), number: true),
                ],
                rows: rows
            ).html + more(list, reader)
        return Page(
            Text("操作记录", "Activity log"), current: "activity.list",
            """
            \(head("\(reader("操作记录", "Activity log"))", facts: ["\(reader("只增不改，前后以摘要相连，改一个字节即可发现", "Append-only; each row seals the one before, so one changed byte is found"))"],
                actions: [
                    reader.may(ActivityEndpoints.verification) ? button("/activity/verification", reader("核对完整性", "Check the chain")) : .empty,
                    button(export(list), reader("导出表格", "Export")),
                ]))
            \(filter(list, reader))\(body)
            """)
    }

    private static func who(_ row: ActivityList.Row, _ list: ActivityList, _ reader: Reader) -> HTML {
        if row.viewer == Viewer.system.id { return "<span class=\"ink-3\">\(reader("系统", "The system"))</span>" }
        return link(url(list) { $0.viewer = row.viewer }, row.viewerName.isEmpty ? "—" : row.viewerName, plain: true)
    }

    private static func url(_ list: ActivityList, _ change: (inout ActivityForm) -> Void) -> String {
        ActivityEndpoints.list.url {
            ($0.kind, $0.viewer, $0.day) = (list.filter.kind, list.filter.viewer, list.filter.day)
            change(&$0)
        }
    }

    private static func export(_ list: ActivityList) -> String {
        let url = url(list) { _ in }
        return url + (url.contains("?") ? "&" : "?") + "format=xlsx"
    }

    private static func filter(_ list: ActivityList, _ reader: Reader) -> HTML {
        let kinds = list.kinds.values.sorted { $0.id < $1.id }
        let viewer = list.filter.viewer.flatMap { id in list.rows.first { $0.viewer == id }?.viewerName ?? id }
        return """
            <form class="tb-bar" method="get" action="/activity"><select class="in w-m" name="kind" aria-label="\(reader("事项", "Kind"))">\
            <option value="">\(reader("全部事项", "Every kind"))</option>\(kinds.html {
                "<option value=\"\($0.id)\"\(if: $0.id == list.filter.kind, " selected")>\(reader[label($0)])</option>"
            })</select><input class="in w-s" type="date" name="day" value="\(list.filter.day?.description ?? "")" aria-label="\(reader("日期", "Day"))">\
            \(list.filter.viewer.map { "<input type=\"hidden\" name=\"viewer\" value=\"\($0)\">" as HTML })\
            <button class="btn" type="submit">\(reader("筛选", "Filter"))</button>\
            \(viewer.map { "<span class=\"chip\">\($0)</span>\(link(url(list) { $0.viewer = nil }, reader("不限人员", "Anybody")))" as HTML })</form>
            """
    }

    /// The sentence without its values: “登录”, “调整…的角色”.
    private static func label(_ kind: EventKind) -> Text { Text(plain(kind.sentence.zh), plain(kind.sentence.en)) }

    private static func plain(_ sentence: String) -> String {
        var out = ""
        var isInside = false
        for letter in sentence {
            if letter == "{" { isInside = true }
            if !isInside { out.append(letter) }
            if letter == "}" {
                isInside = false
                out.append("…")
            }
        }
        let words = out.hasPrefix("…") ? String(out.dropFirst()) : out
        return String(words.drop { $0 == " " })
    }

    private static func more(_ list: ActivityList, _ reader: Reader) -> HTML {
        guard let next = list.next else { return .empty }
        return """
            <p class="pages"><span class="all">\(reader("本页\(list.rows.count)条", "\(list.rows.count) on this page"))</span>\
            \(link(url(list) { $0.before = next }, reader("更早的", "Older")))</p>
            """
    }

    @Sendable static func table(_ list: ActivityList, _ reader: Reader) -> Table {
        Table(
            Text("操作记录", "Activity log"),
            columns: [
                .init(Text("序号", "No."), number: true, width: 8), .init(Text("时间", "When"), width: 18), .init(Text("谁", "Who")),
                .init(Text("做了什么", "What"), width: 60), .init(Text("事项", "Kind"), width: 24),
                .init(Text("对象", "Record"), width: 34),
            ],
            rows: list.rows.map { row in
                [
                    .number(Double(row.number)), .text(Instant(row.at)?.local ?? row.at), .text(row.viewerName),
                    .text(reader(row.zh, row.en)),
                    .text(row.kind), .text(row.subject.joined(separator: " ")),
                ]
            })
    }

    // MARK: What was refused

    @Sendable static func refusals(_ list: RefusalList, _ reader: Reader) -> Page {
        let rows: [[HTML]] = list.rows.map { row in
            [
                "\(Instant(row.at)?.local ?? row.at)", "\(reader[row.kind.label])",
                "<span class=\"mono\">\(row.subject.isEmpty ? "—" : row.subject)</span>",
                "\(row.address.isEmpty ? reader("本机", "this machine") : row.address)", "\(row.times)",
            ]
        }
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                reader("没有被拒的登录或操作", "Nothing was refused"),
                reader("这里记录登录失败、锁定和越权请求。", "Failed sign-ins, locks and denied requests stand here."))
            : TableView(
                reader("安全记录", "Security log"),
                [
                    .init(reader("时间（分钟）", "Minute")), .init(reader("类型", "Kind")), .init(reader("登录名或操作", "Name or operation")),
                    .init(reader("来源地址", "Address")), .init(reader("次数", "Times"), number: true),
                ], rows: rows
            ).html
        return Page(
            Text("安全记录", "Security log"), current: "activity.refusals",
            """
            \(head("\(reader("安全记录", "Security log"))", facts: ["\(reader("同一分钟内相同的记作一行", "Alike within a minute makes one row"))", "\(reader("保存一年，六个月内不能删除", "Kept a year; nothing under six months can be deleted"))"]))
            <form class="tb-bar" method="get" action="/activity/refusals"><select class="in w-s" name="kind" aria-label="\(reader("类型", "Kind"))">\
            <option value="">\(reader("全部类型", "Every kind"))</option>\(SecurityLog.Kind.allCases.html {
                "<option value=\"\($0.rawValue)\"\(if: $0 == list.kind, " selected")>\(reader[$0.label])</option>"
            })</select><input class="in w-s" type="date" name="day" value="\(list.day?.description ?? "")" aria-label="\(reader("日期", "Day"))">\
            <button class="btn" type="submit">\(reader("筛选", "Filter"))</button></form>
            \(body)
            """)
    }

    @Sendable static func refusalTable(_ list: RefusalList, _ reader: Reader) -> Table {
        Table(
            Text("安全记录", "Security log"),
            columns: [
                .init(Text("时间", "When"), width: 18), .init(Text("类型", "Kind")),
                .init(Text("登录名或操作", "Name or operation"), width: 28),
                .init(Text("来源地址", "Address"), width: 20), .init(Text("次数", "Times"), number: true, width: 8),
            ],
            rows: list.rows.map {
                [
                    .text(Instant($0.at)?.local ?? $0.at), .text(reader[$0.kind.label]), .text($0.subject), .text($0.address),
                    .number(Double($0.times)),
                ]
            })
    }

    // MARK: Verification

    @Sendable static func verification(_ result: Verification, _ reader: Reader) -> Page {
        let words: HTML =
            if let rows = result.rows {
                """
                <div class="callout ok"><svg class="li" aria-hidden="true"><use href="#l-green"/></svg><span>\
                \(reader("\(rows)条记录前后相连，没有被改动、删除或插入。", "\(rows) rows follow one from another: none was changed, removed or put in."))</span></div>
                """
            } else {
                """
                <div class="callout bad"><svg class="li" aria-hidden="true"><use href="#l-red"/></svg><span>\
                \(reader("第\(result.firstBroken ?? 0)条与前一条接不上：它或它之前的记录被改动过。请停止写入，保留数据库文件，与最近的备份比对。", "Row \(result.firstBroken ?? 0) does not follow from the one before: it or an earlier one was changed. Stop writing, keep the database file, and compare it with the latest backup."))</span></div>
                """
            }
        return Page(
            Text("核对操作记录", "Check the activity log"), current: "activity.list",
            """
            \(head("\(reader("核对操作记录", "Check the activity log"))", crumbs: [link("/activity", reader("操作记录", "Activity log"))]))
            \(words)
            <p class="small ink-3 after">\(reader("命令行同样可查：", "The command line does the same: "))<code class="mono">yaolian verify</code></p>
            """)
    }
}
