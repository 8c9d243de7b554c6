import Calendars
import Design
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Plan

@Suite struct LightRuleTests {
    private static func clause(_ preset: String, _ id: String) throws -> LightRule.Clause {
        try #require(Sample.content.rules[preset]?.rules.first { $0.id == id })
    }

    /// 银川: 不低于序时进度绿灯, 低10—30点黄灯 (both ends), 低30点以上红灯; less than 10 below is not defined there and green here.
    @Test(arguments: [
        (25.0, Light.ahead), (10, .ahead), (9.9, .green), (0, .green), (-0.1, .green), (-9.9, .green), (-10, .yellow),
        (-10.1, .yellow), (-12.86, .yellow), (-30, .yellow), (-30.1, .red), (-100, .red),
    ])
    func yinchuanAtItsBounds(gap: Double, light: Light) {
        #expect(Sample.rule.light(gap: gap, isMet: false) == light)
    }

    @Test func aMetTargetIsAheadWhateverItsGap() {
        #expect(Sample.rule.light(gap: -40, isMet: true) == .ahead)
    }

    @Test func binaryFractionsDoNotMoveABound() {
        #expect(Sample.rule.light(gap: (0.4493 - 0.5493) * 100, isMet: false) == .yellow)
        #expect(Sample.rule.light(gap: (0.1 + 0.2 - 0.6) * 100, isMet: false) == .yellow)
    }

    @Test func theUndefinedBandSaysSo() throws {
        #expect(try LightRuleTests.clause("yinchuan", "pace").bands?.map(\.undefined) == [nil, nil, true, nil])
        #expect(Sample.rule.explanation.zh.contains("未规定") && Sample.rule.explanation.en.contains("not defined"))
    }

    /// 银川: 计划月未开工黄灯, 逾3个月红灯.
    @Test(arguments: [
        ("2024-03-10", "2024-03-31", Light.green), ("2024-03-10", "2024-04-01", .yellow), ("2024-03-31", "2024-04-01", .yellow),
        ("2024-03-10", "2024-06-30", .yellow), ("2024-03-10", "2024-07-01", .red),
    ])
    func aStartMissedInItsMonth(due: String, on: String, light: Light) throws {
        #expect(try LightRuleTests.clause("yinchuan", "start").light(due: Sample.day(due), on: Sample.day(on)) == light)
    }

    /// 银川: 开工后1个月未入统黄灯, 2个月红灯; the day itself is still in time.
    @Test(arguments: [
        ("2024-02-15", Light.green), ("2024-02-16", .yellow), ("2024-03-15", .yellow), ("2024-03-16", .red),
    ])
    func notInTheStatisticsAfterTheStart(on: String, light: Light) throws {
        #expect(try LightRuleTests.clause("yinchuan", "entry").light(due: Sample.day("2024-01-15"), on: Sample.day(on)) == light)
    }

    /// 银川: 资金按计划拨付绿灯, 低于规定比例红灯.
    @Test(arguments: [(100.0, Light.green), (99.9, .red), (140, .green)])
    func fundsArePaidToPlanOrRed(ratio: Double, light: Light) throws {
        #expect(try LightRuleTests.clause("yinchuan", "funds").light(ratio) == light)
    }

    /// 武汉: 低于序时进度60%红, 低于80%黄.
    @Test(arguments: [
        (0.0, Light.red), (-20, .red), (59.9, .red), (60, .yellow), (60.1, .yellow), (79.9, .yellow), (80, .green), (100, .green),
        (150, .green),
    ])
    func wuhanAtItsBounds(ratio: Double, light: Light) throws {
        for clause in ["ratio", "measure"] { #expect(try LightRuleTests.clause("wuhan", clause).light(ratio) == light) }
    }

    @Test func wuhansBoundsAreExactForSharesOfBinaryFractions() throws {
        let clause = try LightRuleTests.clause("wuhan", "ratio")
        #expect(
            clause.light(0.3 / 0.5 * 100) == .yellow && clause.light(0.24 / 0.3 * 100) == .green
                && clause.light((0.1 + 0.2) / 0.5 * 100) == .yellow)
    }

    /// 天津: 累计增速不低于计划且不低于平均绿灯, 增长但低于其一黄灯, 负增长红灯.
    @Test(arguments: [
        (0.12, 0.10, 0.11, Light.green), (0.10, 0.10, 0.10, .green), (0.0999, 0.10, 0.05, .yellow), (0.12, 0.10, 0.1201, .yellow),
        (0.0, 0.10, 0.05, .yellow), (0.0, 0.0, 0.0, .green), (-0.0001, 0.0, -0.1, .red), (-0.2, 0.1, 0.1, .red),
    ])
    func tianjinAtItsBounds(growth: Double, plan: Double, average: Double, light: Light) throws {
        #expect(try LightRuleTests.clause("tianjin", "growth").light(growth: growth, plan: plan, average: average) == light)
    }

    @Test func tianjinWithoutAnAverageJudgesOnlyWhatIsCertain() throws {
        let clause = try LightRuleTests.clause("tianjin", "growth")
        #expect(clause.light(growth: -0.1, plan: 0.1, average: nil) == .red)
        #expect(clause.light(growth: 0.05, plan: 0.1, average: nil) == .yellow)
        #expect(clause.light(growth: 0.2, plan: 0.1, average: nil) == nil)
        #expect(
            clause.light(growth: 0.2, plan: nil, average: 0.1) == nil
                && clause.light(growth: 0.05, plan: nil, average: 0.1) == .yellow)
    }

    @Test(arguments: [(100.0, Light.green), (99.9, .yellow), (70, .yellow), (69.9, .red)])
    func tianjinsCountsGoByWhatIsDue(ratio: Double, light: Light) throws {
        #expect(try LightRuleTests.clause("tianjin", "due").light(ratio) == light)
    }

    /// 松阳: 月度未完成黄灯, 季度未完成红灯.
    @Test(arguments: [
        (0.5, 0.5, 0.4, Light.green), (0.4999, 0.5, 0.4, .yellow), (0.4, 0.5, 0.4, .yellow), (0.3999, 0.5, 0.4, .red),
        (0.49, 0.5, 0.5, .red),
        (0.5, 0.5, 0.5, .green),
    ])
    func songyangAtItsBounds(completion: Double, month: Double, quarter: Double, light: Light) throws {
        let clause = try LightRuleTests.clause("songyang", "period")
        #expect(clause.light(completion: completion, month: month, quarter: quarter) == light)
        #expect(clause.light(completion: 0.01, month: 0.02, quarter: nil) == .yellow)
    }

    @Test(arguments: [
        ("2024-02-29", Light.green), ("2024-03-01", .yellow), ("2024-03-31", .yellow), ("2024-04-01", .red),
    ])
    func aTaskMissedInItsMonthAndInItsQuarter(on: String, light: Light) throws {
        #expect(try LightRuleTests.clause("songyang", "task").light(due: Sample.day("2024-02-10"), on: Sample.day(on)) == light)
    }

    @Test func everyPresetNamesItsSourceAndReadsInBothLanguages() {
        #expect(Set(Sample.content.rules.keys).isSuperset(of: ["yinchuan", "tianjin", "songyang", "wuhan"]))
        for rule in Sample.content.rules.values {
            #expect(!rule.source.isEmpty && !rule.explanation.zh.isEmpty && !rule.explanation.en.isEmpty)
            for language in Language.allCases {
                let reader = Reader(language: language, today: Sample.day("2024-01-01"))
                #expect(
                    rule.rules.allSatisfy { clause in
                        clause.words != nil && !clause.bounds(reader).isEmpty && !clause.subjects(reader).isEmpty
                    })
            }
        }
    }

    // MARK: Files

    private static let head = "id: x\nname: {zh: 甲, en: A}\nexplanation: {zh: 乙, en: B}\nsource: 丙\nrules:\n"
    private static let measure = "  - {id: m, for: measure, by: ratio, bands: [{light: red, below: 50}, {light: green}]}\n"
    private static let target = "  - {id: t, for: target, by: gap, bands: [{light: yellow, below: -5}, {light: green}]}\n"

    private static let faults: [(String, String)] = [
        (
            "  - {id: t, for: target, by: gap, bands: [{light: red, below: -30}]}\n" + measure,
            "rules[0].bands: the last band must have no bound, so that every value gets a light"
        ),
        ("  - {id: t, for: target, by: gap, bands: []}\n" + measure, "rules[0].bands: at least one band is needed"),
        ("  - {id: t, for: target, by: gap}\n" + measure, "rules[0].bands: at least one band is needed"),
        (
            "  - {id: t, for: target, by: gap, bands: [{light: yellow, below: -5}, {light: red, below: -30}, {light: green}]}\n"
                + measure,
            "rules[0].bands[1]: bounds must rise from band to band"
        ),
        (
            "  - {id: t, for: target, by: gap, bands: [{light: yellow, below: -5, to: -5}, {light: green}]}\n" + measure,
            "rules[0].bands[0]: has both below and to"
        ),
        (
            "  - {id: t, for: target, by: gap, bands: [{light: unowned, below: -5}, {light: green}]}\n" + measure,
            "rules[0].bands[0].light: must be green, yellow or red"
        ),
        (target + "  - {id: t, for: measure, by: tasks}\n", "rules[1].id: another clause has the id “t”"),
        (target + "  - {id: m, for: measure, by: growth}\n", "rules[1].by: a measure is not judged by growth"),
        (target, "rules: no clause is for every measure, so that some would have no light"),
        (
            "  - {id: t, for: target, by: period, names: [平台]}\n" + measure,
            "rules: no clause is for every target, so that some would have no light"
        ),
        (target + measure + "  - {id: d, for: task, by: delay}\n", "rules[2].yellow: a clause by delay needs yellow or red"),
        (
            target + measure
                + "  - {id: d, for: task, by: delay, yellow: {after: quarter, months: 0}, red: {after: month, months: 0}}\n",
            "rules[2].red: comes before yellow"
        ),
        (
            target + measure + "  - {id: d, for: task, by: delay, yellow: {after: month, months: -1}}\n",
            "rules[2].yellow.months: must be between 0 and 120"
        ),
        (target + measure + "  - {id: d, for: task, by: delay, yelow: {after: month, months: 0}}\n", "rules[2].yelow: no such key"),
        (
            target + "  - {id: m, for: measure, by: ratio, bands: [{light: green}], since: [开工]}\n",
            "rules[1].since: belongs to clauses by delay"
        ),
        (target + "  - {id: m, for: measure}\n", "rules[1].by: is missing"),
    ]

    @Test(arguments: LightRuleTests.faults)
    func aFaultyFileIsNamedByKeyAndReason(rules: String, reason: String) {
        #expect { try LightRule.read(LightRuleTests.head + rules, name: "x.yaml") } throws: {
            "\($0)" == "Content file x.yaml, \(reason)"
        }
    }

    @Test func aFileThatIsNoRuleIsRefusedByName() {
        #expect { try LightRule.read("id: x\n", name: "y.yaml") } throws: { ($0 as? ContentFault)?.file == "y.yaml" }
        #expect {
            try LightRule.read(
                LightRuleTests.head + "  - {id: t, for: target, by: gap, bands: [{light: purple}]}\n", name: "z.yaml")
        } throws: {
            ($0 as? ContentFault)?.key == "rules[0].bands[0].light"
        }
        #expect { try LightRule.read("id: [x\n", name: "w.yaml") } throws: { "\($0)".hasPrefix("Content file w.yaml: not YAML") }
    }

    /// A city's own thresholds need a file and no build.
    @Test func aPresetAddedAsAFileGivesLights() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(at: URL(filePath: TestHouse.content), to: folder)
        let yaml = LightRuleTests.head + LightRuleTests.target + LightRuleTests.measure
        try yaml.write(to: folder.appending(path: "supervision/my-city.yaml"), atomically: true, encoding: .utf8)
        try "kind: ladder\nid: x\n".write(to: folder.appending(path: "supervision/other.yaml"), atomically: true, encoding: .utf8)
        let content = try PlanContent(folder: folder)
        let rule = try #require(content.rules["x"])
        #expect(content.rules.count == Sample.content.rules.count + 1)
        let target = Sample.target()
        let board = Sample.board(
            targets: [target], baselines: [Sample.baseline(40)],
            progress: [Sample.entry(.target, target.id, period: "2025-06-30", value: 66)])
        let state = board.state(
            of: target, on: Sample.day("2025-07-15"), rule: rule, calendar: Sample.calendar(), Measurements())
        #expect(state.light == .yellow && state.ruling?.rule == "x/t")
        #expect(Sample.rule.light(gap: state.pace?.gap ?? 0, isMet: false) == .green)
        try yaml.write(to: folder.appending(path: "supervision/twice.yaml"), atomically: true, encoding: .utf8)
        #expect { try PlanContent(folder: folder) } throws: {
            "\($0)" == "Content file supervision/twice.yaml, id: another file has the id “x”"
        }
        try "id: y\n".write(to: folder.appending(path: "supervision/twice.yaml"), atomically: true, encoding: .utf8)
        #expect { try PlanContent(folder: folder) } throws: { "\($0)".hasPrefix("Content file supervision/twice.yaml, ") }
    }
}
