import Calendars
import Design
import Kernel
import Plan

/// The level as bars that can be counted, and a word.
func stage(_ level: String?, _ ladder: Ladder?, _ reader: Reader) -> HTML {
    guard let ladder, let found = ladder.level(level) else { return .empty }
    let count = ladder.place(level) + 1
    let step = ladder.levels.count > 3 ? 3 : 5
    let bars = (0..<min(count, 5)).html {
        "<rect x=\"\(16 - step * (min(count, 5) - $0))\" y=\"1\" width=\"\(step - 1)\" height=\"10\" fill=\"currentColor\"/>"
    }
    return
        "<span class=\"stage \(found.tone)\"><svg viewBox=\"0 0 16 12\" aria-hidden=\"true\">\(bars)</svg>\(reader[found.name.text])</span>"
}

extension Order {
    /// 第3号, or the number of the document.
    func mark(_ reader: Reader) -> String { reader("第\(number)号", "No. \(number)") }

    func url(_ reader: Reader) -> String {
        reader.link(SupervisionPaths.order.url(RawInput(["plan": [plan.description], "order": [id.description]])))
    }

    /// Where it stands, with its lateness: a light where something is owed.
    func standing(on day: Day, _ reader: Reader, withRequest: Bool = true) -> HTML {
        let late = now.daysLate(on: day) ?? 0
        let words = now.state.label
        let pending: HTML = now.pending == .none || !withRequest ? "" : "<span class=\"s\">\(reader[now.pending.label])</span>"
        if late > 0 {
            let ended = now.state.isHandedIn
            let text = Text(
                ended ? "\(words.zh)，迟\(late)天" : "\(words.zh)，逾期\(late)天", "\(words.en), \(late) days late")
            return Light.red.html(reader, text) + pending
        }
        switch now.state {
        case .completed, .cleared, .archived: return Light.green.html(reader, words)
        case .returned: return Light.yellow.html(reader, words) + pending
        default: return Light.idle.html(reader, words) + pending
        }
    }

    func dueWords(_ reader: Reader) -> HTML {
        guard let due = now.due else { return "\(reader("未定", "not set"))" }
        var words: HTML = "\(due)"
        if let original = dueOriginal, original != due {
            words += "<span class=\"s\">\(reader("原定\(original)", "originally \(original)"))</span>"
        }
        if let answerBy = now.answerBy, answerBy != due {
            words += "<span class=\"s\">\(reader("本级答复\(answerBy)", "this level by \(answerBy)"))</span>"
        }
        return words
    }

    var supportNames: String { units.filter { $0.role == .support }.map(\.name).joined(separator: "、") }
}

extension Form {
    /// The same form with these fields only, the others dropped, and ids of its own.
    func only(_ names: Set<String>, hidden: Set<String> = [], id: String) -> Form {
        var form = self
        form.fields.removeAll { !names.contains($0.name) && !hidden.contains($0.name) }
        form.carried = hidden
        form.idPrefix = id
        form.isMain = false
        return form
    }
}

func folded(_ words: String, _ body: HTML, open: Bool = false) -> HTML {
    "<details class=\"flow not-print\"\(if: open, " open")><summary>\(words)</summary>\(body)</details>"
}

func quiet(_ words: String) -> HTML { "<p class=\"ink-3 small\">\(words)</p>" }

func download(_ url: String, _ reader: Reader) -> HTML { button(url, reader("下载DOCX", "Download DOCX")) }

/// A cell of several lines stays one thing where a phone shows a row as a record.
func ledger(_ caption: String, _ columns: [TableView.Column], name: String = "", rows: [[HTML]]) -> HTML {
    TableView(
        caption, columns, name: name,
        rows: rows.map { row in row.enumerated().map { $0.offset == 0 ? $0.element : "<div>\($0.element)</div>" } }
    ).html
}
