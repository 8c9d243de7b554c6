import Calendars
import HouseTesting
import Kernel
import Registry
import Testing

@Suite struct FigurePanelTests {
    /// 40 firms with figures and spans that were corrected, begun and ended on drawn days.
    static func fill(_ house: House, _ random: inout some RandomNumberGenerator) async throws {
        var records: [[SQLValue]] = [], figures: [[SQLValue]] = [], spans: [[SQLValue]] = []
        let at = "2020-01-01T00:00:00.000Z"
        for n in 0..<40 {
            let id = house.newID().description
            records.append([
                .text(id), .text("organisation"), .text("企业\(n)"), .text("企业\(n)"), .text("test"), .text("2019-01-01"), .text(at),
                .text("test"),
            ])
            for quarter in 0..<16 where !Int.random(in: 0..<5, using: &random).isMultiple(of: 5) {
                let end = Day("2020-03-31")!.adding(months: quarter * 3).endOfMonth
                let known = end.adding(days: Int.random(in: 0...40, using: &random))
                let amount = Int.random(in: -1000...100_000, using: &random)
                let corrected = Bool.random(using: &random) ? known.adding(days: Int.random(in: 0...60, using: &random)) : nil
                func figure(_ amount: Int, _ from: Day, _ to: Day?) -> [SQLValue] {
                    [
                        .text(house.newID().description), .text(id), .text("output"), .text(end.description), .int(3),
                        .int(Int64(amount)),
                        .text("test"), .text("test"), .text(at), .text(from.description), to.map { .text($0.description) } ?? .null,
                    ]
                }
                figures.append(figure(amount, known, corrected))
                if let corrected { figures.append(figure(amount + 7, corrected, nil)) }
            }
            for _ in 0..<2 {
                let from = Day("2019-06-30")!.adding(days: Int.random(in: 0...1400, using: &random))
                let to = Bool.random(using: &random) ? from.adding(days: Int.random(in: 0...500, using: &random)) : nil
                let known = from.adding(days: Int.random(in: 0...90, using: &random))
                let forgotten = Int.random(in: 0..<4, using: &random) == 0 ? known.adding(days: 100) : nil
                spans.append([
                    .text(house.newID().description), .text(id), .text("organisation"), .text("aboveScale"),
                    .text(from.description),
                    to.map { .text($0.description) } ?? .null, .text("test"), .text("test"), .text(at), .text(known.description),
                    forgotten.map { .text($0.description) } ?? .null,
                ])
            }
        }
        let (all, sums, states) = (records, figures, spans)
        try await house.write(as: .holding(.office)) { scope in
            let connection = scope.connection
            try connection.insertMany(
                into: "record", columns: ["id", "kind", "name", "name_key", "origin", "known_from", "created_at", "created_by"],
                rows: all)
            try connection.insertMany(
                into: "record_figure",
                columns: [
                    "id", "record", "kind", "period_end", "months", "amount", "source", "by_name", "at", "known_from", "known_to",
                ], rows: sums)
            try connection.insertMany(
                into: "record_status",
                columns: [
                    "id", "record", "kind", "status", "from_day", "to_day", "source", "by_name", "at", "known_from", "known_to",
                ], rows: states)
            scope.record(Event(EventKind("test", Text("测试", "test")), Subject("record", "1")))
        }
    }

    @Test(arguments: TestDatabase.engines) func aPanelAnswersAsTheDatabaseDoes(engine: Dialect) async throws {
        try await TestHouse.with(engine, [Registry.slice]) { test in
            var random = Seeded(state: 26)
            try await Self.fill(test.house, &random)
            let answers = RegistryAnswers()
            var sums = 0
            for _ in 0..<120 {
                let day = Day("2019-12-01")!.adding(days: Int.random(in: 0...1600, using: &random))
                let known = day.adding(days: Int.random(in: -60...200, using: &random))
                let window = RegistryQuery.Window.allCases.randomElement(using: &random)
                let place = Int.random(in: 0..<5, using: &random) == 0 ? "徐州市" : nil
                let query = RegistryQuery(kind: .organisation, status: .aboveScale, place: place, figure: .output, window: window)
                let (fast, slow) = try await test.house.database.read { connection in
                    (
                        try answers.measure(query, on: day, knownOn: known, connection),
                        try query.measure(on: day, knownOn: known, connection)
                    )
                }
                #expect(fast == slow, "\(day) known \(known) \(String(describing: window))")
                let (some, all) = try await test.house.database.read { connection in
                    (
                        try answers.parts(query, on: day, knownOn: known, connection),
                        try query.parts(on: day, knownOn: known, connection)
                    )
                }
                #expect(some == all && all.reduce(0) { $0 + ($1.amount ?? 0) } == slow.amount && all.count == slow.records)
                sums += fast.figures
            }
            #expect(sums > 1000, "the days drawn lie where the figures are")
        }
    }

    @Test func aNewFigureIsSeenAtOnce() async throws {
        try await TestHouse.with(.sqlite, [Registry.slice]) { test in
            var random = Seeded(state: 4)
            try await Self.fill(test.house, &random)
            let answers = RegistryAnswers()
            let query = RegistryQuery(kind: .organisation, status: .aboveScale, figure: .output, window: .lastFourQuarters)
            let day = Day("2023-12-31")!
            func total() async throws -> Measured {
                try await test.house.database.read { try answers.measure(query, on: day, knownOn: day.adding(days: 300), $0) }
            }
            let before = try await total()
            try await Self.fill(test.house, &random)
            let after = try await total()
            #expect(after.figures > before.figures && after.records > before.records)
        }
    }
}

private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
