import Calendars
import Kernel

/// A table that was sent in, with what would become of it or what became of it.
struct ImportView: JSONValued {
    static let pageSize = 100

    let draft: ImportDraft
    /// What a confirmation would do; `nil` once it was confirmed.
    let judgement: ImportJudgement?
    let report: ImportReport?
    let show: ImportRow.Verdict?
    let after: Int

    init(draft: ImportDraft, judgement: ImportJudgement?, _ input: DraftChoice = DraftChoice(), report: ImportReport? = nil) {
        self.draft = draft
        self.judgement = judgement
        self.report = report ?? draft.report
        show = input.show
        after = input.after ?? 0
    }

    func count(_ verdict: ImportRow.Verdict) -> Int {
        if let judgement { return judgement.count(verdict) }
        guard let report else { return 0 }
        return switch verdict {
        case .new: report.new
        case .changed: report.changed
        case .same: report.same
        case .skipped: report.skipped
        case .wrong: report.left
        }
    }

    var problems: [ImportRow.Problem] { judgement?.problems ?? report?.problems ?? [] }

    /// The verdict whose lines are shown: the worst first.
    var shown: ImportRow.Verdict {
        show ?? ImportRow.Verdict.allCases.first { count($0) > 0 } ?? .new
    }

    var json: JSON {
        var members: [String: JSON] = [
            "draft": .string(draft.id.description), "kind": .string(draft.kind.rawValue), "file": .string(draft.file),
            "confirmed": .bool(report != nil),
            "lines": .number(Double(draft.grid.lines.count)),
            "problems": .array(
                problems.prefix(1000).map { problem in
                    [
                        "line": .number(Double(problem.line)), "column": .optional(problem.column.map { Double($0 + 1) }),
                        "header": .optional(
                            problem.column.flatMap { $0 < draft.grid.headers.count ? draft.grid.headers[$0] : nil }),
                        "message": .string(problem.zh), "message_en": .string(problem.en),
                    ]
                }),
        ]
        for verdict in ImportRow.Verdict.allCases { members[verdict.rawValue] = .number(Double(count(verdict))) }
        if let judgement {
            members["seen"] = .string(judgement.digest)
            members["columns"] = .array(
                judgement.columns.map {
                    ["header": .string($0.header), "means": .string($0.words(draft.kind).zh), "used": .bool($0.isUsed)]
                })
        }
        return .object(members)
    }
}

extension ImportColumn {
    /// What is taken from the column, in words.
    func words(_ kind: RecordKind) -> Text {
        switch meaning {
        case .field(let field): return field.label(kind)
        case .begin(let status): return status.label + Text("，自", ", from")
        case .end(let status): return status.label + Text("，至", ", until")
        case .figure(let figure, let end, let months, let unit):
            let period = FigurePeriod.words(end: end, months: months)
            let money =
                figure.isMoney ? (unit.map { ImportColumn.unit($0) } ?? Text("，单位看格子", ", unit from the cell")) : Text("", "")
            return Text("\(period.zh)\(figure.label.zh)", "\(figure.label.en) \(period.en)") + money
        case .ignored(let why): return why
        }
    }

    private static func unit(_ fen: Int) -> Text {
        let known: [Int: Text] = [
            10_000_000_000: Text("亿元", "100 m yuan"), 1_000_000: Text("万元", "10,000 yuan"), 100: Text("元", "yuan"),
            100_000: Text("千元", "1,000 yuan"),
            100_000_000: Text("百万元", "m yuan"), 100_000_000_000: Text("十亿元", "bn yuan"),
        ]
        return Text("，", ", ") + (known[fen] ?? Text("\(fen / 100)元", "\(fen / 100) yuan"))
    }
}
