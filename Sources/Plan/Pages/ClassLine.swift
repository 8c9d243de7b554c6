import Design
import Kernel

/// How many of a ledger are in each class of progress, in one line; each percentage has its base beside it.
enum ClassLine {
    static func html(_ counts: [ClassCount], of words: String, _ reader: Reader) -> HTML {
        guard let total = counts.first?.total, total > 0 else { return .empty }
        let parts = counts.html {
            "<div><span class=\"l\">\(reader[$0.class.name.text])</span>\(figure(String($0.count), reader("项", "")))<span class=\"d\">\(Show.percent($0.share))</span></div>"
        }
        return """
            <div class="stats" role="group" aria-label="\(reader("\(total)项\(words)的进度类别", "classes of \(total) \(words)"))">\(parts)</div>
            """
    }

    static func json(_ counts: [ClassCount]) -> JSON {
        .object(Dictionary(counts.map { ($0.class.id, .number(Double($0.count))) }, uniquingKeysWith: { first, _ in first }))
    }
}

/// Yellow and red cards of units, where the plan's light rule has them.
enum UnitCards {
    static func html(_ cards: [UnitCard], _ plan: Plan, _ reader: Reader) -> HTML {
        if cards.isEmpty { return .empty }
        return section(
            "cards", reader("单位亮牌", "Cards of units"),
            TableView(
                reader("单位亮牌", "Cards of units"),
                [.init(reader("单位", "Unit")), .init(reader("牌", "Card")), .init(reader("举措", "Measures"))],
                rows: cards.map { card in
                    let word = card.light == .red ? Text("红牌", "Red card") : Text("黄牌", "Yellow card")
                    return ["\(card.unit.name)", card.light.html(reader, word), measures(card, plan, reader)]
                }
            ).html)
    }

    private static func measures(_ card: UnitCard, _ plan: Plan, _ reader: Reader) -> HTML {
        card.measures.html { measure -> HTML in
            "<div>\(link(reader.plan(PlanPaths.measure, plan, ["measure": measure.key]), "\(measure.number) \(measure.title)"))</div>"
        }
    }
}
