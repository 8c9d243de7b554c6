import Findings
import Testing

@testable import EPCIS

@Suite struct EventRuleTests {
    static func findings(_ change: (inout Event) -> Void) throws -> [FindingCode] {
        var event = Event(
            type: .object, eventTime: try #require(Timestamp("2026-03-01T08:00:00+08:00")), eventTimeZoneOffset: "+08:00")
        event.action = .add
        change(&event)
        return EventRules.findings(for: event, number: 1).map(\.code)
    }

    @Test func identitiesAreJudged() throws {
        #expect(
            try Self.findings { $0.epcList = ["urn:epc:id:sgtin:6901234.012345.S1", "https://id.gs1.org/01/06901234123456/21/S1"] }
                == [])
        #expect(try Self.findings { $0.epcList = ["urn:epc:id:sgtin:6901234.12345.S1"] } == [.ruleIdentity])
        #expect(try Self.findings { $0.epcList = ["https://id.gs1.org/01/06901234123457/21/S1"] } == [.ruleIdentity])
        #expect(try Self.findings { $0.epcList = ["urn:epc:idpat:sgtin:6901234.012345.*"] } == [.ruleClass])
        #expect(
            try Self.findings { $0.quantityList = [Quantity(epcClass: "urn:epc:id:sgtin:6901234.012345.S1")] } == [.ruleInstance])
        #expect(try Self.findings { $0.epcList = ["https://trace.example.cn/83857930000879766660", "urn:epc:id:gid:1.2.3"] } == [])
    }

    @Test func quantitiesParentsAndDeclarationsAreJudged() throws {
        let kind = "urn:epc:class:lgtin:6901234.012345.L1"
        #expect(try Self.findings { $0.quantityList = [Quantity(epcClass: kind, quantity: "-1")] } == [.ruleQuantityNegative])
        #expect(try Self.findings { $0.quantityList = [Quantity(epcClass: kind, quantity: "1.5")] } == [.ruleQuantityCount])
        #expect(try Self.findings { $0.quantityList = [Quantity(epcClass: kind, uom: "KGM")] } == [.ruleQuantityUnit])
        #expect(try Self.findings { $0.type = .aggregation } == [.ruleParent])
        #expect(
            try Self.findings {
                $0.type = .aggregation
                $0.parentID = "urn:epc:id:sscc:6901234.0000000001"
                $0.childEPCs = ["https://id.gs1.org/00/069012340000000016"]
            } == [.ruleParentChild])
        #expect(
            try Self.findings { $0.persistentDisposition = PersistentDisposition(set: ["available"], unset: ["available"]) } == [
                .ruleDisposition
            ])
        let time = try #require(Timestamp("2026-03-02T08:00:00Z"))
        #expect(try Self.findings { $0.errorDeclaration = ErrorDeclaration(declarationTime: time) } == [.ruleErrorID])
    }

    @Test func sensorDataIsJudged() throws {
        func report(_ change: (inout SensorReport) -> Void) throws -> [FindingCode] {
            var report = SensorReport()
            report.type = "Temperature"
            change(&report)
            return try Self.findings { $0.sensorElementList = [SensorElement(metadata: nil, reports: [report])] }
        }
        #expect(try report { $0.value = "5" } == [.ruleSensorUnit])
        #expect(try report { ($0.minValue, $0.maxValue, $0.uom) = ("9", "2", "CEL") } == [.ruleSensorRange])
        #expect(try report { $0.percRank = "50" } == [.ruleSensorPercentile])
    }

    @Test func theWarningNamesEventAndField() throws {
        let text = Sample.json.replacing("6901234.012345.S1", with: "6901234.12345.S1")
        let report = try EPCISReader.read(Array(text.utf8))
        #expect(report.findings.map { "\($0.place)" } == ["#1 epcList"])
        #expect(report.worst == .warning)
    }
}
