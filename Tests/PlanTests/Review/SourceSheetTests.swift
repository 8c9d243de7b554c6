import Foundation
import Kernel
import PlanText
import Testing

@testable import Plan

@Suite struct SourceSheetTests {
    private let reader = Reader(viewer: .anonymous, today: Sample.day("2026-11-23"))

    private func review(_ text: String, _ items: [Item]? = nil) throws -> Review {
        let reading = try PlanReading(PlanSource(text: text))
        let all =
            items
            ?? Reading(reading).drafts.enumerated().map { order, draft in
                Item(
                    id: Sample.id(order + 1), plan: Sample.id(1), kind: draft.kind, key: draft.key, order: order,
                    read: draft.content, content: draft.content,
                    state: .read, start: draft.span?.start ?? 0, end: draft.span?.end ?? 0, question: draft.question,
                    other: draft.other, mergedInto: nil,
                    before: nil, changedBy: nil)
            }
        return Review(
            plan: Sample.plan(stage: .draft), source: reading.text, items: all, findings: [], showsAll: false, previous: nil,
            differences: nil, presets: [])
    }

    /// The sheet without its elements.
    private func words(_ html: String) -> String {
        var out = ""
        var inside = false
        for character in html {
            if character == "<" {
                inside = true
            } else if character == ">" {
                inside = false
            } else if !inside {
                out.append(character)
            }
        }
        return out
    }

    @Test func everyWordOfThePlanStandsOnTheSheetOnce() throws {
        for text in [Documents.small, Documents.xuzhou, Documents.taizhou].compactMap({ $0 }) {
            let html = SourceSheet(try review(text)).html(reader).text.replacing("<sup>?</sup>", with: "")
            let want = text.unicodeScalars.filter { !$0.properties.isWhitespace }
            let got = words(html).replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<")
                .replacing("&gt;", with: ">")
                .replacing("&amp;", with: "&").unicodeScalars.filter { !$0.properties.isWhitespace }
            #expect(String(String.UnicodeScalarView(got)) == String(String.UnicodeScalarView(want)))
        }
    }

    @Test func marksStandAtTheirPlaces() throws {
        let html = SourceSheet(try review(Documents.small)).html(reader).text
        for (name, phrase) in [("mk-t", "规模以上企业达到60家"), ("mk-q", "新建2个中试基地"), ("mk-m", "建设公共服务平台")] {
            let marks = html.components(separatedBy: "<mark class=\"\(name)\"").dropFirst().map {
                words("<" + ($0.components(separatedBy: "</mark>").first ?? ""))
            }
            #expect(marks.contains { $0.contains(phrase) || phrase.contains($0) && $0.count > 3 }, "\(name): \(marks)")
        }
        #expect(html.components(separatedBy: "<mark").count == html.components(separatedBy: "</mark>").count)
    }

    @Test func markupInAPlanIsOnlyText() throws {
        let text = Documents.small.replacing("支持江苏九安", with: "<script>alert(1)</script><img src=x onerror=y>\"'&amp;支持江苏九安")
        let html = SourceSheet(try review(text)).html(reader).text
        #expect(!html.contains("<script") && !html.contains("<img"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    }

    @Test func aMarkedPhraseIsEscapedToo() throws {
        let text = "甲<b>乙</b>丙"
        var item = DecisionTests.item(5, "乙", kind: .target)
        item = Item(
            id: item.id, plan: item.plan, kind: .target, key: "T1", order: 1, read: item.read, content: item.content, state: .read,
            start: 1, end: 8,
            question: nil, other: nil, mergedInto: nil, before: nil, changedBy: nil)
        let review = Review(
            plan: Sample.plan(), source: text, items: [item], findings: [], showsAll: false, previous: nil, differences: nil,
            presets: [])
        let html = SourceSheet(review).html(reader).text
        #expect(!html.contains("<b>") && html.contains("&lt;b&gt;"))
    }

    @Test(arguments: [(-5, 3), (3, 3), (5, 2), (0, 10_000), (9_999, 10_001)]) func spansOutsideTheTextAreLeftOut(
        start: Int, end: Int
    ) {
        let base = DecisionTests.item(5, "乙", kind: .section)
        let bad = [Item.Kind.target, .section, .measure].enumerated().map { number, kind in
            Item(
                id: Sample.id(number + 5), plan: base.plan, kind: kind, key: "X\(number)", order: number, read: base.read,
                content: base.content, state: .read,
                start: start, end: end, question: nil, other: nil, mergedInto: nil, before: nil, changedBy: nil)
        }
        let review = Review(
            plan: Sample.plan(), source: "一二三\n四五六", items: bad, findings: [], showsAll: false, previous: nil, differences: nil,
            presets: [])
        let html = SourceSheet(review).html(reader).text
        #expect(!html.contains("<mark"))
        #expect(words(html) == "一二三四五六")
    }

    @Test func ofTwoThatOverlapOneShows() {
        let items = [(0, 6), (2, 4), (4, 8)].enumerated().map { number, span in
            Item(
                id: Sample.id(number + 5), plan: Sample.id(1), kind: .project, key: "J\(number)", order: number, read: nil,
                content: Item.Content("x", quote: ""),
                state: .added, start: span.0, end: span.1, question: nil, other: nil, mergedInto: nil, before: nil, changedBy: nil)
        }
        let review = Review(
            plan: Sample.plan(), source: "一二三四五六七八", items: items, findings: [], showsAll: false, previous: nil, differences: nil,
            presets: [])
        #expect(SourceSheet(review).html(reader).text.components(separatedBy: "<mark").count == 2)
    }

    @Test func everyItemThatWasReadHasItsPlaceOnce() throws {
        for text in [Documents.small, Documents.xuzhou, Documents.taizhou].compactMap({ $0 }) {
            let review = try review(text)
            let html = SourceSheet(review).html(reader).text
            for item in review.items where item.end > item.start {
                #expect(html.components(separatedBy: "id=\"s-\(item.id)\"").count == 2, "\(item.kind) \(item.key)")
            }
        }
    }

    @Test func aDeletedItemLeavesNoMark() throws {
        var items = try review(Documents.small).items
        for index in items.indices { items[index].delete() }
        #expect(!SourceSheet(try review(Documents.small, items)).html(reader).text.contains("<mark"))
    }
}
