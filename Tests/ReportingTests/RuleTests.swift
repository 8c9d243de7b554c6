import Calendars
import Kernel
import Testing

@testable import Plan
@testable import Reporting

@Suite struct ScaleTests {
    @Test(
        arguments: [
            (90.5, 86.0, nil), (4_299, 86, nil), (4_300, 86, Scale.Slip.hundred), (1.73, 86, nil), (1.72, 86, .hundred),
            (905_000, 86.2, .tenThousand),
            (0.35, 34, .hundred), (86_200, 86.2, .thousand), (8.62e9, 86.2, .hundredMillion), (0.00862, 86.2, .tenThousand),
            (0, 86, nil), (86, 0, nil), (-86, -0.0086, .tenThousand),
        ] as [(Double, Double, Scale.Slip?)]) func aFactorOfFiftyIsAskedAbout(value: Double, last: Double, slip: Scale.Slip?)
    {
        #expect(Scale.slip(value, last: last)?.slip == slip)
    }

    @Test func theQuestionNamesTheLikelySlip() {
        #expect(
            Scale.question(905_000, last: 86.2, unit: "亿元")
                == Text(
                    "是上期86.2亿元的10,499倍，像是按万元填了（本格单位是亿元）。请更正；核对无误的，请确认。",
                    "10,499 times the last figure 86.2: it looks like 万元 where the unit is 亿元. Correct it, or confirm that it is right."
                ))
        #expect(Scale.question(0.35, last: 34, unit: "%")?.zh.contains("像是把百分数写成了小数") == true)
    }
}

@Suite struct LineCheckTests {
    static let today = Day("2024-07-02")!

    static func line(
        _ about: Progress.About, unit: String? = "亿元", due: String? = nil, last: Double? = nil, _ change: (inout Entry) -> Void
    ) -> ReturnLine {
        var entry = Entry()
        change(&entry)
        let id = RecordID("01KAMB3Q8F5V1M9Z7T2RX4C6DE")!
        return ReturnLine(
            id: id, place: 0,
            duty: Duty(about: about, subject: id, title: "事项", unit: unit, due: due.flatMap { Day($0) }, isCumulative: true),
            lastValue: last,
            lastPeriod: last == nil ? nil : Day("2024-03-31"), entry: entry, state: .open, value: nil, isDone: false, doneOn: nil,
            note: "",
            evidence: nil, evidenceName: nil, reason: nil, decidedBy: nil, progress: nil)
    }

    static func problems(_ line: ReturnLine) -> [String] {
        guard case .failure(let found) = LineCheck(today: today, emptyReasons: ["正在推进"]).check(line) else { return [] }
        return found.list.map(\.field)
    }

    @Test(
        arguments: [
            ("86.2", []), ("８６．２", []), ("1,086.2", []), ("约86", ["value"]), ("86亿元", ["value"]), ("1e400", ["value"]),
            ("nan", ["value"]), ("1e16", ["value", "source"]),
        ] as [(String, [String])]) func aFigureIsANumber(typed: String, wrong: [String])
    {
        let found = LineCheckTests.problems(
            LineCheckTests.line(.target) {
                $0.value = typed; $0.source = wrong.contains("source") ? nil : "快报"
            })
        #expect(found == wrong)
    }

    @Test func firmsComeWhole() {
        #expect(
            LineCheckTests.problems(
                LineCheckTests.line(.target, unit: "家") {
                    $0.value = "3.5"; $0.source = "快报"
                }) == ["value"])
        #expect(
            LineCheckTests.problems(
                LineCheckTests.line(.target, unit: "家") {
                    $0.value = "-3"; $0.source = "快报"
                }) == ["value"])
    }

    @Test func aSlipOfTheUnitIsSentOnlyWhenConfirmed() {
        #expect(
            LineCheckTests.problems(
                LineCheckTests.line(.target, last: 86) {
                    $0.value = "862000"; $0.source = "快报"
                }) == ["confirmed"])
        #expect(
            LineCheckTests.problems(
                LineCheckTests.line(.target, last: 86) {
                    $0.value = "862000"; $0.source = "快报"; $0.confirmed = "是"
                }
            ).isEmpty)
    }

    @Test func aTaskHasAStateADayAndASource() {
        func found(due: String? = nil, _ change: (inout Entry) -> Void) -> [String] {
            LineCheckTests.problems(LineCheckTests.line(.task, unit: nil, due: due, change))
        }
        #expect(found { _ in } == ["status"])
        #expect(found { $0.status = "差不多了" } == ["status"])
        #expect(found { $0.status = "已完成" } == ["done_on", "source"])
        #expect(
            found {
                $0.status = "已完成"; $0.doneOn = "2024-06-31"; $0.source = "验收单"
            } == ["done_on"])
        #expect(
            found {
                $0.status = "done"; $0.doneOn = "2024-07-03"; $0.source = "验收单"
            } == ["done_on"])
        #expect(
            found {
                $0.status = "done"; $0.doneOn = "2024年6月28日"; $0.source = "验收单"
            }.isEmpty)
        #expect(found(due: "2024-06-30") { $0.status = "underway" } == ["why", "next"])
        #expect(
            found(due: "2024-06-30") {
                $0.status = "underway"; $0.why = "正在推进。"; $0.next = "2024-05-01"
            } == ["why", "next"])
        #expect(
            found(due: "2024-06-30") {
                $0.status = "underway"; $0.why = "环评在省厅受理，需市里协调"; $0.next = "2024-09-30"
            }.isEmpty)
        #expect(found(due: "2024-07-02") { $0.status = "underway" }.isEmpty)
    }

    @Test func aMeasureSaysSomething() {
        #expect(LineCheckTests.problems(LineCheckTests.line(.measure) { _ in }) == ["note"])
        #expect(
            LineCheckTests.problems(LineCheckTests.line(.measure) { $0.note = String(repeating: "字", count: 2001) }) == ["note"])
        #expect(LineCheckTests.problems(LineCheckTests.line(.measure) { $0.note = "无变化" }).isEmpty)
    }
}

@Suite struct UnitChangeTests {
    private func id(_ n: Int) -> RecordID { RecordID("0000000000000000000000000\(n)")! }

    @Test func aUnitIsFollowedAndNamedByDay() {
        func change(_ unit: Int, to successor: Int? = nil, name: String? = nil, _ day: String) -> UnitChange {
            UnitChange(unit: id(unit), successor: successor.map(id), newName: name, from: Day(day)!, source: "方案")
        }
        let changes = UnitChanges([
            change(1, to: 2, "2024-08-01"), change(2, to: 3, "2024-10-01"), change(3, name: "新名", "2024-09-01"),
        ])
        #expect(changes.successor(of: id(1), on: Day("2024-07-31")!) == id(1))
        #expect(changes.successor(of: id(1), on: Day("2024-08-01")!) == id(2))
        #expect(changes.successor(of: id(1), on: Day("2024-12-31")!) == id(3))
        #expect(changes.name(of: id(3), on: Day("2024-08-31")!, otherwise: "旧名") == "旧名")
        #expect(changes.name(of: id(3), on: Day("2024-09-01")!, otherwise: "旧名") == "新名")
        let circle = UnitChanges([change(1, to: 2, "2024-08-01"), change(2, to: 1, "2024-08-01")])
        #expect(circle.successor(of: id(1), on: .last) == id(1))
    }
}
