import Kernel
import Testing

@testable import Plan

@Suite struct DecisionTests {
    static func item(
        _ number: Int, _ name: String, kind: Item.Kind = .platform, question: Question? = nil, state: Item.State = .read
    ) -> Item {
        let content = Item.Content(name, quote: name)
        return Item(
            id: Sample.id(number), plan: Sample.id(1), kind: kind, key: "F\(number)", order: number,
            read: state == .added ? nil : content, content: content,
            state: state, start: 0, end: 3, question: question, other: nil, mergedInto: nil, before: nil, changedBy: nil)
    }

    @Test func aConfirmedItemIsAsItWasRead() {
        var item = DecisionTests.item(1, "检测平台", question: .noUnits)
        #expect(item.isOpen)
        item.confirm()
        #expect(item.state == .confirmed && item.content == item.read && !item.isOpen)
    }

    @Test func confirmingAfterACorrectionKeepsTheCorrection() {
        var item = DecisionTests.item(1, "检测平台")
        var content = item.content
        content.name = "医药检测平台"
        item.correct(content)
        #expect(item.state == .corrected)
        item.confirm()
        #expect(item.state == .corrected && item.content.name == "医药检测平台" && item.read?.name == "检测平台")
    }

    @Test func aLeadNamedInTheTextIsTakenWhenConfirmedAndLeftWhenKept() {
        var taken = DecisionTests.item(1, "加强协调", kind: .measure, question: .leadInText)
        taken.content.owner = "由市科技局牵头，各部门定期会商"
        taken.confirm()
        #expect(taken.content.units == [Item.Unit(name: "市科技局", role: .lead)])
        var kept = DecisionTests.item(1, "加强协调", kind: .measure, question: .leadInText)
        kept.content.owner = "由市科技局牵头"
        kept.keep()
        #expect(kept.content.units == nil && kept.state == .confirmed)
    }

    @Test(arguments: [
        ("由市科技局牵头", "市科技局"), ("建立机制，由市发改委牵头，会同各区", "市发改委"), ("市科技局牵头", "市科技局"), ("牵头", nil), ("定期会商", nil),
        ("自由贸易区管委会牵头", "贸易区管委会"),
    ])
    func aLeadIsReadOutOfASentence(text: String, lead: String?) {
        #expect(Item.lead(in: text) == lead)
    }

    @Test(arguments: [
        ("由市科技局牵头，发改、工信等部门定期会商", "由市科技局牵头"), ("各部门定期会商，由市发改委牵头组织", "由市发改委牵头"), ("自由贸易，由市商务局牵头", "由市商务局牵头"),
        ("市产业发展牵头部门组织检查", nil), ("由重点投资机构、银行共同牵头", nil), ("由于工作需要，明确牵头单位", nil), ("不写", nil),
    ])
    func aMeasuresTextMayNameItsLead(text: String, phrase: String?) {
        #expect(Item.leadPhrase(in: text) == phrase)
    }

    @Test func undoTakesBackOneStep() throws {
        var item = DecisionTests.item(1, "检测平台", question: .noUnits)
        let before = item
        item.delete()
        #expect(item.state == .deleted && !item.state.isKept)
        try item.undo()
        #expect(item == before)
        #expect { try item.undo() } throws: {
            ($0 as? Refusal) == .conflict(Text("没有可撤销的改动。", "There is no change to undo."))
        }
    }

    @Test func aMergedItemGivesItsNamesMembersAndMentions() throws {
        var one = DecisionTests.item(1, "公共技术服务平台")
        var other = DecisionTests.item(2, "八大公共技术服务平台")
        one.content.members = ["医药信息"]
        one.content.mentions = ["M10"]
        one.content.otherNames = ["公共平台", "八大公共技术服务平台"]
        other.content.members = ["医药信息", "实验动物"]
        other.content.mentions = ["M3"]
        one.merge(into: &other)
        #expect(one.state == .merged && one.mergedInto == other.id)
        #expect(other.state == .confirmed)
        #expect(other.content.otherNames == ["公共技术服务平台", "公共平台"])
        #expect(other.content.members == ["医药信息", "实验动物"])
        #expect(other.content.mentions == ["M3", "M10"])
        try other.undo()
        try one.undo()
        #expect(one.state == .read && one.mergedInto == nil && other.state == .read && other.content.otherNames == nil)
    }

    @Test func whatAPersonAddedStaysAdded() {
        var item = DecisionTests.item(1, "检测平台", state: .added)
        item.confirm()
        #expect(item.state == .added)
        item.keep()
        #expect(item.state == .added)
        item.correct(Item.Content("别的", quote: ""))
        #expect(item.state == .added && item.content.name == "别的")
    }
}

@Suite struct UnitLinesTests {
    @Test func unitsAreReadOneALine() {
        let units = UnitLines.parse("市科技局 牵头\n市发改委  配合\r\n  试点医学院\n\n市卫健委 support\n各区 Implements\n市商务局 不认识")
        #expect(units.map(\.name) == ["市科技局", "市发改委", "试点医学院", "市卫健委", "各区", "市商务局"])
        #expect(units.map(\.role) == [.lead, .support, .responsible, .support, .implement, .responsible])
    }

    @Test func whatIsPrintedReadsBack() {
        let units = UnitRole.allCases.enumerated().map { Item.Unit(name: "单位\($0.offset)", role: $0.element) }
        #expect(UnitLines.parse(UnitLines.print(units)) == units)
        #expect(UnitLines.parse(" \n\t\n").isEmpty)
    }
}
