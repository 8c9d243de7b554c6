import Design
import Kernel

/// The plan's text with what was read marked in it. One mark a place: where two overlap, the more specific one shows, and the other
/// keeps an unseen place to be led to.
struct SourceSheet {
    let text: [Unicode.Scalar]
    let items: [Item]
    let plan: Plan

    init(_ review: Review) {
        text = Array(review.source.unicodeScalars)
        items = review.items
        plan = review.plan
    }

    private struct Mark {
        let start: Int
        let end: Int
        let name: String
        let item: Item
    }

    private static func mark(_ item: Item) -> String? {
        if item.isOpen, item.kind != .document { return "mk-q" }
        switch item.kind {
        case .target: return "mk-t"
        case .measure: return "mk-m"
        case .organisation, .project, .platform, .product: return "mk-u"
        case .notTarget: return "mk-no"
        case .supervision, .milestone, .annualTask: return "mk-d"
        default: return nil
        }
    }

    func html(_ reader: Reader) -> HTML {
        let marks = chosen()
        var places = hidden(behind: marks)[...]
        var out: HTML = ""
        var index = 0
        var next = 0
        var paragraph: HTML = ""
        let heads = starts()
        var tag = "p"
        func flush() {
            let words = paragraph.text.trimmedOfSpace
            if !words.isEmpty { out += HTML(markup: "<\(tag)>\(words)</\(tag)>") }
            paragraph = ""
            tag = "p"
        }
        /// The unseen places that begin before `end`.
        func anchors(before end: Int) -> HTML {
            var out: HTML = ""
            while let place = places.first, place.start < end {
                out += "<span id=\"s-\(place.id.description)\"></span>"
                places.removeFirst()
            }
            return out
        }
        while index < text.count {
            if next < marks.count, marks[next].start == index {
                let mark = marks[next]
                if let level = heads[index] {
                    flush()
                    tag = level
                }
                paragraph += anchors(before: mark.end) + piece(mark, reader)
                index = max(mark.end, index + 1)
                next += 1
                continue
            }
            let stop = next < marks.count ? marks[next].start : text.count
            while index < stop {
                if text[index] == "\n" {
                    if breaks(at: index, heads) { flush() }
                    index += 1
                    continue
                }
                if let level = heads[index] {
                    flush()
                    tag = level
                }
                var end = index
                while end < stop, text[end] != "\n" { end += 1 }
                paragraph += anchors(before: end) + HTML(escaping: string(index, end))
                index = end
            }
        }
        flush()
        return out
    }

    /// Where sections and measures begin, with the element that their line becomes.
    private func starts() -> [Int: String] {
        var out: [Int: String] = [:]
        for item in items where item.kind == .section || item.kind == .measure {
            var start = min(max(item.start, 0), text.count)
            let earliest = max(0, start - 40)  // a label and its spaces; a text without line ends is not walked back to its start
            while start > earliest, text[start - 1] != "\n" { start -= 1 }
            while start < text.count, text[start].properties.isWhitespace { start += 1 }
            out[start] = item.kind == .measure ? "p" : item.key.contains(".") ? "h4" : "h3"
        }
        return out
    }

    /// A line that a page only wrapped goes on in the next one; a sentence's end, a heading and a new head do not.
    private func breaks(at index: Int, _ heads: [Int: String]) -> Bool {
        var before = index - 1
        while before >= 0, text[before] != "\n", text[before].properties.isWhitespace { before -= 1 }
        var lineStart = max(before, 0)
        while lineStart > 0, index - lineStart < 400, text[lineStart - 1] != "\n" { lineStart -= 1 }
        while lineStart < index, text[lineStart].properties.isWhitespace { lineStart += 1 }
        if heads[lineStart].map({ $0 != "p" }) == true { return true }
        var after = index + 1
        while after < text.count, text[after].properties.isWhitespace { after += 1 }
        if after >= text.count || heads[after] != nil { return true }
        if before < 0 { return false }
        if before < text.count, text[before] == "\n" { return false }
        if "。；：！？".unicodeScalars.contains(text[before]) { return true }
        return text[after] == "—"
    }

    private func piece(_ mark: Mark, _ reader: Reader) -> HTML {
        let number: HTML = mark.item.isOpen ? "<sup>?</sup>" : ""
        let url = PlanPaths.url(PlanPaths.review, plan, ["show": "all"]) + "#i-\(mark.item.id)"
        let target = mark.item.isOpen ? "#i-\(mark.item.id)" : url
        return """
            <mark class="\(mark.name)" id="s-\(mark.item.id.description)"><a href="\(target)">\(string(mark.start, mark.end).filter { !$0.isNewline })</a></mark>\(number)
            """
    }

    /// Marks in order that do not overlap: what begins first stays, of two that begin together the shorter.
    private func chosen() -> [Mark] {
        let all = items.compactMap { item -> Mark? in
            guard item.state.isKept, item.end > item.start, item.start >= 0, item.end <= text.count,
                let name = SourceSheet.mark(item)
            else { return nil }
            return Mark(start: item.start, end: item.end, name: name, item: item)
        }.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
        var out: [Mark] = []
        for mark in all where mark.start >= (out.last?.end ?? 0) { out.append(mark) }
        return out
    }

    /// What was read from somewhere and has no mark, in order.
    private func hidden(behind marks: [Mark]) -> [Item] {
        let seen = Set(marks.map(\.item.id))
        return items.filter { $0.end > $0.start && $0.start >= 0 && $0.end <= text.count && !seen.contains($0.id) }.sorted {
            ($0.start, $0.end) < ($1.start, $1.end)
        }
    }

    private func string(_ start: Int, _ end: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[start..<end])
        return String(view)
    }
}

extension String {
    fileprivate var trimmedOfSpace: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
            return ""
        }
        return String(self[first...last])
    }
}
