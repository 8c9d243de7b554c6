import Glibc
import Testing

@testable import Siting

/// The public instances that lie beside the repository; skipped where they do not.
enum PublishedCases {
    static let folder: String? = {
        let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let folder = root + "/../shared/cases/siting"
        return access(folder + "/optima.csv", R_OK) == 0 ? folder : nil
    }()

    static func bytes(_ name: String) -> [UInt8] {
        guard let folder, let file = fopen("\(folder)/\(name)", "rb") else { return [] }
        defer { fclose(file) }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { return all }
            all += piece[0..<count]
        }
    }

    struct Published: Sendable, CustomTestStringConvertible {
        let file: String
        let format: InstanceFormat
        let capacity: String
        let value: Double
        var testDescription: String { "\(format) \(file) \(capacity)" }
    }

    /// What solves in well under a second in a debug build.
    static let quick: [Published] = {
        let wanted = [
            "cfl/cap41.txt", "cfl/cap62.txt", "cfl/cap64.txt", "cfl/cap72.txt", "cfl/cap74.txt", "cfl/cap91.txt", "cfl/cap93.txt",
            "cfl/cap101.txt", "cfl/cap103.txt", "cfl/cap121.txt", "cfl/cap123.txt", "cfl/cap131.txt", "cfl/cap133.txt", "pmed/pmed1.txt",
            "pmed/pmed3.txt", "pmed/pmed5.txt", "pmed/pmed7.txt", "pmedcap/pmedcap03.txt", "pmedcap/pmedcap05.txt",
        ]
        return String(decoding: bytes("optima.csv"), as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 8, wanted.contains(fields[1]), fields[3] != "single-source", let value = Double(fields[5]),
                let family = InstanceFormat(rawValue: fields[0])
            else { return nil }
            let format = family == .cfl && fields[6] == "uncapacitated" ? .ufl : family
            return Published(file: fields[1], format: format, capacity: fields[2], value: value)
        }
    }()
}

@Suite(.enabled(if: PublishedCases.folder != nil, "../shared/cases/siting is not here"))
struct PublishedCaseTests {
    @Test(arguments: PublishedCases.quick)
    func publishedOptimumIsProvedAndTheCheckerAgrees(_ published: PublishedCases.Published) throws {
        let bytes = PublishedCases.bytes(published.file)
        let problem = SiteProblem(try published.format.read(bytes), format: published.format)
        let limits = Bench.limits()
        let answer = Answer(problem.solve(solver: Bench.choice, limits: limits), limits: limits, inputHash: inputHash(bytes))
        #expect(answer.status == .optimal)
        #expect(abs((answer.objective ?? 0) - published.value) <= 1e-6 * published.value)
        let format = try #require(Checker.Format(rawValue: published.format.rawValue))
        let report = try Checker.check(bytes, answer: Array(answer.json.utf8), format: format)
        #expect(report.isRight, "\(report.json)")
    }

    @Test func aTruncatedFileIsRefusedWithItsLine() throws {
        let bytes = PublishedCases.bytes("cfl/cap64.txt")
        for share in [1, 3, 7, 9] {
            #expect(throws: (any Error).self) { try InstanceFormat.cfl.read(Array(bytes.prefix(bytes.count * share / 10))) }
        }
    }
}
