import Calendars
import Design
import Kernel
import Testing

@testable import Plan
@testable import Registry

/// The presets on whole boards: what they ask for, what they say, and that they say why.
@Suite struct PresetTests {
    private let calendar = Sample.calendar()

    private func rule(_ id: String) throws -> LightRule { try #require(Sample.content.rules[id]) }

    private func state(
        _ preset: String, _ target: Target, value: Double?, before: Double? = nil, baselines: [Baseline] = [Sample.baseline(40)],
        average: Double? = nil, on day: String = "2025-07-15"
    ) throws -> TargetState {
        var progress: [Progress] = []
        if let before { progress.append(Sample.entry(.target, target.id, period: "2024-06-30", value: before)) }
        if let value { progress.append(Sample.entry(.target, target.id, period: "2025-06-30", value: value)) }
        var answers = Measurements()
        if let average { answers.averages[target.id] = average }
        let board = Sample.board(targets: [target], baselines: baselines, progress: progress)
        return board.state(of: target, on: Sample.day(day), rule: try rule(preset), calendar: calendar, answers)
    }

    @Test(arguments: ["yinchuan", "tianjin", "songyang", "wuhan"])
    func unreportedIsGreyAndNoBaselineIsNoLight(preset: String) throws {
        for unit in ["家", "亿元"] {
            let silent = try state(preset, Sample.target(unit: unit), value: nil, before: 50)
            #expect(silent.light == .unreported && silent.gap == .notReported && silent.value == 50 && silent.ruling == nil)
            #expect(try state(preset, Sample.target(unit: unit), value: nil).light == .unreported)
            let bare = try state(preset, Sample.target(unit: unit), value: 70, before: 60, baselines: [], average: 0.1)
            #expect(bare.light == .cannot && bare.gap == .noBaseline && bare.ruling == nil)
        }
    }

    @Test func aLightStandsWithItsRuleInputsAndResult() throws {
        let state = try state("yinchuan", Sample.target(), value: 60)
        let ruling = try #require(state.ruling)
        #expect(ruling.rule == "yinchuan/pace" && ruling.light == state.light && state.light == .yellow)
        #expect(ruling.inputs.map(\.name) == ["completion", "time"])
        #expect(ruling.judged.map { abs($0 - (state.pace?.gap ?? 0)) < 1e-9 } == true)
        #expect(ruling.arithmetic?.zh == "33.33% − 49.91% ＝ −16.58点")
        let json = ruling.json
        #expect(json["rule"]?.string == "yinchuan/pace" && json["result"]?.string == "yellow")
        #expect(json["inputs"]?["completion"]?.number.map { ($0 * 10_000).rounded() } == 3333)
    }

    /// 59.9, 60, 79.9 and 80 % of what is due, by the day: 547 of 1,096 days have passed.
    @Test(arguments: [(59.9, Light.red), (60, .yellow), (79.9, .yellow), (80, .green)])
    func wuhanHoldsCompletionAgainstTime(ratio: Double, light: Light) throws {
        let value = 40 + 60 * (547.0 / 1096) * ratio / 100
        let state = try state("wuhan", Sample.target(), value: value)
        #expect(state.light == light && state.ruling?.rule == "wuhan/ratio")
        #expect(state.ruling?.judged.map { ($0 * 1e6).rounded() / 1e6 } == ratio)
    }

    /// A goal of 160 from 100 in three years asks for 16.95 % a year.
    @Test(arguments: [
        (117.0, 100.0, 0.1 as Double?, Light.green), (116.9, 100, 0.1, .yellow), (120, 100, 0.21, .yellow), (99, 100, 0.1, .red),
        (100, 100, 0.0, .yellow),
    ])
    func tianjinHoldsGrowthAgainstPlanAndAverage(value: Double, before: Double, average: Double?, light: Light) throws {
        let target = Sample.target(160, unit: "亿元")
        let state = try state("tianjin", target, value: value, before: before, baselines: [Sample.baseline(100)], average: average)
        #expect(state.light == light && state.ruling?.rule == "tianjin/growth")
        #expect(state.ruling?.inputs.map(\.name) == ["growth", "plan", "average"])
        let without = try self.state("tianjin", target, value: 120, before: 100, baselines: [Sample.baseline(100)])
        #expect(without.light == .cannot && without.gap == .noComparison && without.ruling == nil)
        let fresh = try self.state("tianjin", target, value: 120, baselines: [Sample.baseline(100)], average: 0.1)
        #expect(fresh.light == .cannot && fresh.gap == .noComparison)
    }

    @Test func aTargetOfGrowthIsHeldAgainstTheAverageToo() throws {
        let target = Sample.target(10, unit: "%", quantity: .growthRate)
        #expect(try state("tianjin", target, value: 12, average: 0.11).light == .green)
        #expect(try state("tianjin", target, value: 12, average: 0.13).light == .yellow)
        #expect(try state("tianjin", target, value: -1, average: -0.05).light == .red)
        #expect(try state("yinchuan", target, value: 12).light == .ahead)
    }

    @Test func songyangLooksAtTheMonthAndTheQuarter() throws {
        // Half of the time at the quarter's end: 547 of 1,096 days.
        let due = 40 + 60 * 547.0 / 1096
        #expect(try state("songyang", Sample.target(), value: due).light == .green)
        #expect(try state("songyang", Sample.target(), value: due - 0.01).light == .red)
        let monthly = Sample.plan(frequency: .month)
        let target = Sample.target()
        let board = Sample.board(
            plan: monthly, targets: [target], baselines: [Sample.baseline(40)],
            progress: [Sample.entry(.target, target.id, period: "2025-05-31", value: 66.5)])
        let state = board.state(
            of: target, on: Sample.day("2025-06-15"), rule: try rule("songyang"), calendar: Sample.calendar(monthly), Measurements()
        )
        #expect(state.light == .yellow && state.ruling?.rule == "songyang/period")
        #expect(state.ruling?.inputs.map(\.name) == ["completion", "month", "quarter"])
    }

    // MARK: Measures

    private let report = Sample.entry(.measure, Sample.id(20), period: "2025-06-30", submitted: "2025-07-02", decided: "2025-07-03")

    private func task(_ number: Int, _ title: String, due: String?) -> PlanTask {
        PlanTask(
            id: Sample.id(40 + number), measure: Sample.id(20), number: number, title: title, unit: nil, unitName: "市科技局",
            due: due.map(Sample.day),
            origin: .split, knownFrom: Sample.day("2024-01-01"))
    }

    private func done(_ number: Int, _ day: String) -> Progress {
        Sample.entry(.task, Sample.id(40 + number), period: "2025-06-30", doneOn: day, decided: day)
    }

    private func measure(_ preset: String, _ tasks: [PlanTask], _ progress: [Progress], on day: String = "2025-07-15") throws
        -> MeasureState
    {
        let board = Sample.board(measures: [Sample.measure()], tasks: tasks, progress: progress)
        return board.state(of: Sample.measure(), on: Sample.day(day), rule: try rule(preset), calendar: calendar)
    }

    @Test func wuhanCountsTasksDoneOfTasksDue() throws {
        let tasks = (1...5).map { task($0, "任务\($0)", due: "2025-06-30") } + [task(6, "任务6", due: "2026-06-30")]
        func state(_ count: Int) throws -> MeasureState {
            try measure("wuhan", tasks, [report] + (0..<count).map { done($0 + 1, "2025-06-20") })
        }
        #expect(try state(4).light == .green && state(3).light == .yellow && state(2).light == .red)
        #expect(try state(3).ruling?.rule == "wuhan/measure" && state(3).ruling?.judged == 60)
        #expect(try measure("wuhan", [task(6, "任务6", due: "2026-06-30")], [report]).light == .green)
    }

    @Test func songyangTakesTheWorstTaskAndDealsCards() throws {
        let late = task(1, "任务1", due: "2025-05-20"), other = task(2, "任务2", due: "2026-05-20")
        let june = Sample.entry(.measure, Sample.id(20), period: "2025-03-31", submitted: "2025-04-02", decided: "2025-04-03")
        let yellow = try measure("songyang", [late, other], [june], on: "2025-06-15")
        #expect(yellow.light == .yellow && yellow.taskRulings[late.id]?.rule == "songyang/task")
        #expect(try measure("songyang", [late, other], [report]).light == .red)
        #expect(try measure("songyang", [late, other], [report, done(1, "2025-07-10")]).light == .green)
        let board = Sample.board(measures: [Sample.measure()], tasks: [late, other], progress: [report])
        let judged = board.judged(on: Sample.day("2025-07-15"), rule: try rule("songyang"), calendar: calendar, Measurements())
        #expect(judged.cards.map(\.light) == [.red] && judged.cards.first?.unit.name == "市科技局")
        #expect(judged.cards.first?.measures.map(\.key) == ["M1"])
        #expect(board.judged(on: Sample.day("2025-07-15"), rule: Sample.rule, calendar: calendar, Measurements()).cards.isEmpty)
    }

    @Test func yinchuansStartTurnsItsMeasureYellowAndRed() throws {
        let others = (2...30).map { task($0, "任务\($0)", due: "2026-06-30") }
        func state(_ due: String) throws -> MeasureState {
            try measure("yinchuan", [task(1, "新厂房项目开工", due: due)] + others, [report])
        }
        #expect(try state("2025-06-20").light == .yellow && state("2025-07-10").light == .green)
        #expect(try state("2025-06-20").taskRulings.values.map(\.rule) == ["yinchuan/start"])
        #expect(try state("2025-03-20").light == .red)
        #expect(try measure("yinchuan", [task(1, "新厂房项目验收", due: "2025-06-20")] + others, [report]).light == .green)
    }

    @Test func theStatisticsClockBeginsWhenItsOwnProjectStarted() throws {
        let tasks = [
            task(1, "甲项目开工", due: "2025-04-30"), task(2, "甲项目入统", due: "2026-06-30"), task(3, "乙项目开工", due: "2026-12-31"),
            task(4, "乙项目入统", due: "2025-01-31"),
        ]
        let state = try measure("yinchuan", tasks, [report, done(1, "2025-06-10")])
        let ruling = try #require(state.taskRulings[tasks[1].id])
        #expect(ruling.rule == "yinchuan/entry" && ruling.light == .yellow && ruling.inputs.first?.day == Sample.day("2025-06-10"))
        // The other project has not started, so its clock has not either; its task is late by its own day all the same.
        #expect(state.taskRulings[tasks[3].id] == nil && state.late.map(\.title.zh) == ["乙项目入统"])
        #expect(try measure("yinchuan", tasks, [report, done(1, "2025-05-10")]).taskRulings[tasks[1].id]?.light == .red)
    }

    @Test func aChosenRuleHoldsFromItsDayOn() throws {
        var board = Sample.board()
        board.choices = [
            RuleChoice(preset: "wuhan", from: Sample.day("2025-03-01"), reason: "市政府办通知", by: "集群办"),
            RuleChoice(preset: "songyang", from: Sample.day("2025-07-01"), reason: "市政府办通知", by: "集群办"),
        ]
        #expect(board.preset(on: Sample.day("2025-02-28")) == "yinchuan" && board.preset(on: Sample.day("2025-03-01")) == "wuhan")
        #expect(board.preset(on: Sample.day("2025-06-30")) == "wuhan" && board.preset(on: Sample.day("2025-07-01")) == "songyang")
    }
}
