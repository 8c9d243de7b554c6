import Calendars
import Kernel
import Registry
import Testing

@testable import Plan

/// Plans, targets and measures as tests need them: a three-year plan of 2024 to 2026, reported by quarter.
enum Sample {
    static func day(_ text: String) -> Day { Day(text)! }

    static func id(_ number: Int) -> RecordID {
        RecordID("0" + String(repeating: "0", count: 25 - String(number).count) + String(number))!
    }

    static let rule = content.rules["yinchuan"]!

    static func plan(
        _ start: String = "2024-01-01", _ end: String = "2026-12-31", frequency: Frequency = .quarter, reportDays: Int = 3,
        stage: Stage = .inForce,
        leadsByOrder: Bool? = nil
    ) -> Plan {
        Plan(
            id: id(1), place: "试点市", title: "试点方案", type: nil, stage: stage, period: day(start)...day(end),
            baseDay: day(start).adding(days: -1),
            frequency: frequency, reportDays: reportDays, preset: "yinchuan", opensOn: nil, isExample: false,
            leadsByOrder: leadsByOrder, revises: nil,
            sourceName: "plan.txt", issueDate: nil, publishedOn: day(start))
    }

    static func target(
        _ value: Double? = 100, unit: String = "家", comparator: Comparator = .ge, quantity: Quantity = .level,
        due: String? = "2026-12-31",
        query: RegistryQuery? = nil
    ) -> Target {
        Target(
            id: id(10), key: "T1", indicator: "规上企业", scope: nil, isHeadline: true, value: value, valueMax: nil, unit: unit,
            comparator: comparator,
            quantity: quantity, due: due.map(day), dueWords: nil, measure: nil, quote: "", convention: nil, department: nil,
            approver: nil, query: query)
    }

    static func measure(units: [Measure.Unit] = [unit]) -> Measure {
        Measure(id: id(20), key: "M1", number: "1", title: "建设平台", section: "2.1", sectionTitle: "强化创新", quote: "", units: units)
    }

    static let unit = Measure.Unit(record: id(30), name: "市科技局", role: .lead, isAssumedLead: false)

    static func task(_ number: Int, due: String?, knownFrom: String = "2024-01-01") -> PlanTask {
        PlanTask(
            id: id(40 + number), measure: id(20), number: number, title: "任务\(number)", unit: unit.record, unitName: unit.name,
            due: due.map(day),
            origin: .split, knownFrom: day(knownFrom))
    }

    static func entry(
        _ about: Progress.About, _ subject: RecordID, period: String, value: Double? = nil, doneOn: String? = nil,
        state: Progress.State = .approved,
        submitted: String? = nil, decided: String? = nil
    ) -> Progress {
        Progress(
            id: id(100), about: about, subject: subject, unit: unit.record, unitName: unit.name, periodEnd: day(period),
            value: value,
            isDone: doneOn != nil, doneOn: doneOn.map(day), note: "", evidence: nil, evidenceName: nil, state: state,
            submittedBy: "市科技局",
            submittedOn: day(submitted ?? period), decidedBy: state == .submitted ? nil : "集群办",
            decidedOn: state == .submitted ? nil : day(decided ?? submitted ?? period), reason: nil)
    }

    static func board(
        plan: Plan = plan(), targets: [Target] = [], baselines: [Baseline] = [], measures: [Measure] = [], tasks: [PlanTask] = [],
        loose: [PlanTask] = [],
        progress: [Progress] = []
    ) -> Board {
        Board(
            plan: plan, targets: targets, baselines: Dictionary(grouping: baselines, by: \.target), measures: measures,
            tasks: Dictionary(grouping: tasks) { $0.measure ?? id(0) }, looseTasks: loose,
            progress: Dictionary(grouping: progress, by: \.subject), stages: [])
    }

    static func baseline(_ value: Double, day: String = "2023-12-31", knownFrom: String = "2024-01-01") -> Baseline {
        Baseline(target: id(10), value: value, day: self.day(day), source: "统计公报", by: "集群办", knownFrom: self.day(knownFrom))
    }

    static func calendar(_ plan: Plan = plan()) -> ReportCalendar { ReportCalendar(plan: plan, workingDays: content.calendar) }
}
