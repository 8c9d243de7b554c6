import ArgumentParser
import Complexity
import Findings
import Foundation

/// `yaolian complexity`: Location quotients, proximity, complexity and density of regions and industries.
struct ComplexityCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complexity", abstract: "Location quotients, proximity and complexity of regions.",
        discussion: """
            Reads a long table (a row for a region and an industry; plain or gzip) and writes loc.csv, prod.csv, cells.csv, \
            proximity.csv, indicators-region.csv, indicators-industry.csv and findings.json to the folder OUT. An undefined \
            figure is an empty field; findings.json says why. Without --year all rows are added up; with --year the last year is \
            taken, or the one named by --years; with two years changes.csv and a back-test are made as well, and the six files \
            describe the second.
            """)

    @Argument(help: "The table of values, .csv or .csv.gz.") var values: String
    @Option(help: "The column that names the region.") var region: String
    @Option(help: "The column that names the industry.") var industry: String
    @Option(help: "The column that holds the value.") var value: String
    @Option(help: "The column that names the year.") var year: String?
    @Option(help: "One year, or two years T1,T2 to compare.") var years: String?
    @Option(help: "Location quotient from which an industry counts as present.") var threshold = 1.0
    @Option(help: "ecomplexity, stata, own-sd or atlas-COG.") var convention: Convention = .ecomplexity
    @Option(help: "lq: presence by the quotient; given: any value above zero.") var presence: PresenceChoice = .lq
    @Option(help: "refuse, or set-apart: leave negative values out and say so.") var negative: ValueReader.Negatives = .refuse
    @Option(help: "sum, or refuse: rows with the same keys.") var duplicates: ValueReader.Duplicates = .sum
    @Option(help: "Characters of an industry code that name its group; by default half the code.") var groupDigits: Int?
    @Option(help: "Density over the K nearest industries.") var neighbours: Int?
    @Option(help: "Cores to use.") var threads = 1
    @Option(help: "The folder for the files.") var out: String
    @Flag(help: "Print a summary as JSON.") var json = false

    enum PresenceChoice: String, ExpressibleByArgument, CaseIterable { case lq, given }

    func validate() throws {
        if !threshold.isFinite || threshold <= 0 { throw ValidationError("threshold: \(threshold) is not above 0.") }
        if !(1...64).contains(threads) { throw ValidationError("threads: \(threads) is outside 1 to 64.") }
        if let groupDigits, !(1...20).contains(groupDigits) {
            throw ValidationError("group-digits: \(groupDigits) is outside 1 to 20.")
        }
        if let neighbours, neighbours < 1 { throw ValidationError("neighbours: \(neighbours) is below 1.") }
        if years != nil, year == nil { throw ValidationError("--years needs --year COL, the column that names the year.") }
        if let years, !(1...2).contains(years.split(separator: ",").count) { throw ValidationError("years: write T or T1,T2.") }
    }

    func run() throws {
        let folder = OutputFolder(out)
        do {
            try folder.prepare()
            let cells = try readCells()
            let (earlier, later) = chosenYears(cells.value)
            let table = try cells.value.table(year: later)
            var findings = cells.findings + table.findings
            let lanes = Lanes.threads(threads)
            let options = ComplexityReport.Options(
                rule: presence == .given ? .given : .quotient(threshold: threshold), convention: convention,
                groupDigits: groupDigits, neighbours: neighbours)
            var report = ComplexityReport(table.value, options, lanes: lanes)
            try folder.write("cells.csv") { try report.writeCells(lanes: lanes, to: $0) }
            try folder.write("loc.csv", report.writeRegions)
            try folder.write("prod.csv", report.writeIndustries)
            try folder.write("proximity.csv") { try report.writeProximity(lanes: lanes, to: $0) }
            try folder.write("indicators-region.csv", report.writeRegionIndicators)
            try folder.write("indicators-industry.csv", report.writeIndustryIndicators)
            findings += report.complexity.findings
            let undefined = report.undefined()
            try folder.write("findings.json") {
                try $0(ChainJSON.encode(findings.map(FindingRow.init) + undefined.map(FindingRow.init)))
            }
            var summary = Summary(self, cells.value, report, year: later, findings: findings, undefined: undefined.count)
            if let earlier {
                let before = try cells.value.table(year: earlier).value
                let changes = Changes(from: before, to: table.value, rule: options.rule, convention: convention, lanes: lanes)
                try folder.write("changes.csv", changes.write)
                summary.compare(earlier, changes)
            }
            print(json ? String(decoding: try ChainJSON.encode(summary), as: UTF8.self) : summary.text, terminator: "")
        } catch let refusal as Unreadable {
            try folder.write("findings.json") { try $0(ChainJSON.encode(refusal.findings.map(FindingRow.init))) }
            for finding in refusal.findings { printError("\(values):\(finding.place): \(finding.message(.en))") }
            if json {
                let refused = Refused(findings: refusal.findings.map(FindingRow.init))
                print(String(decoding: try ChainJSON.encode(refused), as: UTF8.self), terminator: "")
            }
            throw ExitCode(65)
        }
    }

    private func readCells() throws -> Report<CellList> {
        var reader = ValueReader(
            columns: .init(region: region, industry: industry, value: value, year: year), negatives: negative,
            duplicates: duplicates)
        try ByteSource(path: values).each { reader.feed($0) }
        return try reader.finish()
    }

    private func chosenYears(_ cells: CellList) -> (String?, String?) {
        guard year != nil else { return (nil, nil) }
        let chosen = years?.split(separator: ",").map(String.init) ?? [cells.yearKeys.last].compactMap { $0 }
        return (chosen.count == 2 ? chosen.first : nil, chosen.last)
    }
}

extension Convention: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(name: argument) }
}

extension ValueReader.Negatives: @retroactive ExpressibleByArgument {}
extension ValueReader.Duplicates: @retroactive ExpressibleByArgument {}

/// What `--json` prints.
private struct Summary: Encodable {
    struct Part: Encodable {
        var regions: Int
        var industries: Int
        var statuses: [String]
        var eigenvalue2: Double?
        var eigenvalue3: Double?
        var gap: Double?
        var residual: Double?
        var side: String
        var steps: Int
        var sign: String?
    }

    var status: String
    var statuses: [String]
    var convention: String
    var presence: String
    var denominator: String
    var year: String?
    var regions: Int
    var industries: Int
    var rows: Int
    var cells: Int
    var merged: Int
    var zeros: Int
    var empty: Int
    var negative: Int
    var groupDigits: Int
    var components: Int
    var parts: [Part]
    var undefinedFigures: Int
    var findings: [FindingRow]
    var comparison: Comparison?

    struct Comparison: Encodable {
        var from: String
        var entries: Int
        var exits: Int
        var backTest: Test?
    }

    struct Test: Encodable {
        var trials: Int
        var entries: Int
        var baseRate: Double
        var auc: Double
        var precisionAtTop: Double
    }

    mutating func compare(_ year: String, _ changes: Changes) {
        comparison = Comparison(
            from: year, entries: changes.cells.count { $0.move == .entry }, exits: changes.cells.count { $0.move == .exit },
            backTest: changes.backTest.map {
                Test(trials: $0.trials, entries: $0.entries, baseRate: $0.baseRate, auc: $0.auc, precisionAtTop: $0.precisionAtTop)
            })
    }

    init(
        _ command: ComplexityCommands, _ cells: CellList, _ report: ComplexityReport, year: String?, findings: [Finding],
        undefined: Int
    ) {
        let complexity = report.complexity
        statuses = complexity.statuses.map(\.rawValue)
        status = statuses.first ?? "ok"
        convention = report.options.convention.rawValue
        switch report.options.rule {
        case .given: presence = "given"
        case .quotient(let threshold): presence = "rca \(convention == "stata" ? ">" : ">=") \(threshold)"
        }
        denominator = "all regions of the table"
        self.year = year
        regions = report.table.regionCount
        industries = report.table.industryCount
        rows = cells.rows
        self.cells = report.table.cellCount
        merged = findings.first { $0.code == .rowsMerged }.flatMap { Int($0.arguments["count"] ?? "") } ?? 0
        zeros = cells.zeros
        empty = cells.emptyValues
        negative = cells.negativeValues
        groupDigits = report.groups.digits
        components = complexity.components.count
        parts = complexity.parts.prefix(20).map {
            Part(
                regions: $0.regions, industries: $0.industries, statuses: $0.statuses.map(\.rawValue), eigenvalue2: $0.eigenvalue,
                eigenvalue3: $0.nextEigenvalue, gap: $0.gap, residual: $0.residual, side: $0.side, steps: $0.steps,
                sign: $0.sign?.rawValue)
        }
        undefinedFigures = undefined
        self.findings = findings.map(FindingRow.init)
    }

    var text: String {
        var lines = [
            "\(regions) regions x \(industries) industries, \(cells) cells; convention \(convention), presence \(presence)"
        ]
        lines.append("status: \(statuses.isEmpty ? "ok" : statuses.joined(separator: ", ")); parts: \(components)")
        for part in parts.prefix(3) {
            if let second = part.eigenvalue2, let gap = part.gap, let residual = part.residual {
                lines.append("second eigenvalue \(second), gap \(gap), residual \(residual), \(part.steps) steps")
            }
        }
        lines += findings.map(\.en)
        if let test = comparison?.backTest {
            lines.append("density against entries: AUC \(test.auc), base rate \(test.baseRate), \(test.entries) of \(test.trials)")
        }
        if undefinedFigures > 0 { lines.append("undefined figures: \(undefinedFigures) entries in findings.json") }
        return lines.joined(separator: "\n") + "\n"
    }
}

private struct Refused: Encodable {
    var status = "refused"
    var findings: [FindingRow]
}

/// A finding, or the reason of an empty figure, as an entry of `findings.json`.
struct FindingRow: Encodable {
    var code: String
    var severity: String
    var place: String?
    var file: String?
    var loc: String?
    var prod: String?
    var columns: [String]?
    var reason: String?
    var arguments: [String: String]?
    var zh: String
    var en: String

    init(_ finding: Finding) {
        code = finding.code.id
        severity = finding.severity.rawValue
        place = finding.place == .whole ? nil : "\(finding.place)"
        reason = finding.arguments["reason"]
        arguments = finding.arguments.isEmpty ? nil : finding.arguments
        zh = finding.message(.zh)
        en = finding.message(.en)
    }

    init(_ figure: UndefinedFigure) {
        self.init(figure.finding)
        file = figure.file
        if figure.column == "loc" { loc = figure.key } else { prod = figure.key }
        columns = figure.figures
        reason = figure.reason.rawValue
        arguments = nil
    }
}

/// JSON with sorted keys, so that equal results are equal bytes.
enum ChainJSON {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return try Array(encoder.encode(value)) + [0x0A]
    }
}

/// A file read in pieces, unpacked where it is gzip.
struct ByteSource {
    let path: String

    func each(_ take: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        guard let file = fopen(path, "rb") else { throw ValidationError("The file “\(path)” cannot be read.") }
        defer { fclose(file) }
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 19)
        defer { buffer.deallocate() }
        var gzip: Gunzip?
        var isFirst = true
        while true {
            let count = fread(buffer.baseAddress, 1, buffer.count, file)
            if count == 0 { break }
            let piece = UnsafeBufferPointer(rebasing: buffer[..<count])
            if isFirst, Gunzip.recognises(piece) { gzip = try Gunzip() }
            isFirst = false
            if let gzip { try gzip.feed(piece, to: take) } else { try take(piece) }
        }
        if ferror(file) != 0 { throw ValidationError("The file “\(path)” cannot be read to its end.") }
        try gzip?.finish()
    }

    /// The whole file, for inputs that are small by nature.
    func bytes(limit: Int) throws -> [UInt8] {
        var all: [UInt8] = []
        try each {
            if all.count + $0.count > limit { throw ValidationError("The file “\(path)” is larger than \(limit) bytes.") }
            all.append(contentsOf: $0)
        }
        return all
    }
}

/// The folder of results: it holds the files of the last run alone, and none half written.
struct OutputFolder {
    let url: URL
    static let names = [
        "loc.csv", "prod.csv", "cells.csv", "proximity.csv", "indicators-region.csv", "indicators-industry.csv", "changes.csv",
        "findings.json",
    ]

    init(_ path: String) { url = URL(fileURLWithPath: path, isDirectory: true) }

    func prepare() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for name in Self.names { try? FileManager.default.removeItem(at: url.appendingPathComponent(name)) }
    }

    func write(_ name: String, _ make: (ComplexityReport.Sink) throws -> Void) throws {
        let target = url.appendingPathComponent(name)
        let partial = url.appendingPathComponent(".\(name).partial")
        guard let file = fopen(partial.path, "wb") else { throw ValidationError("“\(target.path)” cannot be written.") }
        var isOpen = true
        defer {
            if isOpen { fclose(file) }
            try? FileManager.default.removeItem(at: partial)
        }
        try make { bytes in
            if fwrite(bytes, 1, bytes.count, file) != bytes.count {
                throw ValidationError("“\(target.path)” cannot be written in full.")
            }
        }
        isOpen = false
        if fclose(file) != 0 || rename(partial.path, target.path) != 0 {
            throw ValidationError("“\(target.path)” cannot be written in full.")
        }
    }
}

extension Lanes {
    /// `count` threads of the system, each taking every count-th piece.
    static func threads(_ count: Int) -> Lanes {
        if count == 1 { return .one }
        return Lanes(count: count) { pieces, body in
            DispatchQueue.concurrentPerform(iterations: count) { lane in
                for piece in stride(from: lane, to: pieces, by: count) { body(piece) }
            }
        }
    }
}

func printError(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
