import Calendars
import HouseTesting
import Kernel
import Testing

@testable import Plan
@testable import Reporting

/// What happens to a return, and each awkward case that a city's year brings.
@Suite struct ReturnTests {
    private func refusalText(_ refusal: Refusal?) -> String { refusal?.detail.zh ?? "" }

    @Test(arguments: TestDatabase.engines) func aReturnHoldsWhatThePlanGivesToItsUnit(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            let lead = try await world.lines(try await world.item("市科技局"))
            #expect(lead.map(\.duty.title) == ["中试基地", "技术合同成交额", "公共服务平台", "3个中试基地", "建设公共服务平台", "引进重大项目"])
            // The note of a supporting unit is wanted, and colours no light.
            #expect(lead.map(\.duty.counts) == [true, true, true, true, true, false])
            #expect(try await world.lines(try await world.item("市发改委")).map(\.duty.isRequired) == [false])
            // Opening again makes nothing anew.
            let again = try await world.json("reporting.open")
            #expect(again["count"]?.number == 0 && again["lines"]?.number == 0)
        }
    }

    @Test(arguments: TestDatabase.engines) func onlyWhatIsApprovedReachesThePlan(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            try await world.submit("市科技局", ["技术合同": "8.5"])
            world.test.clock.advance(days: 7)
            #expect(try await world.value("技术合同") == nil)
            try await world.approve("市科技局")
            #expect(try await world.value("技术合同") == 8.5)
            #expect(try await world.item("市科技局").state == .approved)
            let cockpit = try await world.json("plan.cockpit")
            #expect(cockpit["measures"]?.array?.first?["light"]?.string == "green")
            // A supporting unit's note does not stand in for the lead's report.
            try await world.submit("市发改委")
            #expect(try await world.json("plan.cockpit")["measures"]?.array?[2]["light"]?.string == "unreported")
            #expect(try await world.house.database.read { try EventLog.verify($0) }.get() > 5)
        }
    }

    @Test func theNextPeriodIsFilledFromTheLast() async throws {
        try await World.opened { world in
            try await world.submit("市科技局", ["技术合同": "8.5"])
            try await world.approve("市科技局")
            world.test.clock.advance(days: 92)  // 2024-10-02
            try await world.do("reporting.open")
            let item = try await world.item("市科技局", period: "2024-09-30")
            let line = try await world.lines(item).first { $0.duty.title.contains("技术合同") }
            #expect(line?.lastValue == 8.5 && line?.lastPeriod == Day("2024-06-30") && line?.entry.value == nil)
            #expect(line?.entry.source == "市统计局快报")
            let page = try await world.page("reporting.return", ["return": item.id.description])
            #expect(page.contains("value=\"8.5\"") && page.contains("上期") && page.contains("in num same"))
        }
    }

    @Test func theOfficeReturnsLineByLineAndTheUnitSeesWhy() async throws {
        try await World.opened { world in
            try await world.submit("市科技局")
            let id = try await world.item("市科技局").id.description
            let line = try await world.line("市科技局", "技术合同")
            #expect(
                refusalText(try await world.refusal("reporting.decide", ["return": id, "verdict": "return"])).contains("退回须写明理由"))
            try await world.do(
                "reporting.decide", ["return": id, "verdict": "return", "line": line.id.description, "reason": "请附认定登记汇总表"])
            // The rest is still to be decided.
            #expect(try await world.item("市科技局").state == .submitted)
            try await world.approve("市科技局")
            #expect(try await world.item("市科技局").state == .returned)
            let page = try await world.page("reporting.return", ["return": id], as: try await world.unit("市科技局"))
            #expect(page.contains("请附认定登记汇总表"))
            // What was approved stays; only the returned line goes round again.
            try await world.submit("市科技局", ["技术合同": "13"])
            #expect(try await world.lines(try await world.item("市科技局")).filter { $0.state == .submitted }.count == 1)
            try await world.approve("市科技局")
            #expect(try await world.item("市科技局").state == .approved)
        }
    }

    @Test func aLateReturnIsTakenAndMarked() async throws {
        try await World.opened { world in
            world.test.clock.advance(days: 10)  // 2024-07-12, seven days after the report day
            #expect(try await world.json("reporting.desk")["returns"]?.array?.allSatisfy { $0["isLate"]?.bool == true } == true)
            try await world.submit("市商务局")
            let item = try await world.item("市商务局")
            #expect(item.daysLate == 7 && item.due == Day("2024-07-05"))
            #expect(try await world.page("reporting.desk").contains("迟报7天"))
        }
    }

    @Test func aSecondSubmissionIsRefusedUntilTheFirstIsWithdrawn() async throws {
        try await World.opened { world in
            try await world.submit("市商务局")
            let item = try await world.item("市商务局")
            let refusal = try await world.refusal("reporting.submit", ["return": item.id.description])
            #expect(refusal?.status == 409 && refusalText(refusal).contains("正在审核。要改请先撤回"))
            try await world.do("reporting.withdraw", ["return": item.id.description], as: try await world.unit("市商务局"))
            #expect(try await world.item("市商务局").state == .open)
            try await world.submit("市商务局")
            try await world.approve("市商务局")
            #expect(refusalText(try await world.refusal("reporting.submit", ["return": item.id.description])).contains("要改请发起更正"))
        }
    }

    @Test func aCumulativeThatFallsNeedsItsReason() async throws {
        try await World.opened { world in
            try await world.submit("市科技局", ["技术合同": "8.5"])
            try await world.approve("市科技局")
            world.test.clock.advance(days: 92)
            try await world.do("reporting.open")
            let item = try await world.item("市科技局", period: "2024-09-30")
            let line = try #require(try await world.lines(item).first { $0.duty.title.contains("技术合同") })
            func check(_ value: String, why: String? = nil) -> [String] {
                var line = line
                line.entry.value = value
                line.entry.source = "登记机构"
                line.entry.why = why
                guard case .failure(let found) = LineCheck(today: Day("2024-10-02")!, emptyReasons: ["正在推进"]).check(line) else {
                    return []
                }
                return found.list.map { "\($0.field) \($0.message.zh)" }
            }
            #expect(check("8.4") == ["why 比上期8.5亿元少0.1：累计数一般不减少。请更正数字，或在说明里写明原因（如口径调整、企业退库）。"])
            #expect(check("8.4", why: "正在推进").count == 1)
            #expect(check("8.4", why: "两份合同解除，已核减").isEmpty)
            #expect(check("8.5").isEmpty && check("9").isEmpty)
        }
    }

    @Test(arguments: TestDatabase.engines) func aCorrectionIsANewVersionAndTheLightMovesWhenItIsApproved(engine: Dialect)
        async throws
    {
        try await World.opened(engine) { world in
            try await world.submit("市科技局", ["技术合同": "8.5"])
            try await world.approve("市科技局")
            world.test.clock.advance(days: 7)
            let first = try await world.item("市科技局")
            try await world.do(
                "reporting.revise", ["return": first.id.description, "reason": "登记机构更正了汇总表"], as: try await world.unit("市科技局"))
            let second = try await world.item("市科技局")
            #expect(second.version == 2 && second.state == .open)
            try await world.submit("市科技局", ["技术合同": "9.1"])
            #expect(try await world.value("技术合同") == 8.5)
            try await world.approve("市科技局")
            #expect(try await world.value("技术合同") == 9.1)
            // The old version is still there, and what did not change kept its row of the plan.
            let before = try await world.lines(first), after = try await world.lines(second)
            #expect(before.first { $0.duty.title.contains("技术合同") }?.value == 8.5)
            #expect(zip(before, after).filter { $0.progress != nil && $0.progress == $1.progress }.count == 4)
            #expect(try await world.page("reporting.return", ["return": second.id.description]).contains("登记机构更正了汇总表"))
        }
    }

    @Test(arguments: TestDatabase.engines) func aFrozenFigureStaysBesideItsCorrection(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            try await world.submit("市科技局", ["技术合同": "8.5"])
            try await world.approve("市科技局")
            let frozen = try await world.json("reporting.freeze", ["period": World.period])
            #expect(frozen["count"]?.number == 6)
            #expect(refusalText(try await world.refusal("reporting.freeze", ["period": World.period])).contains("已经冻结"))
            // Who reports only now says why.
            try await world.fill("市商务局")
            let late = try await world.item("市商务局").id.description
            let refusal = try await world.refusal("reporting.submit", ["return": late])
            #expect(refusal?.status == 422 && refusalText(refusal).contains("补报须写明原因，冻结数仍然保留"))
            try await world.do("reporting.submit", ["return": late, "reason": "经办人调整，漏报"])
            // A correction: the frozen figure stays visible.
            try await world.do("reporting.revise", ["return": try await world.item("市科技局").id.description, "reason": "汇总表更正"])
            try await world.submit("市科技局", ["技术合同": "9.1"])
            try await world.approve("市科技局")
            let ledger = try await world.json("reporting.ledger").array?.first { $0["title"]?.string == "技术合同成交额" }
            #expect(ledger?["value"]?.number == 9.1 && ledger?["frozen"]?.number == 8.5 && ledger?["version"]?.number == 2)
        }
    }

    @Test(arguments: TestDatabase.engines) func ofTwoUnitsOnOneTargetTheOfficeChooses(engine: Dialect) async throws {
        try await World.with(engine) { world in
            // 市发改委 supports measure 1; a second lead is named for it.
            try await world.do("plan.measure.assign", ["measure": "M1", "unit": "市工信局", "role": "lead"])
            try await world.do("reporting.open")
            try await world.submit("市科技局", ["技术合同": "8"])
            try await world.submit("市工信局", ["技术合同": "5"])
            try await world.approve("市科技局")
            try await world.approve("市工信局")
            world.test.clock.advance(days: 7)
            // Both are shown, none counts.
            let shared = try await world.json("reporting.desk")["shared"]?.array?.first { $0["target"]?.string == "T3" }
            #expect(shared?["isChosen"]?.bool == false)
            #expect(Set(shared?["values"]?.array?.compactMap { $0["value"]?.number } ?? []) == [8, 5])
            #expect(try await world.value("技术合同") == nil)
            try await world.do("reporting.rule", ["target": "T3", "rule": "sum"])
            #expect(try await world.value("技术合同") == 13)
            // A correction of one makes a new sum.
            try await world.do("reporting.revise", ["return": try await world.item("市工信局").id.description, "reason": "重复登记核减"])
            try await world.submit("市工信局", ["技术合同": "4"])
            try await world.approve("市工信局")
            #expect(try await world.value("技术合同") == 12)
            // The other target: one unit's figure alone.
            try await world.do(
                "reporting.rule", ["target": "T2", "rule": "one", "unit": try await world.organisation("市工信局").description])
            #expect(try await world.value("中试基地") == 12)
            let objection = try await world.refusal(
                "reporting.rule", ["target": "T2", "rule": "one", "unit": try await world.organisation("试点医学院").description])
            #expect(refusalText(objection).contains("没有填报"))
        }
    }

    @Test(arguments: TestDatabase.engines) func aUnitThatWasMergedIsFollowedByItsSuccessor(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            try await world.submit("市商务局")
            try await world.approve("市商务局")
            try await world.do(
                "reporting.unit.change", ["unit": "市商务局", "successor": "市工信局", "from": "2024-08-01", "source": "机构改革方案"])
            world.test.clock.advance(days: 92)
            try await world.do("reporting.open")
            let desk = try await world.json("reporting.desk")
            let names = desk["returns"]?.array?.compactMap { $0["unit"]?.string } ?? []
            #expect(!names.contains("市商务局") && names.contains("市工信局"))
            #expect(
                try await world.lines(try await world.item("市工信局", period: "2024-09-30")).contains {
                    $0.duty.title == "引进重大项目" && $0.duty.counts
                })
            // What was reported before the merger keeps the old name.
            #expect(try await world.item("市商务局").state == .approved)
            // The successor's people may open what the old unit reported.
            _ = try await world.do(
                "reporting.return", ["return": try await world.item("市商务局").id.description], as: try await world.unit("市工信局"))
        }
    }

    @Test(arguments: TestDatabase.engines) func anUnfinishedReturnGoesToTheSuccessor(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            try await world.do(
                "reporting.unit.change", ["unit": "市商务局", "successor": "市工信局", "from": "2024-06-01", "source": "机构改革方案"])
            let lines = try await world.lines(try await world.item("市工信局"))
            #expect(lines.map(\.duty.title) == ["高新技术企业", "人才", "培育龙头企业", "引进重大项目"])
            await #expect(throws: TestFault.self) { try await world.item("市商务局") }
            // In a circle nobody would be left.
            let refusal = try await world.refusal(
                "reporting.unit.change", ["unit": "市工信局", "successor": "市商务局", "from": "2024-06-02", "source": "x"])
            #expect(refusal?.status == 409)
        }
    }

    @Test func aRenamedUnitKeepsItsReturnsAndHistoryItsName() async throws {
        try await World.opened { world in
            try await world.submit("市工信局")
            try await world.do(
                "reporting.unit.change", ["unit": "市工信局", "new_name": "市工业和信息化委员会", "from": "2024-09-01", "source": "机构改革方案"])
            world.test.clock.advance(days: 92)
            try await world.do("reporting.open")
            let now = try await world.item("市工业和信息化委员会", period: "2024-09-30")
            #expect(try await world.item("市工信局").holder == now.holder)
            #expect(try await world.organisation("市工业和信息化委员会") == now.holder.unit)
        }
    }

    @Test func whatHasNoUnitIsTheOffices() async throws {
        try await World.opened { world in
            let item = try await world.item("集群办")
            #expect(item.holder == .office)
            #expect(try await world.lines(item).map(\.duty.title) == ["落实支持政策"])
            #expect(try await world.page("reporting.desk").contains("方案未列明单位的事项"))
            try await world.submit("集群办")
            try await world.approve("集群办")
            #expect(try await world.item("集群办").state == .approved)
        }
    }

    @Test func theReturnIsTheUnitsAndNotThePersons() async throws {
        try await World.opened { world in
            let organisation = try await world.organisation("市商务局").description
            let gone = Viewer(id: "gone", name: "甲", roles: [.unit], organisation: organisation)
            let next = Viewer(id: "next", name: "乙", roles: [.unit], organisation: organisation)
            let item = try await world.item("市商务局")
            let line = try await world.line("市商务局", "引进重大项目")
            try await world.do(
                "reporting.line.fill", ["return": item.id.description, "line": line.id.description, "note": "甲写了一半"], as: gone)
            #expect(try await world.page("reporting.return", ["return": item.id.description], as: next).contains("甲写了一半"))
            try await world.do("reporting.submit", ["return": item.id.description], as: next)
            #expect(try await world.item("市商务局").submittedBy == "乙")
        }
    }

    @Test func anothersReturnIsNotFound() async throws {
        try await World.opened { world in
            let item = try await world.item("市商务局").id.description
            for id in ["reporting.return", "reporting.submit", "reporting.withdraw"] {
                #expect(try await world.refusal(id, ["return": item], as: try await world.unit("市工信局"))?.status == 404)
            }
            let desk = try await world.json("reporting.desk", as: try await world.unit("市工信局"))
            #expect(desk["returns"]?.array?.compactMap { $0["unit"]?.string } == ["市工信局"])
            #expect(
                try await world.json("reporting.ledger", as: try await world.unit("市工信局")).array?.allSatisfy {
                    $0["unit"]?.string == "市工信局"
                } == true)
        }
    }
}
