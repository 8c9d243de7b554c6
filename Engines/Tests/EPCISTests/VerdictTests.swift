import Findings
import Testing

@testable import EPCIS

@Suite(.enabled(if: Cases.arePresent, Cases.absent)) struct VerdictTests {
    static func isAccepted(_ path: String) throws -> (Bool, [Finding]) {
        do {
            let report = try EPCISReader.read(try Cases.bytes(path))
            return (report.worst != .error, report.findings)
        } catch let fault as Unreadable { return (false, fault.findings) }
    }

    @Test func everyAgreedJSONVerdictIsReached() throws {
        var count = [true: 0, false: 0]
        for (path, entry) in try Cases.object("expected/schema-verdicts.json").sorted(by: { $0.key < $1.key }) {
            let verdicts = try #require(entry as? [String: String])
            let (accepted, findings) = try Self.isAccepted(path)
            let schema = verdicts["schemaWithFormats"] == "valid"
            let what = findings.filter { $0.severity == .error }.map { "\($0.place) \($0.message(.en))" }
            #expect(accepted == schema, "\(path) \(what)")
            if schema == (verdicts["publisherSays"] == "valid") { count[schema, default: 0] += 1 }
        }
        #expect(count == [true: 61, false: 9])
    }
}

extension VerdictTests {
    @Test func everyXMLDocumentIsAcceptedUnlessItIsInvalid() throws {
        let files = Cases.files("examples", "xml")
        #expect(files.count == 81)
        for path in files {
            let (accepted, findings) = try Self.isAccepted(path)
            let what = findings.filter { $0.severity == .error }.map { "\($0.place) \($0.message(.en))" }
            #expect(accepted == !path.contains("/Invalid/"), "\(path) \(what)")
        }
    }
}
