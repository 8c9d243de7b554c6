import Calendars
import Design
import Kernel
import Testing

@testable import Plan
@testable import Registry

@Suite struct TargetJudgementTests {
    /// Data to 2025-06-30: half of the three years have passed.
    private let asOf = Sample.day("2025-07-15")

    private func state(
        _ target: Target, baselines: [Baseline] = [Sample.baseline(40)], progress: [Progress] = [], on day: Day? = nil,
        measurements: Measurements = Measurements()
    ) -> TargetState {
        let board = Sample.board(targets: [target], baselines: baselines, progress: progress)
        return board.state(of: target, on: day ?? asOf, rule: Sample.rule, calendar: Sample.calendar(), measurements)
    }

    private func typed(_ value: Double, _ period: String = "2025-06-30", state: Progress.State = .approved, decided: String? = nil)
        -> Progress
    {
        Sample.entry(.target, Sample.id(10), period: period, value: value, state: state, submitted: period, decided: decided)
    }

    @Test func withoutABaselineNothingIsJudged() {
        let state = state(Sample.target(), baselines: [], progress: [typed(70)])
        #expect(state.light == .cannot && state.gap == .noBaseline && state.pace == nil && state.value == 70)
    }

    @Test func whatIsAddedInThePeriodBeginsAtNothing() throws {
        let state = state(Sample.target(100, quantity: .increment), baselines: [], progress: [typed(50)])
        #expect(try #require(state.pace).baseline == 0)
        #expect(state.light == .green)
    }

    @Test func withoutADeadlineNothingIsJudged() {
        let state = state(Sample.target(due: nil), progress: [typed(70)])
        #expect(state.light == .cannot && state.gap == .noDeadline)
    }

    @Test func aBlankNumberIsNotJudged() {
        #expect(state(Sample.target(nil), progress: [typed(70)]).gap == .noNumber)
    }

    @Test func withoutAValueItIsUnreported() {
        let state = state(Sample.target())
        #expect(state.light == .unreported && state.gap == .noValue && state.value == nil)
    }

    @Test func beforeTheFirstReportDayItHasNotStarted() {
        #expect(state(Sample.target(), progress: [typed(70)], on: Sample.day("2024-02-01")).light == .idle)
    }

    @Test(arguments: [Progress.State.submitted, .returned]) func aTypedValueCountsOnlyOnceApproved(state: Progress.State) {
        #expect(self.state(Sample.target(), progress: [typed(70, state: state)]).value == nil)
        #expect(self.state(Sample.target(), progress: [typed(70)]).value == 70)
    }

    @Test func aTypedValueSaysWhereItComesFrom() {
        guard case .typed(let entry) = state(Sample.target(), progress: [typed(70)]).source else {
            return #expect(Bool(false), "no source")
        }
        #expect(entry.unitName == "市科技局" && entry.value == 70)
    }

    @Test func aDayKnowsOnlyWhatWasApprovedByThen() {
        let progress = [typed(60, "2025-03-31", decided: "2025-04-03"), typed(70, "2025-06-30", decided: "2025-07-20")]
        #expect(state(Sample.target(), progress: progress, on: Sample.day("2025-07-19")).value == 60)
        #expect(state(Sample.target(), progress: progress, on: Sample.day("2025-07-20")).value == 70)
    }

    @Test func aDayKnowsOnlyTheBaselinesEnteredByThen() {
        let baselines = [Sample.baseline(40), Sample.baseline(50, knownFrom: "2025-07-16")]
        #expect(state(Sample.target(), baselines: baselines, progress: [typed(70)]).baseline?.value == 40)
        #expect(
            state(Sample.target(), baselines: baselines, progress: [typed(70)], on: Sample.day("2025-07-16")).baseline?.value == 50)
        #expect(
            state(Sample.target(), baselines: baselines, progress: [typed(70)], on: Sample.day("2024-01-20")).baseline?.value == 40)
    }

    @Test func aPeriodThatHasNotBeenReportedYetDoesNotCount() {
        let early = typed(90, "2025-09-30", decided: "2025-07-10")
        #expect(state(Sample.target(), progress: [typed(70, decided: "2025-07-03"), early]).value == 70)
    }

    @Test func aRankIsAMilestone() {
        let rank = Sample.target(50, unit: "强", comparator: .rankLe, quantity: .rank)
        #expect(state(rank, baselines: [], progress: [typed(60)]).light == .idle)
        #expect(state(rank, baselines: [], progress: [typed(48)]).light == .ahead)
        let due = Sample.target(50, unit: "强", comparator: .rankLe, quantity: .rank, due: "2025-06-30")
        #expect(state(due, baselines: [], progress: [typed(60)]).light == .red)
    }

    @Test func afterTheDeadlineAllTimeHasPassed() throws {
        let state = state(Sample.target(due: "2024-12-31"), progress: [typed(70)])
        #expect(try #require(state.pace).time == 1)
        #expect(state.light == .red && state.forecast == nil)
    }

    @Test func aQueryIsTakenForTheDataDayAsItWasKnown() {
        let query = RegistryQuery(kind: .organisation, status: .aboveScale)
        var measurements = Measurements()
        let dataDay = Sample.day("2025-06-30")
        measurements.values[.init(query: query, day: dataDay, knownOn: asOf)] = Measured(
            amount: 70, records: 70, figures: 0, day: dataDay)
        let state = state(Sample.target(query: query), progress: [typed(3)], measurements: measurements)
        #expect(state.value == 70)
        #expect(self.state(Sample.target(query: query), progress: [typed(3)]).value == nil)
    }

    @Test(arguments: [("元", 33_200_000_000.0), ("万元", 3_320_000), ("亿元", 332), ("万亿元", 0.0332)])
    func fenBecomeTheTargetsOwnUnit(unit: String, value: Double) {
        let query = RegistryQuery(kind: .organisation, status: .aboveScale, figure: .output, window: .lastFourQuarters)
        let measured = Measured(amount: 3_320_000_000_000, records: 118, figures: 472, day: Sample.day("2023-09-30"))
        #expect(abs(shown(measured, query, unit: unit) - value) < value * 1e-12)
    }
}

@Suite struct MeasureJudgementTests {
    private let asOf = Sample.day("2025-07-15")
    private let report = Sample.entry(.measure, Sample.id(20), period: "2025-06-30", submitted: "2025-07-02", decided: "2025-07-03")

    private func done(_ task: Int, _ day: String, decided: String? = nil) -> Progress {
        Sample.entry(.task, Sample.id(40 + task), period: "2025-06-30", doneOn: day, decided: decided ?? day)
    }

    private func state(_ tasks: [PlanTask], _ progress: [Progress], measure: Measure = Sample.measure(), on day: Day? = nil)
        -> MeasureState
    {
        let board = Sample.board(measures: [measure], tasks: tasks, progress: progress)
        return board.state(of: measure, on: day ?? asOf, rule: Sample.rule, calendar: Sample.calendar())
    }

    @Test func aMeasureWithoutAUnitIsUnowned() {
        #expect(state([], [report], measure: Sample.measure(units: [])).light == .unowned)
    }

    @Test func aMeasureWithoutAReportIsUnreported() {
        let state = state([Sample.task(1, due: "2025-03-31")], [done(1, "2025-03-20")])
        #expect(state.light == .unreported && state.reportDue == Sample.day("2025-07-03"))
    }

    @Test func onlyAnApprovedReportGivesALight() {
        let waiting = Sample.entry(.measure, Sample.id(20), period: "2025-06-30", state: .submitted, submitted: "2025-07-02")
        #expect(state([], [waiting]).light == .unreported)
        let late = Sample.entry(.measure, Sample.id(20), period: "2025-06-30", submitted: "2025-07-02", decided: "2025-07-18")
        #expect(state([], [late]).light == .unreported)
        #expect(state([], [late], on: Sample.day("2025-07-18")).light == .green)
        let returned = Sample.entry(.measure, Sample.id(20), period: "2025-06-30", state: .returned, submitted: "2025-07-02")
        #expect(state([], [returned]).light == .unreported)
    }

    @Test func tasksDoneOnTimeAreGreenAndNeverAhead() {
        let tasks = [Sample.task(1, due: "2025-03-31"), Sample.task(2, due: "2026-03-31")]
        let state = state(tasks, [report, done(1, "2025-03-20"), done(2, "2025-05-20")])
        #expect(state.light == .green)
        #expect((state.planned, state.done, state.total) == (1, 2, 2))
        #expect(state.gapPoints == 50)
    }

    @Test func aMissedTaskIsYellowAndAfterThreeMonthsRed() {
        let tasks = [
            Sample.task(1, due: "2025-06-15"), Sample.task(2, due: "2025-12-31"), Sample.task(3, due: "2026-03-31"),
            Sample.task(4, due: "2026-06-30"),
        ]
        let missed = state(tasks, [report])
        #expect(missed.light == .yellow)
        #expect(missed.late.map(\.days) == [30])
        let old = [Sample.task(1, due: "2025-04-15")] + tasks.dropFirst()
        #expect(state(old, [report]).light == .red)
        #expect(state([Sample.task(1, due: "2025-04-16")] + tasks.dropFirst(), [report]).light == .yellow)
    }

    @Test func aTaskDoneButNotApprovedIsStillOwed() {
        let task = Sample.task(1, due: "2025-06-15")
        let waiting = Sample.entry(
            .task, task.id, period: "2025-06-30", doneOn: "2025-06-10", state: .submitted, submitted: "2025-06-11")
        #expect(state([task], [report, waiting]).late.count == 1)
        #expect(state([task], [report, done(1, "2025-06-10", decided: "2025-07-16")]).late.count == 1)
        #expect(state([task], [report, done(1, "2025-06-10", decided: "2025-07-15")]).late.isEmpty)
    }

    @Test func aDayKnowsOnlyTheTasksThatWereThere() {
        let tasks = [Sample.task(1, due: "2025-03-31"), Sample.task(2, due: "2025-04-30", knownFrom: "2025-07-16")]
        #expect(state(tasks, [report]).total == 1)
        #expect(state(tasks, [report], on: Sample.day("2025-07-16")).total == 2)
    }

    @Test func aMeasureWithoutDatedTasksIsGreenOnceReported() {
        #expect(state([Sample.task(1, due: nil)], [report]).light == .green)
        #expect(state([Sample.task(1, due: nil)], [report]).gapPoints == nil)
    }

    @Test func whatIsLateComesOldestFirst() {
        let loose = PlanTask(
            id: Sample.id(60), measure: nil, number: 1, title: "批示", unit: Sample.unit.record, unitName: "市科技局",
            due: Sample.day("2025-05-31"),
            origin: .instruction, knownFrom: Sample.day("2025-05-01"))
        let board = Sample.board(measures: [Sample.measure()], tasks: [Sample.task(1, due: "2025-06-15")], loose: [loose])
        let state = board.state(of: Sample.measure(), on: asOf, rule: Sample.rule, calendar: Sample.calendar())
        let late = board.late(on: asOf, calendar: Sample.calendar(), states: [state], targets: [])
        #expect(late.map(\.days) == [45, 30, 12])
        #expect(late.map(\.title.zh) == ["批示", "任务1", "2025年二季度报告"])
        #expect(late.map(\.title.en).last == "2025 Q2 report")
        #expect(late.allSatisfy { $0.unit == "市科技局" })
    }

    @Test func aLooseTaskIsNotLateBeforeItWasKnown() {
        let loose = PlanTask(
            id: Sample.id(60), measure: nil, number: 1, title: "批示", unit: nil, unitName: "", due: Sample.day("2025-05-31"),
            origin: .instruction,
            knownFrom: Sample.day("2025-08-01"))
        let board = Sample.board(loose: [loose])
        #expect(board.late(on: asOf, calendar: Sample.calendar(), states: [], targets: []).isEmpty)
    }
}
