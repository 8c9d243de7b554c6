import Calendars
import Foundation
import HouseTesting
import Kernel
import Registry
import Testing

@testable import Supervision

/// Orders from end to end, on both engines.
@Suite struct OrderPathTests {
    @Test(arguments: TestDatabase.engines) func anOrderRunsFrom立项To归档WithAReturnAndAnExtension(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let unit = try await world.unit("市科技局")
            let order = try await world.order(assigned: false)
            #expect(try await world.state(order)["state"]?.string == "registered")
            try await world.step(order, "assign")
            try await world.step(order, "sign", as: unit)
            try await world.step(order, "begin", ["text": "已列入月度计划"], as: unit)
            try await world.step(order, "askExtension", ["new_due": "2024-08-15", "reason": "设备到货晚"], as: unit)
            #expect(try await world.refused(order, "grantExtension", as: World.leader)?.status == 409)
            try await world.step(order, "consentExtension", ["head": "张三"], as: unit)
            #expect(try await world.refused(order, "grantExtension")?.detail.zh == "“批准延期”由市领导办理。")
            try await world.step(order, "grantExtension", as: World.leader)
            world.test.clock.advance(days: 20)  // 2024-08-04
            try await world.step(order, "report", ["text": "选址已定"], as: unit)
            try await world.step(order, "review")
            #expect(try await world.refused(order, "return")?.status == 422)
            try await world.step(order, "return", ["reason": "请补批复文号"])
            world.test.clock.advance(days: 5)
            try await world.step(order, "report", ["text": "选址已定，批复文号已补"], as: unit)
            try await world.step(order, "review")
            try await world.step(order, "complete")
            try await world.step(order, "clear", as: World.leader)
            try await world.step(order, "archive")
            let state = try await world.state(order)
            #expect(state["state"]?.string == "archived" && state["closedOn"]?.string == "2024-08-09")
            #expect(
                state["due"]?.string == "2024-08-15" && state["dueOriginal"]?.string == "2024-07-31"
                    && state["daysLate"]?.number == 0)
            #expect(
                state["steps"]?.array?.compactMap { $0["action"]?.string } == [
                    "register", "assign", "sign", "begin", "askExtension", "consentExtension", "grantExtension", "report", "review",
                    "return", "report", "review", "complete", "clear", "archive",
                ])
            // A page of an earlier day shows what stood then.
            let then = try await world.state(order, asOf: "2024-07-20")
            #expect(then["state"]?.string == "underway" && then["possible"]?.array?.isEmpty == true)
            #expect(try await world.refusal("supervision.order", ["order": order], as: World.reader) == nil)
            #expect(try await world.house.database.read { try EventLog.verify($0) }.get() > 15)
        }
    }

    @Test func withoutAnExtensionTheOriginalDayJudges() async throws {
        try await World.running { world in
            let unit = try await world.unit("市科技局")
            let order = try await world.order()
            try await world.step(order, "sign", as: unit)
            try await world.step(order, "askExtension", ["new_due": "2024-09-30", "reason": "人手紧"], as: unit)
            try await world.step(order, "consentExtension", ["head": "张三"], as: unit)
            world.test.clock.advance(days: 20)
            try await world.step(order, "refuseExtension", ["reason": "应克服困难"], as: World.leader)
            try await world.step(order, "begin", ["text": "在办"], as: unit)
            try await world.step(order, "report", ["text": "完成"], as: unit)
            let state = try await world.state(order)
            #expect(state["due"]?.string == "2024-07-31" && state["daysLate"]?.number == 4)
            #expect(try await world.refused(order, "askTransfer", ["reason": "x"], as: unit)?.status == 409)
        }
    }

    @Test(arguments: TestDatabase.engines) func anInstructionBecomesAnOrderAndClosesItsTask(engine: Dialect) async throws {
        try await World.running(engine) { world in
            try await world.do("plan.instruct", ["title": "请报平台进度", "unit": "市科技局", "due": "2024-07-31"], as: World.leader)
            let list = try #require(try await world.json("supervision.orders")["orders"]?.array)
            #expect(list.count == 1 && list[0]["kind"]?.string == "instruction" && list[0]["state"]?.string == "assigned")
            let order = list[0]["id"]?.string ?? "", unit = try await world.unit("市科技局")
            for (action, more) in [("sign", [:]), ("begin", ["text": "在办"]), ("report", ["text": "已办"])] {
                try await world.step(order, action, more, as: unit)
            }
            try await world.step(order, "review")
            #expect(try await world.json("plan.instructions")["tasks"]?.array?.first?["doneOn"]?.string == nil)
            try await world.step(order, "complete")
            #expect(try await world.json("plan.instructions")["tasks"]?.array?.first?["doneOn"]?.string == "2024-07-15")
        }
    }

    @Test func anInstructionWithoutADayWaitsForTheOffice() async throws {
        try await World.running { world in
            try await world.do("plan.instruct", ["title": "请研究", "unit": "市科技局"], as: World.leader)
            let order = try #require(try await world.json("supervision.orders")["orders"]?.array?.first)
            #expect(order["state"]?.string == "registered" && order["due"]?.string == nil)
            let id = order["id"]?.string ?? ""
            #expect(try await world.refused(id, "assign")?.status == 422)
            try await world.step(id, "assign", ["due": "2024-07-31"])
            #expect(try await world.state(id)["dueOriginal"]?.string == "2024-07-31")
        }
    }

    @Test func aUnitSeesItsOwnOrdersOnlyAndSupportMayNotReport() async throws {
        try await World.running { world in
            let own = try await world.order(["support": "市工信局"])
            let other = try await world.order("另一件", unit: "市商务局")
            let lead = try await world.unit("市科技局"), support = try await world.unit("市工信局")
            #expect(try await world.json("supervision.orders", as: lead)["orders"]?.array?.count == 1)
            #expect(try await world.json("supervision.orders", as: World.office)["orders"]?.array?.count == 2)
            #expect(try await world.refusal("supervision.order", ["order": other], as: lead)?.status == 404)
            #expect(try await world.refused(other, "sign", as: lead)?.status == 404)
            #expect(try await world.json("supervision.mine", ["plan": ""], as: support)["orders"]?.array?.count == 1)
            #expect(try await world.refused(own, "sign", as: support)?.detail.zh == "“签收”由牵头单位办理。")
            try await world.step(own, "reply", ["text": "配合部分已完成"], as: support)
            #expect(try await world.refused(own, "reply", ["text": "x"], as: World.reader)?.status == 403)
        }
    }

    @Test(arguments: TestDatabase.engines) func theUnitIsHeardAndAnswered(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let order = try await world.order(), unit = try await world.unit("市科技局")
            #expect(try await world.refused(order, "answer", ["verdict": "accepted", "text": "x"])?.detail.zh == "没有待答复的说明或申辩。")
            try await world.step(order, "reply", ["text": "任务已于6月移交市工信局"], as: unit)
            #expect(try await world.page("supervision.order", ["order": order], as: unit).contains("待集群办答复"))
            try await world.step(order, "answer", ["verdict": "accepted", "text": "情况属实，转办"])
            let reply = try #require(try await world.state(order)["replies"]?.array?.first)
            #expect(reply["verdict"]?.string == "accepted" && reply["answer"]?.string == "情况属实，转办")
            try await world.step(order, "transfer", ["unit": "市工信局", "reason": "任务已移交"])
            let state = try await world.state(order)
            #expect(state["unit"]?.string == "市工信局" && state["state"]?.string == "assigned")
            #expect(try await world.refusal("supervision.order", ["order": order], as: unit)?.status == 404)
        }
    }

    @Test func theFourthOrderOfAMonthNeedsAReason() async throws {
        try await World.running { world in
            for number in 1...3 { _ = try await world.order("事项\(number)") }
            let order = try await world.order("事项4", assigned: false)
            #expect(try await world.page("supervision.order", ["order": order]).contains("市科技局本月已有3件督办，频次上限3件"))
            let refusal = try await world.refused(order, "assign")
            #expect(refusal?.detail.zh == "理由：市科技局本月已有3件督办，达到频次上限3件。仍要发出的，须写明理由。")
            try await world.step(order, "assign", ["reason": "涉及安全生产"])
            let other = try await world.order("事项5", unit: "市商务局", assigned: false)
            try await world.step(other, "assign")
            world.test.clock.advance(days: 20)
            _ = try await world.order("事项6", due: "2024-08-30")
        }
    }

    @Test func oneMatterHasOneOpenOrderAndMergingClosesOne() async throws {
        try await World.running { world in
            let first = try await world.order(["measure": "M1"])
            let refusal = try await world.refusal("supervision.order.open", ["title": "x", "demand": "y", "measure": "M1"])
            #expect(refusal?.detail.zh == "一事一单：第1号督办还在办理同一事项，可在其上升级或并案。")
            let second = try await world.order("另一件")
            #expect(try await world.refused(second, "merge", ["into": "2", "reason": "同一事项"])?.status == 422)
            try await world.step(second, "merge", ["into": "1", "reason": "同一事项"])
            #expect(try await world.state(second)["state"]?.string == "merged")
            try await world.step(first, "withdraw", ["reason": "重复立项"])
            _ = try await world.order("重新立项", ["measure": "M1"])
        }
    }

    @Test func evidenceComesWithTheReport() async throws {
        try await World.running { world in
            let order = try await world.order(), unit = try await world.unit("市科技局")
            try await world.step(order, "sign", as: unit)
            try await world.step(order, "begin", ["text": "在办"], as: unit)
            var raw = world.raw(["order": order, "action": "report", "text": "已办"])
            raw.files = ["evidence": [Upload(name: "批复.txt", bytes: Data("批复".utf8))]]
            _ = try await world.house.call("supervision.order.step", raw, as: unit)
            #expect(try await world.page("supervision.order", ["order": order]).contains("批复.txt"))
        }
    }
}

extension World {
    func order(_ more: [String: String]) async throws -> String { try await order("报平台建设进度", more) }
    func order(_ title: String, _ more: [String: String]) async throws -> String {
        try await order(title, unit: "市科技局", due: "2024-07-31", assigned: true, more)
    }
}
