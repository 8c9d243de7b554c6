import Kernel
import PlanText
import Testing

@testable import Plan

@Suite struct ReadingTests {
    private func questions(_ drafts: [Reading.Draft]) -> [String: Question] {
        Dictionary(
            drafts.compactMap { draft in draft.question.map { ("\(draft.kind.rawValue) \(draft.key)", $0) } },
            uniquingKeysWith: { a, _ in a })
    }

    @Test func theSmallPlanAsksWhatItDoesNotSay() throws {
        #expect(
            questions(try Documents.drafts(Documents.small)) == [
                "document DOC": .missingIssue, "document LEAD": .defaultLead, "target T5": .relativeBase, "target T6": .bareCount,
                "target T7": .rangeTarget,
                "measure M4": .leadInText, "measure M5": .noUnits, "organisation O4": .similarName,
            ])
    }

    @Test func everyItemStandsWhereItsSpanSays() throws {
        let reading = try PlanReading(PlanSource(text: Documents.small))
        let scalars = Array(reading.text.unicodeScalars)
        let drafts = Reading(reading).drafts
        #expect(drafts.count > 30)
        for draft in drafts {
            guard let span = draft.span else { continue }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[span.start..<span.end])
            #expect(String(view) == span.text)
        }
    }

    @Test func keysAreUniqueWithinAKind() throws {
        for text in [Documents.small, Documents.xuzhou, Documents.taizhou].compactMap({ $0 }) {
            let keys = try Documents.drafts(text).map { "\($0.kind.rawValue) \($0.key)" }
            #expect(Set(keys).count == keys.count)
        }
    }

    @Test func aMeasureKeepsItsWordsAndUnits() throws {
        let drafts = try Documents.drafts(Documents.small)
        let first = try #require(drafts.first { $0.kind == .measure && $0.key == "M1" })
        #expect(first.content.name == "建设公共服务平台" && first.content.number == "1" && first.content.section == "2.1")
        #expect(first.content.units?.map(\.name) == ["市科技局", "市发改委", "试点医学院"])
        #expect(first.content.units?.map(\.role) == [.lead, .support, .support])
        #expect(first.content.quote.contains("依托试点医学院"))
    }

    @Test func unstatedDeadlinesStayUnstated() throws {
        let drafts = try Documents.drafts(Documents.small).filter { $0.kind == .target }
        #expect(drafts.filter { $0.content.isHeadline == true }.allSatisfy { $0.content.due == Sample.day("2026-12-31") })
        #expect(drafts.filter { $0.content.isHeadline != true }.map(\.content.due) == [nil, nil, nil])
        #expect(drafts.first { $0.key == "T5" }?.content.years == 3)
        #expect(drafts.allSatisfy { $0.content.baseline == nil })
    }

    @Test func aPlanWithOneMeasureWithoutALeadDoesNotAskForAll() throws {
        let text = "试点市实施方案\n一、重点任务\n1.建设平台。建成平台。（责任单位：市科技局，市发改委）\n2.引进项目。引进项目。（牵头单位：市商务局）\n"
        #expect(try Documents.drafts(text).contains { $0.key == "LEAD" } == false)
    }

    @Test(.enabled(if: Documents.xuzhou != nil, "the seed documents are not beside the repository"))
    func theXuzhouPlanAsksItsQuestions() throws {
        let drafts = try Documents.drafts(try #require(Documents.xuzhou))
        let asked = questions(drafts)
        #expect(asked["document DOC"] == .missingIssue && asked["document LEAD"] == .defaultLead)
        #expect(asked["measure M17"] == .leadInText)
        #expect(asked["measure M18"] == .noUnits && asked["measure M19"] == .noUnits && asked["measure M20"] == .noUnits)
        #expect(drafts.filter { $0.kind == .measure && $0.question == nil }.count == 16)
        #expect(drafts.filter { $0.kind == .target && $0.content.isHeadline == true }.count == 5)
        #expect(drafts.contains { $0.kind == .target && $0.question == .sameTarget })
        #expect(drafts.contains { $0.kind == .target && $0.question == .relativeBase })
        #expect(drafts.contains { $0.kind == .target && $0.question == .rangeTarget })
        #expect(drafts.contains { $0.kind == .organisation && $0.question == .similarName })
        let lead = try #require(drafts.first { $0.key == "M17" })
        #expect(Item.lead(in: lead.content.owner ?? "") == "市科技局")
    }

    @Test(.enabled(if: Documents.taizhou != nil, "the seed documents are not beside the repository"))
    func theTaizhouArticleNamesNoUnits() throws {
        let drafts = try Documents.drafts(try #require(Documents.taizhou))
        let measures = drafts.filter { $0.kind == .measure }
        #expect(measures.count == 15)
        #expect(measures.allSatisfy { ($0.content.units ?? []).isEmpty && $0.question == .noUnits && $0.content.due == nil })
        #expect(questions(drafts)["document LEAD"] == nil)
        #expect(drafts.filter { $0.kind == .target }.count == 2)
    }
}
