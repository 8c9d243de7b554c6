import DMN
import Decimals
import FEEL
import Foundation

// Usage: PolicyBench policy.dmn enterprises-10k.csv [repeats]
// Prints one JSON object: rule applications a second of CPU time, and the exact totals.

let arguments = CommandLine.arguments
guard arguments.count >= 3, let dmn = FileManager.default.contents(atPath: arguments[1]) else {
    print("usage: PolicyBench policy.dmn enterprises-10k.csv [repeats]")
    exit(2)
}
let model = try Model(Array(dmn))
let enterprises = try Enterprises(file: arguments[2])
let repeats = arguments.count > 3 ? Int(arguments[3]) ?? 10 : 10
let rules = 20

func cpu() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func measure(_ name: String, _ body: () -> Decimal34) -> String {
    _ = body()
    let start = cpu()
    var total = Decimal34.zero
    for _ in 0..<repeats { total = total.adding(body()) ?? .zero }
    let seconds = cpu() - start
    let rate = Double(enterprises.rows.count * rules * repeats) / seconds
    return "\"\(name)\":{\"rulesPerSecond\":\(Int(rate)),\"cpuSeconds\":\(seconds),\"total\":\"\(total)\"}"
}

guard let sum = Runner(model, decision: "补助合计", inputs: Enterprises.inputs),
    let list = Runner(model, decision: "应得补助", inputs: Enterprises.inputs)
else { exit(2) }

func number(_ value: Value) -> Decimal34 {
    if case .number(let n) = value { return n }
    return .zero
}

var out: [String] = []
out.append(measure("plain") {
    var total = Decimal34.zero
    for row in enterprises.rows { total = total.adding(number(sum.evaluate(row))) ?? .zero }
    return total
})

/// Everything of the explanation is read once: texts, verdicts, gaps.
var read = 0
out.append(measure("explained") {
    var total = Decimal34.zero
    for row in enterprises.rows {
        guard let explanation = list.explain(row) else { continue }
        for (index, rule) in explanation.rows.enumerated() {
            for (n, cell) in rule.cells.enumerated() {
                read &+= explanation.required(row: index, cell: n).utf8.count
                switch explanation.values[cell.column] {
                case .string(let text): read &+= text.utf8.count
                case .number(let n): read &+= n.isZero ? 0 : 1
                default: read &+= 1
                }
                if cell.verdict == .met { read &+= 1 }
                if case .number(let gap)? = cell.gap?.amount, gap.isNegative { read &+= 1 }
            }
            for text in rule.written { read &+= text.utf8.count }
        }
        if case .list(let amounts) = explanation.value {
            for amount in amounts.items { total = total.adding(number(amount)) ?? .zero }
        }
    }
    return total
})
let columns = enterprises.columns
guard let run = ColumnRun(model, decision: "补助合计", columns: columns), run.isByColumns else { exit(2) }
out.append(measure("columnsOneCore") {
    run.evaluate(0..<run.count).reduce(.zero) { $0.adding(number($1)) ?? .zero }
})
// Two cores: by the wall, since the processor time of both counts; the reading of the result is included.
let wide = enterprises.repeated(10)
guard let wideRun = ColumnRun(model, decision: "补助合计", columns: wide) else { exit(2) }
var best = Double.infinity
var total = Decimal34.zero
for _ in 0..<max(3, repeats / 2) {
    let start = ContinuousClock.now
    let values = await wideRun.evaluate(cores: 2)
    total = values.reduce(.zero) { $0.adding(number($1)) ?? .zero }
    best = min(best, Double((ContinuousClock.now - start).components.attoseconds) / 1e18 + Double((ContinuousClock.now - start).components.seconds))
}
out.append("\"columnsTwoCores\":{\"rulesPerSecond\":\(Int(Double(wideRun.count * rules) / best)),\"wallSeconds\":\(best),\"total\":\"\(total)\"}")
print("{" + out.joined(separator: ",") + ",\"read\":\(read)}")
