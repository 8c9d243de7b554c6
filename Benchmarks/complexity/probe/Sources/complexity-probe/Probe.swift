import Complexity
import Findings
import Foundation

/// CPU time of the parts that the command does not show by itself: ECI and PCI alone, one region from a loaded model, reading alone.
@main
struct Probe {
    static func main() throws {
        let table = try read(CommandLine.arguments[1]).value.table().value
        var presence: Presence?
        var complexity: Complexity?
        let indices = best(of: 5) {
            let made = Presence(table, rule: .quotient(threshold: 1), convention: .ecomplexity)
            complexity = Complexity(made, convention: .ecomplexity)
            presence = made
        }
        guard let presence, let complexity else { return }
        print("ECI and PCI of \(table.regionCount) x \(table.industryCount) from loaded arrays: \(text(indices)) s CPU")
        let opportunity = Opportunity(table, presence, complexity, Proximity(presence))
        let supplies = (0..<(table.industryCount - 7)).map { (supplier: table.industries[$0], user: table.industries[$0 + 7]) }
        var times: [Double] = []
        for region in stride(from: 0, to: table.regionCount, by: 15) {
            let start = cpu()
            let rows = opportunity.rows(region..<(region + 1))
            let diagnosis = ChainDiagnosis(table, region: table.regions[region], supplies: supplies)
            let candidates = (diagnosis?.nodes ?? []).enumerated().map { place, node in
                DirectionRank.Candidate(
                    id: node.id, parts: [.relatedness: rows.density(region: region, industry: place), .worth: rows.gain(region: region, industry: place)])
            }
            let rank = DirectionRank(candidates, weights: .even)
            times.append(cpu() - start)
            if rank.list.isEmpty { print("nothing ranked") }
        }
        times.sort()
        print("one region's diagnosis, loaded model: p50 \(text(times[times.count / 2] * 1000)) ms, p95 \(text(times[times.count * 95 / 100] * 1000)) ms CPU")
        let path = CommandLine.arguments[2]
        var rows = 0
        let reading = best(of: 2) { rows = (try? read(path).value.rows) ?? 0 }
        print("\(rows) rows read: \(text(reading)) s CPU")
    }

    static func read(_ path: String) throws -> Report<CellList> {
        var reader = ValueReader(columns: .init(region: "loc", industry: "prod", value: "val"))
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
            piece.withUnsafeBytes { reader.feed($0.bindMemory(to: UInt8.self)) }
        }
        return try reader.finish()
    }

    static func best(of runs: Int, _ body: () -> Void) -> Double {
        (0..<runs).map { _ in
            let start = cpu()
            body()
            return cpu() - start
        }.min() ?? 0
    }

    static func cpu() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func text(_ number: Double) -> String { String(format: "%.3f", number) }
}
