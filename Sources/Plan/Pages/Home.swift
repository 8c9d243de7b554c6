import Calendars
import Design
import Foundation
import Kernel
import Registry

/// What waits for a viewer over all running plans: reports to decide on, duties that fell due, reports that came back.
struct ToDoList: JSONValued {
    struct Line: Sendable {
        let plan: Plan
        let about: Progress.About
        let key: String
        let title: String
        let unit: String
        let due: Day?
        let isReturned: Bool
    }

    let waiting: [(plan: Plan, count: Int)]
    let duties: [Line]
    let today: Day

    var json: JSON {
        [
            "waiting": .array(waiting.map { ["plan": .string($0.plan.id.description), "count": .number(Double($0.count))] }),
            "duties": .array(
                duties.map {
                    [
                        "about": .string($0.about.rawValue), "subject": .string($0.key), "title": .string($0.title),
                        "due": .optional($0.due),
                    ]
                }),
        ]
    }

    static func load(_ scope: Scope) throws -> ToDoList {
        let plans = try PlanStore.list(withDrafts: false, scope.connection).filter { $0.stage != .closed }
        let byID = Dictionary(plans.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        var waiting: [(Plan, Int)] = []
        if scope.viewer.isAny(.office) {
            for row in try ToDoStore.waiting(scope.connection) {
                if let plan = byID[row.plan] { waiting.append((plan, row.count)) }
            }
        }
        var duties: [Line] = []
        if let unit = scope.viewer.organisation.flatMap({ RecordID($0) }) {
            duties = try ToDoStore.duties(of: unit, today: scope.today, scope.connection).compactMap { row in
                byID[row.plan].map {
                    Line(
                        plan: $0, about: row.about, key: row.key, title: row.title, unit: row.unit, due: row.due,
                        isReturned: row.isReturned)
                }
            }
        }
        return ToDoList(waiting: waiting, duties: duties, today: scope.today)
    }
}

enum ToDoStore {
    static func waiting(_ connection: Connection) throws -> [(plan: RecordID, count: Int)] {
        try connection.query(
            "SELECT plan, COUNT(*) AS n FROM progress WHERE state = 'submitted' GROUP BY plan ORDER BY plan LIMIT 200"
        ).map {
            (try $0.id("plan"), try $0.int("n"))
        }
    }

    /// A unit's dated tasks that nobody approved as done, the oldest first. An example knows no more than on the day on which it opens.
    static func duties(
        of unit: RecordID, today: Day, limit: Int = 100, _ connection: Connection
    ) throws -> [(plan: RecordID, about: Progress.About, key: String, title: String, unit: String, due: Day?, isReturned: Bool)] {
        try connection.query(
            """
            SELECT t.id, t.plan, t.title, t.unit_name, t.due,
                (SELECT p.state FROM progress AS p WHERE p.plan = t.plan AND p.about = 'task' AND p.subject = t.id
                    AND p.period_end <= COALESCE(o.opens_on, '9999-12-31') ORDER BY p.period_end DESC, p.id DESC LIMIT 1) AS state
            FROM task AS t JOIN plan AS o ON o.id = t.plan WHERE t.unit = \(unit) AND t.due IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM progress AS p WHERE p.plan = t.plan AND p.about = 'task' AND p.subject = t.id AND p.is_done = TRUE AND p.state = 'approved'
                    AND p.period_end <= COALESCE(o.opens_on, '9999-12-31'))
            ORDER BY t.due, t.id LIMIT \(limit)
            """
        ).map {
            (
                try $0.id("plan"), .task, try $0.id("id").description, try $0.text("title"), try $0.text("unit_name"),
                try $0.optionalDay("due"),
                try $0.optionalText("state") == "returned"
            )
        }
    }

    /// How much waits, for the mark in the top bar.
    static func count(_ viewer: Viewer, today: Day, _ connection: Connection) throws -> Int {
        if viewer.isAny(.office) {
            return try connection.first("SELECT COUNT(*) AS n FROM progress WHERE state = 'submitted'")?.int("n") ?? 0
        }
        guard let unit = viewer.organisation.flatMap({ RecordID($0) }) else { return 0 }
        return try duties(of: unit, today: today, connection).filter { $0.isReturned || ($0.due.map { $0 <= today } ?? false) }
            .count
    }
}

enum ToDoPage {
    static func page(_ list: ToDoList, _ reader: Reader) -> Page {
        if list.waiting.isEmpty, list.duties.isEmpty {
            return Page(
                Text("待办", "To do"),
                head("\(reader("待办", "To do"))")
                    + emptyState(
                        reader("没有待办", "Nothing to do"),
                        reader("到期的任务和待审核的报送会出现在这里。", "Duties that fall due and reports that await approval show here.")))
        }
        let waiting: HTML =
            list.waiting.isEmpty
            ? ""
            : section(
                "waiting", reader("待审核", "Awaiting approval"),
                "<ul class=\"rows\">\(list.waiting.html { "<li><span>\(link(PlanPaths.url(PlanPaths.reports, $0.plan), reader("\($0.plan.title)：\($0.count)条", "\($0.plan.title): \($0.count)")))</span></li>" })</ul>"
            )
        let rows = list.duties.map { line -> [HTML] in
            let late = line.due.map { list.today - $0 } ?? 0
            let light: HTML =
                line.isReturned
                ? Light.yellow.html(reader, Text("已退回", "Returned"))
                : late > 0
                    ? Light.red.html(reader, Text("逾期\(late)天", "\(late) days late"))
                    : Light.idle.html(reader, Text("未到期", "Not due"))
            return [
                link(
                    PlanPaths.url(PlanPaths.progress, line.plan, ["about": line.about.rawValue, "subject": line.key]), line.title),
                "\(line.plan.title)",
                "\(line.due.map(\.description) ?? "—")", light,
            ]
        }
        let duties: HTML =
            rows.isEmpty
            ? ""
            : section(
                "duties", reader("本单位的任务", "Duties of your unit"),
                TableView(
                    reader("任务", "Tasks"),
                    [
                        .init(reader("任务", "Task")), .init(reader("方案", "Plan")), .init(reader("应完成", "Due")),
                        .init(reader("状态", "State")),
                    ],
                    rows: rows
                ).html)
        return Page(Text("待办", "To do"), head("\(reader("待办", "To do"))") + waiting + duties)
    }
}

struct SearchInput: EndpointInput {
    var q: String?
    static let fields: [Field<SearchInput>] = [Field("q", \.q, Text("查找", "Search"), as: .line(limit: 60))]
}

/// Targets, measures, units, firms, parks, projects and platforms by part of their name.
struct SearchResult: JSONValued {
    struct Hit: Sendable {
        let kind: Text
        let name: String
        let url: String
        let note: String
    }

    let words: String
    let hits: [Hit]

    var json: JSON {
        [
            "q": .string(words),
            "hits": .array(hits.map { ["kind": .string($0.kind.zh), "name": .string($0.name), "url": .string($0.url)] }),
        ]
    }

    static func load(_ input: SearchInput, _ scope: Scope) throws -> SearchResult {
        guard let words = input.q else { return SearchResult(words: "", hits: []) }
        var hits: [Hit] = []
        for plan in try PlanStore.list(withDrafts: false, limit: 50, scope.connection) {
            for target in try BoardStore.targets(plan.id, scope.connection)
            where target.indicator.localizedCaseInsensitiveContains(words) {
                hits.append(
                    Hit(
                        kind: Text("目标", "Target"), name: target.indicator,
                        url: PlanPaths.url(PlanPaths.target, plan, ["target": target.key]), note: plan.title))
            }
            for measure in try BoardStore.measures(plan.id, scope.connection)
            where measure.title.localizedCaseInsensitiveContains(words)
                || measure.units.contains(where: { $0.name.contains(words) })
            {
                hits.append(
                    Hit(
                        kind: Text("举措", "Measure"), name: "\(measure.number) \(measure.title)",
                        url: PlanPaths.url(PlanPaths.measure, plan, ["measure": measure.key]),
                        note: plan.title))
            }
            if hits.count >= 100 { break }
        }
        for kind in RecordKind.allCases {
            for record in try RegistryStore.list(kind, search: words, knownOn: scope.asOf, limit: 20, scope.connection) {
                hits.append(Hit(kind: kind.label, name: record.name, url: "/records/\(record.id)", note: record.place ?? ""))
            }
        }
        return SearchResult(words: words, hits: Array(hits.prefix(200)))
    }
}

enum SearchPage {
    static func page(_ result: SearchResult, _ reader: Reader) -> Page {
        let rows = result.hits.map { ["\(link(reader.link($0.url), $0.name))" as HTML, "\(reader[$0.kind])", "\($0.note)"] }
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                result.words.isEmpty
                    ? reader("输入要找的名字", "Enter a name to find")
                    : reader("没有找到“\(result.words)”", "Nothing found for “\(result.words)”"),
                reader(
                    "可以是目标、举措、单位、企业、园区、项目或平台名称的一部分。",
                    "A part of the name of a target, measure, unit, firm, park, project or platform."))
            : TableView(
                reader("结果", "Results"), [.init(reader("名称", "Name")), .init(reader("类别", "Kind")), .init(reader("所在", "In"))],
                rows: rows
            ).html
        return Page(
            Text("查找", "Search"),
            """
            \(head("\(reader("查找", "Search"))", facts: result.words.isEmpty ? [] : ["“\(result.words)”", "\(reader("\(result.hits.count)条", "\(result.hits.count) found"))"]))
            <form class="form" action="/search" method="get" role="search"><div class="field"><label for="q">\(reader("名称的一部分", "Part of a name"))</label>\
            <span class="with-unit"><input class="in w-s" id="q" type="search" name="q" value="\(result.words)"><button class="btn" type="submit">\(reader("查找", "Search"))</button></span></div></form>
            \(body)
            """)
    }
}
