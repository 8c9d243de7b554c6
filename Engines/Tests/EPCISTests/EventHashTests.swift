import Findings
import Testing

@testable import EPCIS

@Suite(.enabled(if: Cases.arePresent, Cases.absent)) struct EventHashTests {
    static func hashes(_ path: String) throws -> [String] {
        let document = try EPCISReader.read(try Cases.bytes(path)).value
        return document.events.map { EventHash.of($0, ignoring: document.ignoredFields) }
    }

    static func preHashes(_ path: String) throws -> [String] {
        let document = try EPCISReader.read(try Cases.bytes(path)).value
        return document.events.map { EventHash.preHash(of: $0, ignoring: document.ignoredFields) }
    }

    @Test func thePublishersHashesAreReached() throws {
        for list in Cases.files("examples/event-hash", "hashes") {
            let stem = list.dropLast(".hashes".count)
            let expected = String(decoding: try Cases.bytes(list), as: UTF8.self).split(separator: "\n").map(String.init)
            let strings = String(decoding: try Cases.bytes(stem + ".prehashes"), as: UTF8.self).split(separator: "\n").map(
                String.init)
            for ending in ["jsonld", "xml"] {
                guard let bytes = try? Cases.bytes("\(stem).\(ending)") else { continue }
                _ = bytes
                // The publisher's copy of this string is garbled; its hash is not.
                if !stem.hasSuffix("AllGS1Keys") { #expect(try Self.preHashes("\(stem).\(ending)") == strings) }
                #expect(try Self.hashes("\(stem).\(ending)") == expected)
            }
        }
    }

    @Test func theDerivedHashesAreReached() throws {
        let files = try #require(try Cases.object("expected/event-hashes.json")["files"] as? [String: [String]])
        var right = 0
        var wrong: [String] = []
        for (path, expected) in files.sorted(by: { $0.key < $1.key }) {
            guard let mine = try? Self.hashes(path) else {
                wrong.append("\(path) unreadable")
                continue
            }
            for (index, hash) in expected.enumerated() {
                if index < mine.count, mine[index] == hash { right += 1 } else { wrong.append("\(path) #\(index + 1)") }
            }
        }
        #expect(wrong.isEmpty, "\(right) right; \(wrong)")
    }
}
