import Calendars
import Foundation
import HouseTesting
import Kernel
import Plan
import Registry
import Testing

@testable import Evaluation

/// Mid-term and final from the same example data: what the sentences say, in both languages, on both engines.
@Suite struct MidTermTests {
    @Test(arguments: TestDatabase.engines) func theMidTermSaysWhatTheDataSay(engine: Dialect) async throws {
        try await World.city(engine) { world in
            let report = try await world.report(.midterm, "2023-06-30")
            let zh = world.lines(report), en = world.lines(report, .en)
            for sentence in [
                "方案目标8项，提前完成1项、达到预期进度1项、滞后2项、无法判断4项。总体看，半数达到预期进度要求，少数提前完成，2项滞后；4项缺资料，无法判断。",
                "趋势判断：可作预测的4项中，按以往平均速度推算，期末可达到2项。", "举措20项，其中达到预期进度16项、无法判断4项。应完成任务29项，已完成29项，完成率100.0%，逾期未完成0项。",
                "1.全市生物医药产业产值。目标500.0亿元，期限2025年12月31日；基期值210.0亿元；现值318.0亿元。完成程度37.2%，时间进度49.9%，差距−12.6点，判为滞后。后2.5年年均需增长19.8%，前2.5年年均增长18.1%。按以往最低、平均、最高增速推算，期末为474.6亿元、481.1亿元、487.1亿元，按以往最快的速度也达不到。",
                "举措8，市地方金融监管局2023年二季度报告：“投融资服务平台股东方尚未协商一致，组建方案预计三季度提交（示例）”", "〔建议〕“公共技术服务平台”缺基期值，建议由主管单位补报并注明依据。",
            ] { #expect(zh.contains(sentence), "\(sentence)") }
            for sentence in [
                "Of 8 targets, 1 ahead, 1 on pace, 2 behind, 4 cannot tell. Overall, half are on pace or better, a few ahead, 2 behind; 4 cannot be told for want of data.",
                "Outlook: of 4 targets that can be forecast, 2 would be met by the end at the mean past pace.",
            ] { #expect(en.contains(sentence), "\(sentence)") }
            #expect(report.missing.map { report.text($0, .zh) }.contains("目标“公共技术服务平台”：缺基期值。"))
            #expect(report.tally == Tally([.ahead, .onPace, .behind, .behind, .cannot, .cannot, .cannot, .cannot]))
        }
    }

    @Test(arguments: TestDatabase.engines) func theFinalSaysWhatWasMet(engine: Dialect) async throws {
        try await World.city(engine) { world in
            let report = try await world.report(.final, "2025-12-31")
            let zh = world.lines(report), en = world.lines(report, .en)
            for sentence in [
                "方案目标8项，完成2项、未完成3项、无法判断3项。总体看，少数目标完成，3项未完成；3项缺资料，无法判断。", "应完成任务66项，已完成61项，完成率92.4%，逾期未完成5项。",
                "方案期末尚有未完成任务5项，期限在期末之后的0项。未完成的建议结转到下一方案，由原责任单位继续办理。",
                "举措10，市科技局2025年四季度报告：“实验动物平台用地手续未办结，主体尚未完工，申请转入下一周期（示例）”",
                "〔建议〕“公共技术服务平台”期末为7个，未达到目标8个，建议在下一方案中以此为基期重新确定目标。", "1 | 实验动物平台立项 | 徐州高新区管委会 | 2023年9月30日 | 逾期823天",
            ] { #expect(zh.contains { $0.contains(sentence) }, "\(sentence)") }
            #expect(
                zh.contains { $0.contains("目标500.0亿元，期限2025年12月31日；基期值210.0亿元；现值471.0亿元。完成程度90.0%，时间进度100.0%，差距−10.0点，判为未完成。") })
            #expect(en.contains { $0.contains("Of 8 targets, 2 met, 3 not met, 3 cannot tell.") })
            #expect(zh.contains { $0.contains("目标8个，期限2025年12月31日；基期值缺；现值7个") && $0.contains("期限已到，判为未完成") })
        }
    }

    /// One record less, and the sentence says another number; none, and it says that it is missing.
    @Test(arguments: TestDatabase.engines) func oneRecordLessAndTheSentenceChanges(engine: Dialect) async throws {
        try await World.city(engine) { world in
            let plan = world.plan.description
            func line(_ start: String) async throws -> String {
                try #require(world.lines(try await world.report(.midterm, "2023-06-30")).first { $0.hasPrefix(start) })
            }
            #expect(try await line("4.生物医药特色").contains("现值4家，即"))
            try await world.house.write(as: .system) { scope in
                try scope.connection.execute(
                    "DELETE FROM record_status WHERE kind = 'park' AND record IN (SELECT id FROM record WHERE name LIKE '%润康医药健康产业园%')"
                )
                scope.record(Event(EvaluationEvents.made, Subject("record", "x")))
            }
            let fewer = try await line("4.生物医药特色")
            #expect(fewer.contains("现值3家，即") && fewer.contains("完成程度50.0%") && fewer.contains("判为达到预期进度"))

            try await world.house.write(as: .system) { scope in
                try scope.connection.execute("DELETE FROM record_figure WHERE kind = 'output'")
                try scope.connection.execute(
                    "DELETE FROM target_baseline WHERE target IN (SELECT id FROM target WHERE target_key = 'T3')")
                scope.record(Event(EvaluationEvents.made, Subject("record", "x"), in: Subject("plan", plan)))
            }
            let without = try await line("1.全市生物医药")
            #expect(without.contains("现值缺") && without.contains("缺已审核的现值，判为无法判断"))
            #expect(try await line("3.上市企业").contains("基期值缺"))
            let report = try await world.report(.midterm, "2023-06-30")
            let missing = report.missing.map { report.text($0, .zh) }
            #expect(missing.contains("目标“全市生物医药产业产值”：缺已审核的现值。") && missing.contains("目标“上市企业”：缺基期值。"))
        }
    }

    @Test func theSameTwoDaysGiveTheSameReport() async throws {
        try await World.city { world in
            let first = try await world.report(.midterm, "2023-06-30", knownOn: "2023-10-25")
            // Later knowledge does not reach back.
            try await world.do(
                "plan.target.baseline", ["plan": world.plan.description, "target": "T5", "value": "1", "source": "补报"])
            let again = try await world.report(.midterm, "2023-06-30", knownOn: "2023-10-25")
            #expect(again.corrections(in: first).isEmpty && again.figures == first.figures)
            #expect(again.quotes == first.quotes)
            #expect(again.sections == first.sections)
            #expect(again.annexes == first.annexes)
            #expect(again == first)
            let later = try await world.report(.midterm, "2023-06-30", knownOn: "2026-11-23")
            let corrections = first.corrections(in: later)
            #expect(
                corrections.contains {
                    $0.key == "target.T5.baseline" && $0.before == Text("缺", "missing") && $0.after == Text("1个", "1")
                })
            #expect(corrections.contains { $0.key == "targets.cannot" })
            #expect(first.corrections(in: first).isEmpty)
        }
    }

    @Test func unitsArePraisedOrAskedByFactsAndAsAProposal() async throws {
        try await World.city { world in
            let lines = world.lines(try await world.report(.final, "2025-12-31"))
            let behind = try #require(lines.first { $0.hasPrefix("〔建议〕对有逾期任务或缺报送的单位督促整改") })
            for unit in ["徐州高新区管委会", "云龙区政府", "沛县政府", "市工信局"] { #expect(behind.contains(unit), "\(unit)") }
            let good = try #require(lines.first { $0.hasPrefix("〔建议〕对按时完成、按期报送的单位通报表扬") })
            #expect(!good.contains("徐州高新区管委会") && !good.contains("市工信局"))
        }
    }

    @Test(arguments: [
        (3, 3, "全部", "all are"), (2, 3, "大多数", "most are"), (1, 2, "半数", "half are"), (1, 3, "少数", "a few are"),
        (0, 3, "没有指标", "none is"),
    ]) func theWordsFollowTheCounts(part: Int, all: Int, zh: String, en: String) {
        #expect(OverallWords.most(part, all) == Text(zh, en))
    }

    /// 大多数达到预期进度要求，少数提前完成，4个滞后, from counts alone.
    @Test func theSentenceOfThePress() {
        let book = FigureBook(day: Day("2023-06-30")!, knownOn: Day("2023-06-30")!)
        func sentence(_ verdicts: [Verdict], _ kind: Kind, _ language: Language) -> String {
            let tally = Tally(verdicts)
            let all = book.count("all", Text("", ""), tally.all)
            let words = OverallWords.sentence(tally, kind, all: all) {
                book.count("\(kind) \($0) \(tally[$0])", Text("", ""), tally[$0])
            }
            let report = EvaluationReport(
                kind: kind, plan: nil, place: "", window: Day("2021-01-01")!...Day("2023-06-30")!, knownOn: Day("2023-06-30")!,
                title: words, sections: [],
                annexes: [], figures: book.figures, quotes: [], tally: tally, missing: [], isExample: false)
            return report.text(words, language)
        }
        let planned: [Verdict] =
            [Verdict](repeating: .onPace, count: 21) + [.ahead, .ahead, .ahead] + [Verdict](repeating: .behind, count: 4)
        #expect(sentence(planned, .midterm, .zh).hasSuffix("总体看，大多数达到预期进度要求，少数提前完成，4项滞后。"))
        #expect(sentence(planned, .midterm, .en).hasSuffix("Overall, most are on pace or better, a few ahead, 4 behind."))
        #expect(sentence([.ahead, .ahead], .midterm, .zh).hasSuffix("总体看，全部达到预期进度要求，其中多数提前完成。"))
        #expect(sentence([.behind], .midterm, .zh).hasSuffix("总体看，没有指标达到预期进度要求，1项滞后。"))
        #expect(sentence([.cannot], .midterm, .zh).hasSuffix("资料不足，总体无法判断。"))
        #expect(sentence([], .midterm, .zh) == "方案没有可评估的目标。")
    }

    @Test func aDigitCannotEnterWithText() {
        let day = Day("2023-06-30")!
        let typed: Passage = "产值412亿元，截至\(day)，\(word: "增长９%")"
        #expect(
            typed.pieces == [
                .text("产值"), .stray("412"), .text("亿元，截至"), .day(day), .text("，"), .text("增长"), .stray("９"), .text("%"),
            ])
        #expect(!typed.pieces.contains { if case .text(let text) = $0 { text.contains { $0.isDigit } } else { false } })
    }
}
