import Findings
import Foundation
import Testing

@testable import EPCIS

@Suite(.enabled(if: Cases.arePresent, Cases.absent)) struct ScenarioTests {
    /// As recorded, backwards, and captured twice.
    enum Arrival: CaseIterable { case asRecorded, backwards, twice }

    static func trace(_ scenario: String, _ arrival: Arrival) throws -> Trace<EventList> {
        let events = try EPCISReader.read(try Cases.bytes("scenarios/\(scenario).document.json")).value.events
        switch arrival {
        case .asRecorded: return Trace(EventList(events))
        case .backwards: return Trace(EventList(events.reversed()))
        case .twice: return Trace(EventList(events.reversed() + events))
        }
    }

    @Test(arguments: ["s01", "s02", "s03", "s04"], Arrival.allCases)
    func everyAnswerIsExact(scenario: String, arrival: Arrival) throws {
        let trace = try Self.trace(scenario, arrival)
        let queries = try #require(try Cases.object("scenarios/\(scenario).expected.json")["queries"] as? [[String: Any]])
        for query in queries {
            switch query["op"] as? String {
            case "trace":
                #expect(trace.events(of: query["epc"] as! String).map(\.id) == query["expectEventIDs"] as? [String])
            case "contents":
                let at = try #require(Timestamp(query["at"] as! String))
                #expect(trace.contents(of: query["epc"] as! String, at: at) == query["expectEPCs"] as? [String])
            case "recall":
                let expected = try #require(query["expect"] as? [String: Any])
                let positions = trace.positions(ofLot: query["lotNumber"] as! String)
                #expect(positions.reduce(0) { $0 + $1.items.count } == expected["affectedItems"] as? Int)
                let mine = positions.map { "\($0.status.rawValue) \($0.bizLocation ?? "-") \($0.items.count)" }
                let theirs = (expected["positions"] as? [[String: Any]] ?? []).map {
                    "\($0["status"]!) \($0["bizLocation"] as? String ?? "-") \($0["count"]!)"
                }
                #expect(mine == theirs)
            case "excursions":
                let found = trace.excursions(Band(minimum: 2, maximum: 8, uom: "CEL"))
                let expected = try #require(query["expect"] as? [[String: Any]])
                #expect(found.map(\.eventID) == expected.compactMap { $0["eventID"] as? String })
                for (mine, theirs) in zip(found, expected) {
                    #expect(mine.container == theirs["container"] as? String)
                    #expect(mine.firstBad.utc == theirs["firstBad"] as? String && mine.lastBad.utc == theirs["lastBad"] as? String)
                    #expect(mine.readingsOut == theirs["readingsOut"] as? Int && mine.maxValue == theirs["maxValue"] as? Double)
                    #expect(mine.affectedItems == theirs["affectedItems"] as? [String])
                }
            default: Issue.record("a question of an unknown kind")
            }
        }
    }
}
