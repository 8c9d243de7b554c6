import Calendars
import Kernel
import Registry
import Testing

@testable import Plan

@Suite struct AlignmentTests {
    private func plan(_ number: Int, _ place: String) -> Plan {
        let base = Sample.plan()
        return Plan(
            id: Sample.id(number), place: place, title: "\(place)方案", type: nil, stage: .inForce, period: base.period,
            baseDay: base.baseDay,
            frequency: .quarter, reportDays: 3, preset: "yinchuan", opensOn: nil, isExample: false, leadsByOrder: nil, revises: nil,
            sourceName: "plan.txt", issueDate: nil, publishedOn: nil)
    }

    private func target(
        _ indicator: String, _ value: Double?, _ unit: String = "家", comparator: Comparator = .ge, quantity: Quantity = .level,
        due: String? = "2026-12-31",
        query: RegistryQuery? = nil
    ) -> Target {
        Target(
            id: Sample.id(1000 + Int((value ?? 0) * 10) + indicator.count), key: "T1", indicator: indicator, scope: nil,
            isHeadline: true, value: value,
            valueMax: nil, unit: unit, comparator: comparator, quantity: quantity, due: due.map(Sample.day), dueWords: nil,
            measure: nil,
            quote: "\(indicator)原文", convention: nil, department: nil, approver: nil, query: query)
    }

    private func measure(_ title: String, _ lead: String, number: Int = 1) -> Measure {
        Measure(
            id: Sample.id(2000 + number), key: "M\(number)", number: "\(number)", title: title, section: "1", sectionTitle: "任务",
            quote: "\(title)原文",
            units: [.init(record: Sample.id(30), name: lead, role: .lead, isAssumedLead: false)])
    }

    private func alignment(
        city: [Target], east: [Target], west: [Target] = [], shares: [Share] = [], cityMeasures: [Measure] = [],
        eastMeasures: [Measure] = []
    ) -> Alignment {
        let head = plan(1, "试点市")
        return Alignment([
            .init(
                plan: head, superior: nil, targets: city, measures: cityMeasures, shares: city.first.map { [$0.id: shares] } ?? [:]),
            .init(plan: plan(2, "东城区"), superior: head.id, targets: east, measures: eastMeasures, shares: [:]),
            .init(plan: plan(3, "西城区"), superior: head.id, targets: west, measures: [], shares: [:]),
        ])
    }

    private func kinds(_ alignment: Alignment) -> [Alignment.Kind] { alignment.findings.map(\.kind) }

    @Test func aHigherTargetNeedsALowerOne() throws {
        let found = alignment(city: [target("全市规模以上企业", 60)], east: [target("上市企业", 2)])
        #expect(kinds(found) == [.unmatched])
        #expect(found.findings[0].words.zh == "2份下级方案都没有这项目标" && found.findings[0].sides.map(\.plan.place) == ["试点市"])
        #expect(found.findings[0].sides[0].quote == "全市规模以上企业原文")
    }

    @Test(arguments: [(35.0, [Alignment.Kind]()), (34, [.short]), (36, [.over])])
    func lowerTargetsAddUp(west: Double, expected: [Alignment.Kind]) {
        let found = alignment(
            city: [target("全市规模以上生物医药企业数", 60)], east: [target("规上生物医药企业", 25, "户")], west: [target("西城区规上生物医药企业", west)])
        #expect(kinds(found) == expected)
        if west == 34 { #expect(found.findings.first?.words.zh == "2份合计59家，上级60家，少1家" && found.findings.first?.sides.count == 3) }
    }

    @Test func moneyIsAddedInOneUnit() {
        let found = alignment(
            city: [target("产值", 300, "亿元")], east: [target("产值", 1_000_000, "万元")], west: [target("产值", 0.02, "万亿元")])
        #expect(kinds(found) == [])
        #expect(kinds(alignment(city: [target("产值", 300, "亿元")], east: [target("产值", 100, "亿元")])) == [.short])
    }

    @Test func sharesAddUpToTheirTargetAndAreWhatTheLowerPlanSays() {
        let shares = [Share(axis: .unit, part: "东城区", value: 30, by: "集群办"), Share(axis: .unit, part: "西城区", value: 25, by: "集群办")]
        let found = alignment(city: [target("企业", 60)], east: [target("企业", 35)], west: [target("企业", 25)], shares: shares)
        #expect(kinds(found) == [.share, .shares])
        #expect(found.findings[0].words.zh == "分解给东城区30家，其方案写35家" && found.findings[1].words.zh == "东城区30、西城区25，合计55，目标60")
    }

    @Test(arguments: [("2026-12-31", false), ("2027-01-01", true), (nil, false)])
    func aLowerDeadlineMayNotBeLater(due: String?, isLate: Bool) {
        let found = alignment(city: [target("企业", 60)], east: [target("企业", 60, due: due)])
        #expect(kinds(found).contains(.deadline) == isLate)
    }

    @Test(arguments: [(8.0, Comparator.ge, false), (7.9, .ge, true), (8, .approx, true), (9, .ge, false)])
    func ashareMayNotBeWeaker(value: Double, comparator: Comparator, isWeaker: Bool) {
        let found = alignment(
            city: [target("研发投入占比", 8, "%", quantity: .share)],
            east: [target("研发投入占比", value, "%", comparator: comparator, quantity: .share)])
        #expect(kinds(found) == (isWeaker ? [.weaker] : []))
    }

    @Test func aCeilingAndARankAreTurnedRound() {
        let ceiling = target("能耗", 40, "吨", comparator: .le), loose = target("能耗", 41, "吨", comparator: .le)
        #expect(kinds(alignment(city: [ceiling], east: [loose])) == [.weaker])
        #expect(kinds(alignment(city: [ceiling], east: [target("能耗", 39, "吨", comparator: .le)])) == [])
        let rank = target("园区竞争力", 30, "强", comparator: .rankLe, quantity: .rank)
        #expect(kinds(alignment(city: [rank], east: [target("园区竞争力", 50, "强", comparator: .rankLe, quantity: .rank)])) == [.weaker])
    }

    @Test func theSameCountIsTheSameTargetWhateverItsWords() {
        let query = RegistryQuery(kind: .organisation, status: .aboveScale),
            own = RegistryQuery(kind: .organisation, status: .aboveScale, place: "东城区")
        let found = alignment(city: [target("四上企业", 60, query: query)], east: [target("规上单位", 60, query: own)])
        #expect(kinds(found) == [] && found.families.first?.rows.first?.below.count == 1)
    }

    @Test func oneMeasureWithTwoOwners() throws {
        let found = alignment(
            city: [], east: [], cityMeasures: [measure("建设公共服务平台", "市科技局")],
            eastMeasures: [measure("建设公共服务平台", "区工信局"), measure("建设生物医药平台", "区商务局", number: 2)])
        #expect(kinds(found) == [.owners])
        #expect(found.findings[0].sides.map(\.says.zh) == ["牵头：市科技局", "牵头：区工信局"])
        // The bureau of science is one office in the city and in the district.
        #expect(
            kinds(
                alignment(
                    city: [], east: [], cityMeasures: [measure("建设公共服务平台", "试点市科技局")], eastMeasures: [measure("建设公共服务平台", "东城区科技局")]
                ))
                == [])
        let within = alignment(
            city: [], east: [], cityMeasures: [measure("建设生物医药公共技术服务平台", "市工信局"), measure("建设生物医药公共技术服务大平台", "市商务局", number: 2)])
        #expect(kinds(within) == [.owners])
    }

    @Test func plansThatHaveNothingToDoWithEachOtherAreLeftAlone() {
        let members = [plan(1, "甲市"), plan(2, "乙市")].map {
            Alignment.Member(
                plan: $0, superior: nil, targets: [target("企业", 60)],
                measures: [measure("建设公共服务平台", "\($0.place)\($0.place == "甲市" ? "科技局" : "工信局")")], shares: [:])
        }
        #expect(Alignment(members).findings.isEmpty && Alignment(members).families.isEmpty)
    }

    @Test(arguments: [("全市规模以上生物医药企业数", "规上生物医药企业"), ("试点市产值", "产值"), ("全省上市企业数量", "上市企业")])
    func indicatorsLosePlaceAndFiller(words: String, key: String) { #expect(Alignment.indicatorKey(words, "试点市") == key) }

    @Test(arguments: [("江苏省科技厅", "科技"), ("市科技局", "科技"), ("区科学技术局", "科学技术"), ("试点高新区管委会", "高新区"), ("市发改委", "发改")])
    func officesLoseTheirLevel(name: String, key: String) {
        let place = name.hasPrefix("江苏") ? "江苏省" : "试点市"
        #expect(Alignment.officeKey(name, place) == key)
    }
}
