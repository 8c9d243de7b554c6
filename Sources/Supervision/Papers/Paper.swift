import Calendars
import Design
import Documents
import Foundation
import Kernel

/// A document that can be sent as it is: one value, shown as a page and written as DOCX in the layout of GB/T 9704. Its language is
/// Chinese, as that of the offices' documents is.
struct Paper: Sendable, Equatable {
    enum Block: Sendable, Equatable {
        /// 1: 一、 2: （一）
        case heading(Int, String)
        case body(String)
        case table([String], [[String]], widths: [Double])
    }

    var number: String?
    var title: String
    var addressee: String?
    var blocks: [Block] = []
    var issuer: String
    var day: Day?
    /// Not issued: every page says 草稿.
    var isDraft: Bool
    /// A line below the signature, such as who gets a copy.
    var copies: String?
    var form = OfficialDocument.Form.letter

    mutating func heading(_ text: String) { blocks.append(.heading(1, text)) }
    mutating func body(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) where !line.allSatisfy(\.isWhitespace) {
            blocks.append(.body(String(line)))
        }
    }

    /// What a draft says of itself.
    static let draftWords = "草稿（未签发）"

    var word: WordDocument {
        var document = OfficialDocument(form, title: .init(Paper.broken(title)))
        // A red head goes with a number; without one the office prints on its own paper.
        if let number {
            document.organ = form == .document ? "\(issuer)文件" : issuer
            document.number = .init(number)
        }
        document.addressee = .init(addressee ?? "")
        document.body = blocks.map { block in
            switch block {
            case .heading(let level, let text): .heading(.init(text), level: level)
            case .body(let text): .body(.init(text))
            case .table(let head, let rows, let widths):
                .table(WordDocument.Table(([head] + rows).map { $0.map { DocumentCell($0) } }, widths: widths))
            }
        }
        document.signature = [issuer]
        document.date = .init(day.map { Show.day($0, .zh) } ?? "　　年　月　日")
        if let copies { document.copies = [copies] }
        if isDraft { document.header = Paper.draftWords }
        return document.word
    }

    /// A title longer than its line is broken where a word ends, as near its middle as can be (GB/T 9704, 7.3.1).
    static func broken(_ title: String) -> String {
        let letters = Array(title)
        guard letters.count > 18 else { return title }
        let ends = letters.indices.filter { index in
            index > 3 && index < letters.count - 3 && "的度年月）”、".contains(letters[index]) && !"的）”、".contains(letters[index + 1])
        }
        guard let end = ends.min(by: { abs($0 + 1 - letters.count / 2) < abs($1 + 1 - letters.count / 2) }) else { return title }
        return String(letters[...end]) + "\n" + String(letters[(end + 1)...])
    }

    func html(_ reader: Reader) -> HTML {
        let body = blocks.html { block -> HTML in
            switch block {
            case .heading(_, let text): return "<h3>\(text)</h3>"
            case .body(let text): return "<p>\(text)</p>"
            case .table(let head, let rows, _):
                return ledger(title, head.map { .init($0) }, rows: rows.map { $0.map { "\($0)" as HTML } })
            }
        }
        let mark: HTML = isDraft ? "<p class=\"draft-mark\">\(Paper.draftWords)</p>" : ""
        return """
            <article class="sheet paper\(if: isDraft, " draft")" lang="zh-CN">\(mark)\(number.map { "<p class=\"sign\">\($0)</p>" as HTML })<h2>\(title)</h2>\
            \(addressee.map { "<p class=\"addr\">\($0)：</p>" as HTML })\(body)<p class="sign">\(issuer)</p>\
            <p class="sign">\(day.map { Show.day($0, .zh) } ?? "　　年　月　日")</p>\(copies.map { "<p class=\"addr small\">抄送：\($0)</p>" as HTML })</article>
            """
    }

    var json: JSON {
        [
            "title": .string(title), "number": .optional(number), "addressee": .optional(addressee), "draft": .bool(isDraft),
            "text": .array(
                blocks.flatMap { block -> [JSON] in
                    switch block {
                    case .heading(_, let text), .body(let text): [.string(text)]
                    case .table(_, let rows, _): rows.map { .string($0.joined(separator: "｜")) }
                    }
                }),
            "issuer": .string(issuer), "day": .optional(day),
        ]
    }

    func response() -> RawEndpoint.Response {
        let name = title.replacing("　", with: "")
        return RawEndpoint.Response(
            type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", word.data(),
            headers: [
                "content-disposition": "attachment; filename*=UTF-8''\(encodeURLPart(name + (isDraft ? "（草稿）" : "") + ".docx"))"
            ])
    }
}

/// 一、二、… for headings.
func ordinal(_ number: Int) -> String {
    let digits = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
    guard number >= 1, number < 100 else { return String(number) }
    let tens = number / 10, ones = number % 10
    return (tens == 0 ? "" : (tens == 1 ? "十" : digits[tens] + "十")) + (ones == 0 && tens > 0 ? "" : digits[ones])
}
