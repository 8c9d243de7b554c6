import Decimals
import FEEL
import Findings
import Foundation
import Testing

enum FEELCases {
    static let lines: [(String, String)] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Cases/feel/expressions.txt")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            guard let arrow = line.range(of: "  =>  ") else { return nil }
            return (String(line[..<arrow.lowerBound]), String(line[arrow.upperBound...]))
        }
    }()

    /// The tz database of the machine the tests run on.
    static let settings = Evaluation.Settings(
        now: Moment(
            date: CivilDate(year: 2025, month: 11, day: 30)!, time: ClockTime(hour: 8, minute: 0, second: 0, zone: .offset(28_800))!
        ),
        zones: { name in
            guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name) else { return nil }
            return ZoneRules(name: name, bytes: Array(data))
        })
}

@Suite struct ExpressionTests {
    @Test func thereAreTwoHundredCases() { #expect(FEELCases.lines.count > 200) }

    @Test(arguments: FEELCases.lines) func expressionHasItsValue(text: String, value: String) {
        let report = FEEL.evaluate(text, settings: FEELCases.settings)
        #expect(report.value.description == value, "\(text): \(report.findings.map { $0.message(.en) })")
    }

    /// In strict mode a null that the expression does not itself write is a failure with its cause.
    @Test(arguments: FEELCases.lines) func strictModeKeepsTheCauseOfEveryNull(text: String, value: String) {
        let strict = FEEL.evaluate(text, strict: true, settings: FEELCases.settings)
        if case .null = strict.value { Issue.record("\(text) is silently null") }
        if let failure = strict.value.failure { #expect(!failure.causes.isEmpty) }
    }

    @Test func theClockIsThatOfTheCaller() {
        #expect(FEEL.evaluate("now()", settings: FEELCases.settings).value.description == "2025-11-30T08:00:00+08:00")
        #expect(FEEL.evaluate("today()", settings: FEELCases.settings).value.description == "2025-11-30")
        #expect(FEEL.evaluate("now()").value.isNull)
    }

    @Test(arguments: [
        ("研发投入 * 0.3", "300.0"), ("研发投入(万元) + 1", "8"), ("研发 投入 - 1", "4"), ("a-b + 1", "101"), ("a - b", "100"), ("a  -b", "100"),
        ("企业.营业 收入 / 2", "50"), ("企业.名称", "\"泰州药业\""), ("研发投入 （万元）", "null"),
    ])
    func theLongestKnownNameIsRead(text: String, value: String) {
        let context = Context([
            ("研发投入", .number(1000)), ("研发投入(万元)", .number(7)), ("研发 投入", .number(5)), ("a", .number(1)), ("b", .number(2)),
            ("a-b", .number(100)), ("企业", .context([("营业 收入", .number(100)), ("名称", .string("泰州药业"))])),
        ])
        #expect(FEEL.evaluate(text, context: context).value.description == value)
    }

    @Test(arguments: [
        ("研发投入 >= 500", ["研发投入"]), ("研发投入 * 0.3 + 员工人数", ["研发投入", "员工人数"]), ("if 研发投入 > 1 then 1 else 0", ["研发投入"]),
        ("min(研发投入, 200)", ["研发投入"]), ("[研发投入, 1][item > 0]", ["研发投入"]), ("sum([1, 研发投入])", ["研发投入"]),
        ("list contains([研发投入], 1)", ["研发投入"]), ("研发投入 = null", ["研发投入"]), ("企业.营业收入 > 5", ["企业.营业收入"]),
        ("企业.没有 > 5", ["企业.没有"]), ("string(研发投入)", ["研发投入"]), ("some x in [研发投入] satisfies x > 3", ["研发投入"]),
        ("研发投入 in (1, 2)", ["研发投入"]), ("不存在 + 1", ["不存在"]),
    ])
    func strictModeNamesTheMissingField(text: String, fields: [String]) {
        let context = Context([
            ("研发投入", .null), ("员工人数", .null), ("企业", .context([("营业收入", .null)])),
        ])
        let value = FEEL.evaluate(text, context: context, strict: true).value
        #expect(value.failure?.fields == fields)
    }

    @Test(arguments: [
        ("false and 研发投入 > 1", "false"), ("true or 研发投入 > 1", "true"), ("if false then 研发投入 else 2", "2"), ("count([研发投入])", "1"),
    ])
    func whatDoesNotDependOnTheMissingFieldIsDetermined(text: String, value: String) {
        let result = FEEL.evaluate(text, context: Context([("研发投入", .null)]), strict: true).value
        #expect(result.failure == nil && result.description == value)
    }

    @Test(arguments: [
        ("1 +", 1, 4), ("[1, 2", 1, 6), ("if true then 1", 1, 15), ("1 +\n* 2", 2, 1), ("\"abc", 1, 1), ("{a 1}", 1, 2),
        ("for i in [1]", 1, 13),
    ])
    func aFaultHasLineAndColumn(text: String, line: Int, column: Int) {
        let report = FEEL.evaluate(text)
        #expect(report.value.isNull)
        #expect(report.findings.first?.place == .line(line, column: column))
    }

    @Test func arithmeticIsWrittenOutWithItsNumbers() {
        let scope = Scope(within: .language())
        let slot = scope.declare("研发投入", type: .number)
        let code = FEEL.expression("min((研发投入 - 100) * 0.3, 200)", scope: scope)
        let frame = Frame(Evaluation(), size: scope.layout.size)
        frame[slot] = .number(700)
        #expect(code.steps(frame) == "min((700 - 100) * 0.3, 200) = min(180.0, 200) = 180.0")
    }
}
