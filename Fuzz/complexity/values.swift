import Complexity
import Findings
import Glibc

/// The first byte sets the size of the pieces and the policies; the rest is a table, or a gzip stream of one.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzValues(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    guard count > 1 else { return 0 }
    let mode = bytes[0]
    let input = UnsafeBufferPointer(start: bytes + 1, count: count - 1)
    var reader = ValueReader(
        columns: .init(region: "loc", industry: "prod", value: "val", year: mode & 64 != 0 ? "year" : nil),
        negatives: mode & 32 != 0 ? .setApart : .refuse, duplicates: mode & 16 != 0 ? .refuse : .sum)
    do {
        if Gunzip.recognises(input) {
            let gzip = try Gunzip()
            var made = 0
            try gzip.feed(input) { piece in
                made += piece.count
                if made > 1 << 22 { throw Stop() }
                reader.feed(piece)
            }
            try gzip.finish()
        } else {
            let size = Int(mode & 15) * 7 + 1
            for start in stride(from: 0, to: input.count, by: size) {
                reader.feed(UnsafeBufferPointer(rebasing: input[start..<min(start + size, input.count)]))
            }
        }
        let cells = try reader.finish().value
        let table = try cells.table(year: cells.yearKeys.last).value
        if table.regionCount <= 40, table.industryCount <= 40 { try check(table, mode) }
    } catch {}
    return 0
}

struct Stop: Error {}

/// Every file of a small table, and no figure in it that is not a number.
func check(_ table: ValueTable, _ mode: UInt8) throws {
    let convention = Convention.allCases[Int(mode) % Convention.allCases.count]
    var report = ComplexityReport(table, .init(rule: mode & 128 != 0 ? .given : .quotient(threshold: 1), convention: convention))
    let sink: ComplexityReport.Sink = { bytes in
        // Keys may say anything, so only a figure's field is looked at: after a comma, up to the next.
        for field in bytes.split(whereSeparator: { $0 == 0x2C || $0 == 0x0A }) where field.elementsEqual("nan".utf8) || field.elementsEqual("inf".utf8) {
            abort()
        }
    }
    try report.writeCells(to: { _ in })
    try report.writeRegions(to: { _ in })
    try report.writeIndustries(to: { _ in })
    try report.writeProximity(to: { _ in })
    try report.writeIndustryIndicators(to: sink)
    _ = report.undefined()
    for value in report.complexity.regionIndex + report.complexity.industryIndex + report.outlook().values {
        if let value, !value.isFinite { abort() }
    }
}
