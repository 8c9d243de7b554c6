import Calendars
import Kernel

/// What becomes of one line of a table.
struct ImportRow: Sendable {
    enum Verdict: String, Sendable, Hashable, CaseIterable, Codable {
        case wrong, changed, new, same, skipped

        var label: Text {
            switch self {
            case .wrong: Text("有错", "Errors")
            case .changed: Text("更新", "Changed")
            case .new: Text("新增", "New")
            case .same: Text("不变", "The same")
            case .skipped: Text("不导入", "Left out")
            }
        }
    }

    /// What is wrong with a cell, or with the line where no column is named.
    struct Problem: Sendable, Hashable, Codable {
        let line: Int
        let column: Int?
        let zh: String
        let en: String
        var message: Text { Text(zh, en) }
    }

    let line: Int
    var name: String
    var verdict = Verdict.same
    var problems: [Problem] = []
    /// Assumptions, such as a month taken as its first day.
    var notes: [Text] = []
    /// What it adds or changes, in words.
    var effects: [Text] = []
    /// What is overwritten, in words; goes into the log record by record.
    var overwritten: [Text] = []
    var was: Record?
    var record: Record?
    var failsCheck = false
    var otherNames: [String] = []
    var newSpans: [NewSpan] = []
    var newFigures: [NewFigure] = []

    struct NewSpan: Sendable {
        let status: RecordStatus
        let from: Day
        let to: Day?
        let source: String
        let replaces: StatusSpan?
    }

    struct NewFigure: Sendable {
        let kind: FigureKind
        let end: Day
        let months: Int
        let amount: Int
        let source: String
        let replaces: Figure?
    }

    mutating func refuse(_ column: Int?, _ message: Text) {
        problems.append(Problem(line: line, column: column, zh: message.zh, en: message.en))
    }
}

/// A table judged against the registry: every line with its verdict.
struct ImportJudgement: Sendable {
    let columns: [ImportColumn]
    let rows: [ImportRow]

    func count(_ verdict: ImportRow.Verdict) -> Int { rows.reduce(0) { $0 + ($1.verdict == verdict ? 1 : 0) } }
    var problems: [ImportRow.Problem] { rows.flatMap(\.problems) }

    /// Changes when what a confirmation would do changes.
    var digest: String {
        var bytes: [UInt8] = []
        for row in rows {
            bytes += "\(row.line) \(row.verdict.rawValue) \(row.was?.id.description ?? "") ".utf8
            for effect in row.effects { bytes += effect.zh.utf8 }
            bytes.append(10)
        }
        return String(sha256(bytes).prefix(32))
    }
}
