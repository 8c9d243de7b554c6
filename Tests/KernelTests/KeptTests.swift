import Calendars
import HouseTesting
import Kernel
import Synchronization
import Testing

@Suite struct KeptTests {
    /// Counts how often it was asked.
    final class Source: Sendable {
        private let count = Atomic<Int>(0)
        func read() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
    }

    static let noted = EventKind("test.noted", Text("记下", "Noted"))

    static func happens(to kind: String, in house: House) async throws {
        try await house.write(as: .holding(.office)) { $0.record(Event(noted, Subject(kind, "1"))) }
    }

    @Test(arguments: TestDatabase.engines) func aValueIsReadOnceUntilAnEventOfItsKinds(engine: Dialect) async throws {
        try await TestHouse.with(engine, []) { test in
            let kept = Kept<String, Int>(about: ["record"]), source = Source()
            func value(_ key: String) async throws -> Int {
                try await test.house.database.read { connection in try kept.value(key, connection) { source.read() } }
            }
            #expect(try await value("a") == 1)
            #expect(try await value("a") == 1)
            #expect(try await value("b") == 2)
            try await Self.happens(to: "account", in: test.house)
            #expect(try await value("a") == 1, "an event about something else leaves it")
            try await Self.happens(to: "record", in: test.house)
            #expect(try await value("a") == 3)
            #expect(try await value("b") == 4)
        }
    }

    @Test func withoutKindsAnyEventEndsIt() async throws {
        try await TestHouse.with(.sqlite, []) { test in
            let kept = Kept<Int, Int>(), source = Source()
            func value() async throws -> Int {
                try await test.house.database.read { connection in try kept.value(0, connection) { source.read() } }
            }
            #expect(try await value() == 1)
            try await Self.happens(to: "account", in: test.house)
            #expect(try await value() == 2)
        }
    }

    @Test func whatATransactionReadsBeforeItIsDoneIsNotKept() async throws {
        struct Undone: Error {}
        try await TestHouse.with(.sqlite, []) { test in
            let kept = Kept<Int, Int>(), source = Source()
            await #expect(throws: Undone.self) {
                try await test.house.database.write { connection in
                    _ = try kept.value(0, connection) { source.read() }
                    throw Undone()
                }
            }
            let value = try await test.house.database.read { connection in try kept.value(0, connection) { source.read() } }
            #expect(value == 2)
        }
    }

    @Test(arguments: TestDatabase.engines) func aTransactionTakesWhatIsKeptUntilItWritesItself(engine: Dialect) async throws {
        try await TestHouse.with(engine, []) { test in
            let kept = Kept<Int, Int>(), source = Source()
            try await Self.happens(to: "record", in: test.house)
            let read = try await test.house.database.read { connection in try kept.value(0, connection) { source.read() } }
            #expect(read == 1)
            let values = try await test.house.write(as: .holding(.office)) { scope in
                let before = try kept.value(0, scope.connection) { source.read() }
                try scope.connection.execute("UPDATE event_head SET number = number WHERE id = 1")
                let after = try kept.value(0, scope.connection) { source.read() }
                scope.record(Event(Self.noted, Subject("record", "1")))
                return [before, after]
            }
            #expect(values == [1, 2])
            let last = try await test.house.database.read { connection in try kept.value(0, connection) { source.read() } }
            #expect(last == 3, "what was read inside the transaction was not kept")
        }
    }

    @Test func anotherDatabaseHasItsOwn() async throws {
        let kept = Kept<Int, Int>(), source = Source()
        @Sendable func value(_ house: House) async throws -> Int {
            try await house.database.read { connection in try kept.value(0, connection) { source.read() } }
        }
        try await TestHouse.with(.sqlite, []) { (first: TestHouse) async throws -> Void in
            let one = try await value(first.house)
            #expect(one == 1)
            try await TestHouse.with(.sqlite, []) { (second: TestHouse) async throws -> Void in
                let two = try await value(second.house)
                #expect(two == 2)
            }
        }
    }
}

@Suite struct HTMLTests {
    @Test func textIsEscapedAndMarkupIsNot() {
        let name = "A<b>&\"'药"
        let piece: HTML = "<i title=\"\(name)\">\(piece: "<b>x</b>")\(if: false, "no")\(if: true, "yes")\(3)</i>"
        #expect(piece.text == "<i title=\"A&lt;b&gt;&amp;&quot;&#39;药\"><b>x</b>yes3</i>")
        #expect(escape("") == "" && escape("药链") == "药链" && escape("<") == "&lt;")
    }

    @Test func equalTextIsEqualHoweverItWasMade() {
        let literal: HTML = "ab"
        var grown: HTML = "a"
        grown += "b"
        #expect(literal == grown && literal.hashValue == grown.hashValue && grown == HTML(markup: "ab"))
        #expect(HTML.empty.isEmpty && (HTML.empty + literal) == literal && !literal.isEmpty)
        #expect([literal, grown].joined(", ") == "ab, ab")
        let list = ["x", "<"].html { "\($0);" }
        #expect(list.text == "x;&lt;;")
    }
}

extension HTML.Piece {
    fileprivate mutating func appendInterpolation(piece: HTML) { appendInterpolation(piece) }
}
