import Calendars
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Activity

/// A slice with one thing to do, so that there is something to log.
enum Ledger {
    static let noted = EventKind("ledger.noted", Text("{who}记下“{what}”，{tone}", "{who} noted “{what}”, {tone}"))

    static let slice = Slice("Ledger", routes: [], events: [noted])

    static func note(_ what: String, as viewer: Viewer, in house: House) async throws {
        try await house.write(as: viewer) {
            $0.record(
                Event(
                    noted, Subject("entry", what), in: Subject("book", "1"), ["what": what, "tone": "认真", "tone.en": "in earnest"]))
        }
    }
}

@Suite struct Log {
    private static let office = Viewer(id: "01KAMB3Q8F5V1M9Z7T2RX4C6DE", name: "链办", roles: [.office])
    private static let unit = Viewer(id: "01KAMB3Q8F5V1M9Z7T2RX4C6DF", name: "科技局", roles: [.unit])
    private static let auditor = Viewer.holding(.auditor)

    private func with(_ engine: Dialect, _ body: (TestHouse) async throws -> Void) async throws {
        try await TestHouse.with(engine, [Activity.slice, Ledger.slice]) { test in
            try await Ledger.note("甲", as: Log.office, in: test.house)
            test.clock.advance(days: 1)
            try await Ledger.note("乙", as: Log.unit, in: test.house)
            try await Ledger.note("丙<b>", as: .system, in: test.house)
            try await body(test)
        }
    }

    @Test(arguments: TestDatabase.engines) func theLogIsReadNewestFirstAndByPersonDayAndKind(engine: Dialect) async throws {
        try await with(engine) { test in
            let cases: [([String: String], [String])] = [
                ([:], ["丙<b>", "乙", "甲"]), (["viewer": Log.office.id], ["甲"]), (["day": "2026-11-23"], ["甲"]),
                (["day": "2026-11-24", "kind": "ledger.noted"], ["丙<b>", "乙"]), (["kind": "ledger.other"], []),
                (["before": "2"], ["甲"]),
            ]
            for (input, subjects) in cases {
                let list = try await test.json("activity.list", input, as: Log.auditor)
                #expect((list["rows"]?.array ?? []).compactMap { $0["subject"]?.array?.last?.string } == subjects)
            }
        }
    }

    @Test func aSentenceNamesWhoInBothLanguagesAndWordsThatDiffer() async throws {
        try await with(.sqlite) { test in
            let entries = try await test.events()
            #expect(Ledger.noted.sentence(entries[1]) == Text("科技局记下“乙”，认真", "科技局 noted “乙”, in earnest"))
            #expect(Ledger.noted.sentence(entries[0]).en == "The system noted “丙<b>”, in earnest")
        }
    }

    @Test func aTimelineShowsTheRecordAndWhatIsInIt() async throws {
        try await with(.sqlite) { test in
            let entries = try await test.house.database.read { try EventLog.timeline(of: Subject("book", "1"), $0) }
            #expect(entries.count == 3)
            let html = timeline(entries, test.house.kinds, Reader(language: .zh, today: test.clock.now.day)).text
            #expect(html.contains("<time datetime=\"2026-11-24T01:00:00.000Z\">2026-11-24 09:00</time>系统记下“丙&lt;b&gt;”，认真"))
            #expect(!html.contains("<b>"))
            #expect(timeline([], [:], Reader(language: .en, today: test.clock.now.day)).text.contains("Nothing yet."))
        }
    }

    @Test func thePageAndTheTableSayTheSameInBothLanguages() async throws {
        try await with(.sqlite) { test in
            let answer = try await test.house.call("activity.list", RawInput(), as: Log.auditor)
            for language in Language.allCases {
                let reader = Reader(language: language, viewer: Log.auditor, today: test.clock.now.day)
                let page = try #require(answer.page)
                let table = try #require(answer.table)
                let rows = table(reader).rows
                #expect(rows.count == 3)
                for row in rows {
                    guard case .text(let sentence) = row[3] else { return #expect(Bool(false)) }
                    #expect(page(reader).body.text.contains(escape(sentence)))
                }
            }
        }
    }

    @Test func onlyWhoMayReadTheLogReadsIt() async throws {
        try await with(.sqlite) { test in
            #expect(try await test.refusal("activity.list", RawInput(), as: Log.unit)?.status == 403)
            #expect(try await test.refusal("activity.list", RawInput(), as: .anonymous) == .signInRequired)
            #expect(try await test.refusal("activity.verification", RawInput(), as: Log.office)?.status == 403)
            #expect(try await test.refusal("activity.refusals", RawInput(), as: Log.office)?.status == 403)
            #expect(try await test.refusal("activity.list", RawInput(["day": ["gestern"]]), as: Log.auditor)?.status == 422)
            #expect(try await test.refusal("activity.refusals", RawInput(["kind": ["all"]]), as: Log.auditor)?.status == 422)
            // What was denied stands in the security log, once a minute with its count.
            _ = try await test.refusal("activity.list", RawInput(), as: Log.unit)
            let rows = try await test.json("activity.refusals", ["kind": "denied"], as: Log.auditor)["rows"]?.array ?? []
            #expect(rows.first { $0["viewer"] == .string(Log.unit.id) }?["times"] == 2)
            #expect(rows.first { $0["viewer"] == .string(Log.unit.id) }?["subject"] == "activity.list")
            #expect(try await test.events().count == 3, "reading records nothing")
        }
    }

    // MARK: Tampering

    @Test(
        arguments: TestDatabase.engines,
        [
            "UPDATE event SET details = replace(details, '甲', '申') WHERE number = 1",
            "UPDATE event SET viewer_name = 'X' WHERE number = 2",
            "UPDATE event SET at = '2026-11-24T01:00:00.001Z' WHERE number = 3", "UPDATE event SET subject = '丁' WHERE number = 2",
            "UPDATE event SET context = '2' WHERE number = 2", "DELETE FROM event WHERE number = 2",
            "DELETE FROM event WHERE number = 3",
            "UPDATE event SET hash = previous WHERE number = 2", "UPDATE event_head SET hash = 'x'",
        ])
    func aChangedByteIsFound(engine: Dialect, change: String) async throws {
        try await with(engine) { test in
            #expect(try await test.house.database.read { try EventLog.verify($0) } == .success(3))
            #expect(try await test.json("activity.verification", as: Log.auditor)["rows"] == 3)
            try await test.house.database.write { try tamper(change, $0) }
            let result = try await test.house.database.read { try EventLog.verify($0) }
            guard case .failure(let broken) = result else { return #expect(Bool(false), "not found: \(change)") }
            #expect((1...4).contains(broken.number))
            let shown = try await test.json("activity.verification", as: Log.auditor)
            #expect(shown["firstBroken"] == .number(Double(broken.number)))
        }
    }

    private func tamper(_ change: String, _ connection: Connection) throws {
        // The statements are literals of this file; SQL takes no text made at run time.
        switch change {
        case let c where c.contains("'甲'"):
            try connection.execute("UPDATE event SET details = replace(details, '甲', '申') WHERE number = 1")
        case let c where c.contains("viewer_name"): try connection.execute("UPDATE event SET viewer_name = 'X' WHERE number = 2")
        case let c where c.contains("SET at"):
            try connection.execute("UPDATE event SET at = '2026-11-24T01:00:00.001Z' WHERE number = 3")
        case let c where c.contains("subject ="): try connection.execute("UPDATE event SET subject = '丁' WHERE number = 2")
        case let c where c.contains("context"): try connection.execute("UPDATE event SET context = '2' WHERE number = 2")
        case let c where c.contains("DELETE") && c.contains("2"): try connection.execute("DELETE FROM event WHERE number = 2")
        case let c where c.contains("DELETE"): try connection.execute("DELETE FROM event WHERE number = 3")
        case let c where c.contains("previous"): try connection.execute("UPDATE event SET hash = previous WHERE number = 2")
        default: try connection.execute("UPDATE event_head SET hash = 'x'")
        }
    }

    // MARK: The security log

    @Test(arguments: TestDatabase.engines) func aFloodOfTriesMakesARowAMinute(engine: Dialect) async throws {
        try await with(engine) { test in
            let stranger = Viewer.stranger(from: Origin(address: "203.0.113.5"))
            for second in 0..<150 {
                await SecurityLog.note(.failedSignIn, viewer: stranger, subject: "admin", in: test.house)
                if second % 2 == 1 { test.clock.advance(seconds: 2) }
            }
            let rows = try await test.house.database.read { try SecurityLog.latest(kind: .failedSignIn, $0) }
            #expect(rows.count == 3)
            #expect(rows.map(\.times).reduce(0, +) == 150)
        }
    }

    @Test(arguments: TestDatabase.engines) func sixMonthsCannotBeForgotten(engine: Dialect) async throws {
        try await with(engine) { test in
            await SecurityLog.note(.denied, viewer: Log.unit, subject: "x", in: test.house)
            test.clock.advance(days: 182)
            let soon = test.clock.now
            let early = try await test.house.database.write { try SecurityLog.purge(olderThan: 60, now: soon, $0) }
            #expect(early == 0)
            test.clock.advance(days: 2)
            let later = test.clock.now
            let usual = try await test.house.database.write { try SecurityLog.purge(now: later, $0) }
            #expect(usual == 0, "a year is the rule")
            let asked = try await test.house.database.write { try SecurityLog.purge(olderThan: 60, now: later, $0) }
            #expect(asked == 1)
        }
    }

    @Test func everyRouteIsForWhomTheTableSays() async throws {
        try await TestHouse.with(.sqlite, [Activity.slice]) { test in
            try await PermissionMatrix.check(test.house, against: "permissions.txt")
        }
    }
}
