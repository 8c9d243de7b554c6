import Calendars
import Design
import Foundation
import HouseTesting
import Kernel
import Registry
import Testing

@testable import Plan
@testable import Supervision

/// The ladders of Sanming, Suqian and Guangyuan at their bounds: what is drafted, when it is not, what it says.
@Suite struct LadderTests {
    static func id(_ number: Int) -> RecordID {
        RecordID("0" + String(repeating: "0", count: 25 - String(number).count) + String(number))!
    }
    static let unit = Measure.Unit(record: id(30), name: "市科技局", role: .lead, isAssumedLead: false)
    static let measure = Measure(
        id: id(20), key: "M1", number: "1", title: "建设平台", section: "", sectionTitle: "", quote: "", units: [unit])
    static let plan = Plan(
        id: id(1), place: "试点市", title: "试点方案", type: nil, stage: .inForce, period: day("2024-01-01")...day("2026-12-31"),
        baseDay: day("2023-12-31"), frequency: .quarter, reportDays: 3, preset: "yinchuan", opensOn: nil, isExample: false,
        leadsByOrder: nil,
        revises: nil, sourceName: "", issueDate: nil, publishedOn: nil)
    static let asOf = day("2025-01-10")
    static let matter = Matter(.measure, id(20).description)

    static func task(_ due: String) -> PlanTask {
        PlanTask(
            id: id(41), measure: id(20), number: 1, title: "平台选址", unit: unit.record, unitName: unit.name, due: day(due),
            origin: .split,
            knownFrom: day("2024-01-01"))
    }

    static func judged(_ light: Light, period: String, on asOf: Day = asOf, late: [LateThing] = []) -> Judged {
        let rule = World.planContent.rules["yinchuan"]!
        let state = MeasureState(
            measure: measure, light: light, planned: 2, done: 1, total: 4, late: late, reported: nil, reportDue: nil, rule: rule,
            dataDay: day(period))
        return Judged(plan: plan, asOf: asOf, dataDay: day(period), targets: [], measures: [state], late: late, rule: rule)
    }

    /// Lights of the year's quarters, the last of them the present one.
    static func history(_ lights: Light..., late: [LateThing] = []) -> [Drafting.Moment] {
        let ends = ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"].suffix(lights.count)
        return zip(ends, lights).map { end, light in
            Drafting.Moment(period: day(end), judged: judged(light, period: end, late: end == ends.last ? late : []))
        }
    }

    static func lateThing(_ due: String) -> LateThing {
        LateThing(
            kind: .task(id(41)), title: Text(same: "平台选址"), unit: "市科技局", due: day(due), days: asOf - day(due), measure: measure)
    }

    func drafts(
        _ ladder: String, _ history: [Drafting.Moment], _ upcoming: [PlanTask] = [], _ known: Drafting.Known = .init(),
        on asOf: Day = asOf
    ) throws -> [Draft] {
        Drafting.drafts(
            try #require(World.content.ladders[ladder]), history: history, upcoming: upcoming.map { ($0, LadderTests.measure) },
            known: known,
            on: asOf
        ) { World.content.due(workingDays: $0, from: asOf) }
    }

    static func order(
        _ level: String?, state: OrderState = .assigned, due: String, answerBy: String? = nil, matter: Matter? = matter
    ) -> Order {
        Order(
            id: id(90), plan: id(1), number: 7, kind: .order, title: "建设平台", demand: "", matter: matter, ladder: "sanming",
            basis: [],
            documentNumber: nil, origin: nil, task: nil, units: [OrderUnit(record: id(30), name: "市科技局", role: .lead)],
            openedOn: day("2024-10-01"), dueOriginal: day(due),
            now: Position(state: state, level: level, due: day(due), answerBy: answerBy.map { day($0) }))
    }

    // MARK: Guangyuan

    @Test func twoYellowsDraftALetterAndOneDoesNot() throws {
        #expect(try drafts("guangyuan", LadderTests.history(.green, .green, .green, .yellow)).isEmpty)
        let letter = try #require(try drafts("guangyuan", LadderTests.history(.green, .yellow, .green, .yellow)).first)
        #expect(letter.level == "letter" && letter.matter == LadderTests.matter && letter.unit?.name == "市科技局")
        #expect(letter.basis.map(\.zh) == ["2024年二季度：黄灯，应完成2项，已完成1项", "2024年四季度：黄灯，应完成2项，已完成1项"])
        #expect(letter.due == day("2025-01-24"))
        let level = World.content.ladders["guangyuan"]?.level("letter")
        #expect(level?.points == -1 && level?.papers == [.order, .letter])
    }

    @Test func aYellowThatWasCuredNeedsNoLetter() throws {
        #expect(try drafts("guangyuan", LadderTests.history(.yellow, .yellow, .green)).isEmpty)
        #expect(try drafts("guangyuan", LadderTests.history(.yellow, .yellow, .unreported)).isEmpty)
    }

    @Test func redDraftsATalkAtOnce() throws {
        let talk = try #require(try drafts("guangyuan", LadderTests.history(.green, .red)).first)
        #expect(talk.level == "red")
        let level = World.content.ladders["guangyuan"]?.level("red")
        #expect(level?.points == -2 && level?.talkBy?.zh == "领导小组组长或副组长" && level?.papers.contains(.talk) == true)
    }

    @Test func clearingStartsTheCountAfresh() throws {
        let known = Drafting.Known(cleared: [LadderTests.matter: .init(day: day("2024-10-20"), count: 1)])
        #expect(try drafts("guangyuan", LadderTests.history(.yellow, .yellow, .yellow, .yellow), [], known).isEmpty)
        let earlier = Drafting.Known(cleared: [LadderTests.matter: .init(day: day("2024-08-20"), count: 1)])
        #expect(
            try drafts("guangyuan", LadderTests.history(.yellow, .yellow, .yellow, .yellow), [], earlier).map(\.level) == ["letter"]
        )
    }

    @Test func oneMatterIsDraftedOnceAndNotWhileItsOrderIsOpen() throws {
        let history = LadderTests.history(.yellow, .yellow)
        let draft = try #require(try drafts("guangyuan", history).first)
        #expect(try drafts("guangyuan", history).map(\.key) == [draft.key])
        #expect(try drafts("guangyuan", history, [], .init(dismissed: [draft.key])).isEmpty)
        let open = LadderTests.order("letter", due: "2025-02-28")
        #expect(try drafts("guangyuan", history, [], .init(open: [open])).isEmpty)
        // Red while the letter's order is open: the order rises.
        let rise = try #require(try drafts("guangyuan", LadderTests.history(.yellow, .yellow, .red), [], .init(open: [open])).first)
        #expect(rise.level == "red" && rise.order == open.id)
    }

    // MARK: Suqian

    @Test(arguments: [("2025-01-09", nil), ("2025-01-10", "blue"), ("2025-01-20", "blue"), ("2025-01-21", nil)])
    func suqianRemindsTenDaysBefore(
        due: String, level: String?
    ) throws {
        #expect(
            try drafts("suqian", LadderTests.history(.green), [LadderTests.task(due)]).map(\.level) == (level.map { [$0] } ?? []))
    }

    @Test func suqianIsYellowBelowThePaceAndRedWhenOverdue() throws {
        #expect(try drafts("suqian", LadderTests.history(.yellow)).map(\.level) == ["yellow"])
        let late = LadderTests.lateThing("2025-01-09")
        let drafts = try drafts("suqian", LadderTests.history(.yellow, late: [late]), [LadderTests.task("2025-01-09")])
        #expect(drafts.map(\.level) == ["red", "yellow"])
        #expect(drafts.first?.basis.first?.zh == "应于2025-01-09完成，已逾期1天")
        #expect(drafts.first?.matter?.kind == .task)
    }

    @Test func suqianTakesAReturnForPoorQuality() throws {
        let open = LadderTests.order("blue", state: .returned, due: "2025-01-31", matter: nil)
        let rise = try #require(try drafts("suqian", LadderTests.history(.green), [], .init(open: [open])).first)
        #expect(rise.level == "yellow" && rise.basis.first?.zh == "第7号的反馈被退回")
    }

    // MARK: Sanming

    @Test func sanmingRemindsFirstEvenOfARedLight() throws {
        #expect(try drafts("sanming", LadderTests.history(.red)).map(\.level) == ["blue"])
    }

    @Test(arguments: [("2025-01-10", nil), ("2025-01-09", "orange")]) func blueBecomesOrangeTheDayAfterItsDay(
        due: String, level: String?
    ) throws {
        let open = LadderTests.order("blue", due: due)
        #expect(
            try drafts("sanming", LadderTests.history(.yellow), [], .init(open: [open])).map(\.level) == (level.map { [$0] } ?? []))
    }

    @Test func orangeBecomesRedOnItsOwnDayAndNeverSkipsALevelByItself() throws {
        let orange = LadderTests.order("orange", due: "2024-11-30", answerBy: "2025-01-09")
        #expect(try drafts("sanming", LadderTests.history(.yellow), [], .init(open: [orange])).map(\.level) == ["red"])
        let inTime = LadderTests.order("orange", due: "2024-11-30", answerBy: "2025-01-10")
        #expect(try drafts("sanming", LadderTests.history(.yellow), [], .init(open: [inTime])).isEmpty)
        let red = LadderTests.order("red", due: "2024-11-30", answerBy: "2024-12-09")
        #expect(try drafts("sanming", LadderTests.history(.yellow), [], .init(open: [red])).isEmpty)
        let reported = LadderTests.order("blue", state: .reviewing, due: "2024-11-30")
        #expect(try drafts("sanming", LadderTests.history(.yellow), [], .init(open: [reported])).isEmpty)
    }

    // MARK: Content

    @Test func aLadderIsAddedAsAFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "yaolian-ladder-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: TestHouse.content, toPath: folder.path)
        defer { try? FileManager.default.removeItem(at: folder) }
        let yaml = """
            id: longchang
            name: {zh: 隆昌·三红约谈, en: Longchang}
            explanation: {zh: 连续三次红灯约谈主要负责人, en: three reds in a row}
            source: 隆昌
            levels:
              - id: talk
                name: {zh: 约谈, en: Talk}
                tone: red
                days: 5
                triggers: [{when: light, light: red, times: 3, inARow: true}]
                papers: [talk]
            """
        try yaml.write(to: folder.appending(path: "supervision/ladders/longchang.yaml"), atomically: true, encoding: .utf8)
        let content = try SupervisionContent(folder: folder, calendar: World.planContent.calendar)
        let ladder = try #require(content.ladders["longchang"])
        func drafted(_ history: [Drafting.Moment]) -> Int {
            Drafting.drafts(ladder, history: history, upcoming: [], known: .init(), on: LadderTests.asOf) { _ in LadderTests.asOf }
                .count
        }
        #expect(drafted(LadderTests.history(.red, .red, .red)) == 1)
        #expect(drafted(LadderTests.history(.red, .red, .yellow, .red)) == 0)
    }

    @Test func aBadLadderIsNamedWithItsFault() {
        #expect(throws: ContentFault.self) { try Ladder.read("id: x", name: "x.yaml") }
        let bad =
            "id: x\nname: {zh: a, en: a}\nexplanation: {zh: a, en: a}\nsource: s\nlevels: [{id: a, name: {zh: a, en: a}, tone: pink, days: 3, triggers: [{when: late}], papers: [order]}]"
        do {
            _ = try Ladder.read(bad, name: "x.yaml")
            Issue.record("a pink level was taken")
        } catch { #expect("\(error)" == "Content file x.yaml: a: the tone is blue, yellow or red") }
    }
}
