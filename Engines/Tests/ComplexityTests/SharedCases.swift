import Findings
import Foundation

@testable import Complexity

/// The project's case files beside the repository; tests that need them are skipped where they are absent.
enum SharedCases {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("../shared/cases/complexity").standardized
    static let areHere = FileManager.default.fileExists(atPath: folder.path)

    static func bytes(_ path: String) throws -> [UInt8] {
        let raw = [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
        if !Gunzip.recognises(raw) { return raw }
        var plain: [UInt8] = []
        let gzip = try Gunzip()
        try raw.withUnsafeBufferPointer { try gzip.feed($0) { plain.append(contentsOf: $0) } }
        try gzip.finish()
        return plain
    }

    static func table(_ path: String) throws -> ValueTable { try ValueTable.read(bytes(path)) }

    /// Rows of a CSV file without quotes, by the first `keys` columns.
    static func rows(_ path: String, keys: Int) throws -> [(key: String, figures: [Double])] {
        rows(try bytes(path), keys: keys)
    }

    /// With the C library's scanners: half a million lines are read in a debug build.
    static func rows(_ bytes: [UInt8], keys: Int) -> [(key: String, figures: [Double])] {
        var rows: [(key: String, figures: [Double])] = []
        (bytes + [0]).withUnsafeBytes { buffer in
            let base = buffer.baseAddress!
            var at = 0
            while at < bytes.count {
                let end = memchr(base + at, 10, bytes.count - at).map { UnsafeRawPointer($0) - base } ?? bytes.count
                var start = at
                for _ in 0..<keys { start = (memchr(base + start, 44, end - start).map { UnsafeRawPointer($0) - base } ?? end) + 1 }
                let key = String(decoding: buffer[at..<(start - 1)], as: UTF8.self)
                var figures: [Double] = []
                while start <= end {
                    let comma = memchr(base + start, 44, end - start).map { UnsafeRawPointer($0) - base } ?? end
                    figures.append(comma == start ? .nan : strtod((base + start).assumingMemoryBound(to: CChar.self), nil))
                    start = comma + 1
                }
                rows.append((key, figures))
                at = end + 1
            }
        }
        return Array(rows.dropFirst())
    }

    static func json(_ path: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appendingPathComponent(path)))
    }
}

extension ValueTable {
    static func read(_ bytes: [UInt8]) throws -> ValueTable {
        var reader = ValueReader(columns: .init(region: "loc", industry: "prod", value: "val"))
        reader.feed(bytes)
        return try reader.finish().value.table().value
    }

    static func read(_ text: String) throws -> ValueTable { try read(Array(text.utf8)) }

    /// Rows named R0, R1, … and columns I0, I1, ….
    static func numbered(_ rows: [[Double]]) throws -> ValueTable {
        try ValueTable(regions: rows.indices.map { "R\($0)" }, industries: rows[0].indices.map { "I\($0)" }, rows: rows)
    }
}

extension ComplexityReport {
    /// All six files, by name.
    func files(lanes: Lanes = .one) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var report = self
        func put(_ name: String) -> Sink { { files[name, default: []] += $0 } }
        try report.writeCells(lanes: lanes, to: put("cells.csv"))
        try report.writeRegions(to: put("loc.csv"))
        try report.writeIndustries(to: put("prod.csv"))
        try report.writeProximity(lanes: lanes, to: put("proximity.csv"))
        try report.writeRegionIndicators(to: put("indicators-region.csv"))
        try report.writeIndustryIndicators(to: put("indicators-industry.csv"))
        return files
    }
}

func relative(_ a: Double, _ b: Double) -> Double { a == b ? 0 : abs(a - b) / max(abs(a), abs(b)) }
