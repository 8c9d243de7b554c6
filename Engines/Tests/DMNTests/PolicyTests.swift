import DMN
import Decimals
import FEEL
import Findings
import Foundation
import Testing

/// The 20 rules of policy-bench over 10,000 enterprises, where the data lie beside the repository.
@Suite struct PolicyTests {
    static let names = ["行业", "营业收入", "研发投入", "员工人数", "临床阶段", "设备投入", "贷款余额", "外包服务", "成立年份", "高新技术企业", "信用良好"]

    static let model: Model? = {
        let root = Cases.folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return FileManager.default.contents(atPath: root.appending(path: "Benchmarks/dmn/policy.dmn").path).flatMap {
            try? Model(Array($0))
        }
    }()

    static let rows: [[Value]] = {
        guard let file = Cases.shared("policy-bench/enterprises-10k.csv"), let data = try? Data(contentsOf: file) else { return [] }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().map { line in
            line.split(separator: ",").dropFirst().enumerated().map { column, field in
                switch column {
                case 0: .string(String(field))
                case 9, 10: .boolean(field == "true")
                default: Decimal34(field).map { .number($0) } ?? .null
                }
            }
        }
    }()

    static func columns(_ rows: [[Value]]) -> [(String, Column)] {
        names.enumerated().map { number, name in
            switch number {
            case 0: (name, Column(texts: rows.map { if case .string(let s) = $0[number] { s } else { nil } }))
            case 9, 10: (name, Column(booleans: rows.map { if case .boolean(let b) = $0[number] { b } else { nil } }))
            default: (name, Column(numbers: rows.map { if case .number(let n) = $0[number] { n } else { nil } }))
            }
        }
    }

    static func sum(_ values: [Value]) -> Decimal34 {
        values.reduce(.zero) { total, value in if case .number(let n) = value { total.adding(n) ?? total } else { total } }
    }

    @Test(.enabled(if: !rows.isEmpty, "the shared data are not beside the repository"))
    func theTotalIsRightToTheLastDigit() async throws {
        let model = try #require(Self.model)
        let runner = try #require(Runner(model, decision: "补助合计", inputs: Self.names))
        let values = Self.rows.map { runner.evaluate($0) }
        #expect(Self.sum(values).description == "2196610.9438")
        let run = try #require(ColumnRun(model, decision: "补助合计", columns: Self.columns(Self.rows)))
        #expect(run.isByColumns)
        let byColumns = await run.evaluate(cores: 2)
        #expect(zip(values, byColumns).allSatisfy { $0.description == $1.description })
        let ten = Self.sum((0..<10).map { _ in .number(Self.sum(byColumns)) })
        #expect(ten.description == "21966109.4380")
    }

    /// Changing exactly the facts named as failing, by the gap named, makes the rule apply; a fact that the row does not ask
    /// for never changes its verdict.
    @Test(.enabled(if: !rows.isEmpty, "the shared data are not beside the repository"))
    func closingTheNamedGapsMakesTheRuleApply() throws {
        let model = try #require(Self.model)
        let runner = try #require(Runner(model, decision: "应得补助", inputs: Self.names))
        var tried = 0
        for row in Self.rows.prefix(500) {
            let before = try #require(runner.explain(row))
            for index in before.rows.indices {
                var changed = row
                var closable = true
                for cell in before.rows[index].cells where cell.verdict == .unmet {
                    guard case .number(let n) = row[cell.column], case .number(let gap)? = cell.gap?.amount else {
                        closable = false
                        continue
                    }
                    let step = Decimal34("0.000001")!
                    let beyond = cell.gap?.beyond == .below ? step.negated : cell.gap?.beyond == .above ? step : .zero
                    changed[cell.column] = .number(n.adding(gap)!.adding(beyond)!)
                }
                guard closable else { continue }
                tried += 1
                #expect(runner.explain(changed)?.rows[index].verdict == .met, "\(row) \(changed) \(index)")
                let asked = Set(before.rows[index].cells.map(\.column))
                var other = row
                for column in 1...8 where !asked.contains(column) { other[column] = .number(123_456) }
                #expect(runner.explain(other)?.rows[index].verdict == before.rows[index].verdict)
            }
        }
        #expect(tried > 3000)
    }

    @Test(.enabled(if: !rows.isEmpty, "the shared data are not beside the repository"))
    func rowsWithMissingFactsAreTheSameByColumnsAndOneByOne() async throws {
        let model = try #require(Self.model)
        var rows = Array(Self.rows.prefix(700))
        for n in rows.indices where n % 7 == 0 { rows[n][n % 11] = .null }
        for strict in [false, true] {
            let run = try #require(ColumnRun(model, decision: "补助合计", columns: Self.columns(rows), strict: strict))
            let runner = try #require(Runner(model, decision: "补助合计", inputs: Self.names, strict: strict))
            for (row, value) in zip(rows, await run.evaluate(cores: 2)) {
                let alone = runner.evaluate(row)
                #expect(alone.description == value.description && (alone.failure == nil) == (value.failure == nil))
            }
        }
    }

    @Test func amountsKeepEveryDigit() {
        #expect(FEEL.evaluate("0.1 + 0.2 = 0.3").value.isTrue)
        #expect(FEEL.evaluate("68212208 * 1").value.description == "68212208")
        #expect(FEEL.evaluate("abs(2 / 37 * 37 - 2) <= 1E-32").value.isTrue)
        #expect(FEEL.evaluate("decimal(2 / 37 * 37, 32) = 2").value.isTrue)
    }

    /// No binary floating point in any source file of the three rooms.
    @Test func noDoubleStandsInTheAmountPath() throws {
        let sources = Cases.folder.deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        var read = 0
        for room in ["Decimals", "FEEL", "DMN"] {
            let files = try FileManager.default.contentsOfDirectory(
                at: sources.appending(path: room), includingPropertiesForKeys: nil)
            for file in files where file.pathExtension == "swift" {
                read += 1
                for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                    let code = line.components(separatedBy: "//")[0].components(separatedBy: "\"")[0]
                    for word in ["Double", "Float", "CGFloat"] {
                        #expect(!code.contains(word), "\(file.lastPathComponent): \(line)")
                    }
                }
            }
        }
        #expect(read > 30)
    }
}
