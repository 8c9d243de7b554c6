import Calendars
import Design
import Kernel

/// 方案里的每件事在哪里: every item that the plan names, and where it lives in the system.
struct ItemList: JSONValued {
    let plan: Plan
    let asOf: Day
    let items: [Item]

    var kept: [Item] { items.filter { $0.state.isKept && $0.key != "LEAD" } }

    var json: JSON {
        [
            "plan": .string(plan.id.description),
            "items": .array(
                kept.map {
                    [
                        "key": .string($0.key), "kind": .string($0.kind.rawValue), "name": .string($0.content.name),
                        "state": .string($0.state.rawValue),
                        "start": .number(Double($0.start)), "end": .number(Double($0.end)), "homeKind": .optional($0.home?.kind),
                        "home": .optional($0.home?.id),
                    ]
                }),
        ]
    }

    func table(_ reader: Reader) -> Table {
        Table(
            Text("方案条目", "Items of the plan"),
            columns: [
                .init(Text("类别", "Kind")), .init(Text("名称", "Name"), width: 40), .init(Text("所在", "Stands in")),
                .init(Text("状态", "State")),
                .init(Text("在系统中", "Lives in"), width: 30),
            ],
            rows: kept.map {
                [
                    .text(reader[$0.kind.label]), .text($0.content.name), .text($0.content.place ?? $0.content.section ?? ""),
                    .text(reader[$0.state.label]), .text(ItemListPage.home($0, self, reader)?.words ?? ""),
                ]
            })
    }
}

enum ItemListPage {
    static let order: [Item.Kind] = [
        .document, .target, .measure, .platform, .project, .product, .organisation, .programme, .milestone, .goal, .supervision,
        .annualTask, .principle,
        .section, .notTarget,
    ]

    static func page(_ list: ItemList, _ reader: Reader) -> Page {
        let groups = Dictionary(grouping: list.kept, by: \.kind)
        let present = order.filter { groups[$0] != nil }
        let tabs: HTML =
            "<nav class=\"tabs\">\(present.html { "<a href=\"#k-\($0.rawValue)\">\(reader[$0.label])<span class=\"count\">\(groups[$0]?.count ?? 0)</span></a>" })</nav>"
        let homed = list.kept.filter { home($0, list, reader) != nil }.count
        let parts = present.html { kind in
            section(
                "k-\(kind.rawValue)", reader[kind.label], note: "\(groups[kind]?.count ?? 0)",
                TableView(
                    reader[kind.label],
                    [
                        .init(reader("名称", "Name")), .init(reader("所在", "Stands in")), .init(reader("状态", "State")),
                        .init(reader("在系统中", "Lives in")),
                    ],
                    rows: (groups[kind] ?? []).map { row($0, list, reader) }
                ).html)
        }
        return Page(
            Text("方案里的每件事在哪里", "Where everything in the plan lives"), plan: list.plan.mark(list.asOf),
            nav: list.plan.nav("plan.items", reader),
            """
            \(head("\(reader("方案里的每件事在哪里", "Where everything in the plan lives"))", facts: ["\(list.plan.title)", "\(reader("共\(list.kept.count)项", "\(list.kept.count) items"))"],
                actions: [button(reader.plan(PlanPaths.items, list.plan) + (reader.chosenDay == nil ? "?" : "&") + "format=xlsx", reader("导出表格", "Export"))]))
            <p class="lede">\(reader("方案点到的\(list.kept.count)项，\(homed)项在系统中有自己的位置；其余是方案的文字，不单独运行。", "Of \(list.kept.count) items that the plan names, \(homed) have their own place here; the others are its words and do not run by themselves."))</p>
            \(tabs)\(parts)
            """)
    }

    private static func row(_ item: Item, _ list: ItemList, _ reader: Reader) -> [HTML] {
        let place = item.content.place ?? item.content.section
        let stands: HTML =
            place.map { place in
                place.hasPrefix("M") || place.hasPrefix("S")
                    ? link(reader.plan(PlanPaths.measure, list.plan, ["measure": place]), place, plain: true) : "\(place)"
            } ?? (item.content.mentions.map { "\($0.joined(separator: "、"))" } ?? "—")
        return [
            "\(item.content.name)\(if: item.kind == .target, " <span class=\"ink-3\">\(item.content.value.map { Show.number($0, decimals: 2, trim: true) } ?? "")\(item.content.unit ?? "")</span>")",
            stands, "\(reader[item.state.label])",
            home(item, list, reader).map { link($0.url, $0.words) }
                ?? "<span class=\"ink-3\">\(reader("方案文字", "text of the plan"))</span>",
        ]
    }

    /// Where an item lives: the page that runs it.
    static func home(_ item: Item, _ list: ItemList, _ reader: Reader) -> (url: String, words: String)? {
        if let home = item.home {
            switch home.kind {
            case "target":
                return (reader.plan(PlanPaths.target, list.plan, ["target": home.id]), reader("目标\(home.id)", "Target \(home.id)"))
            case "measure": return (reader.plan(PlanPaths.measure, list.plan, ["measure": home.id]), reader("举措台账", "Measure"))
            default: return (reader.link("/records/\(home.id)"), reader("登记", "Registry"))
            }
        }
        switch item.kind {
        case .supervision, .annualTask, .milestone, .document:
            return (reader.plan(PlanPaths.rule, list.plan), reader("方案周期与灯色规则", "Life of the plan and light rule"))
        case .programme, .goal:
            guard let place = item.content.place, place.hasPrefix("M") || place.hasPrefix("S") else { return nil }
            return (reader.plan(PlanPaths.measure, list.plan, ["measure": place]), reader("举措\(place)", "Measure \(place)"))
        case .section: return (reader.plan(PlanPaths.measures, list.plan), reader("举措台账", "Ledger of measures"))
        default: return nil
        }
    }
}
