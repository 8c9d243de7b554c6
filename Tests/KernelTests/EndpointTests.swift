import Calendars
import Foundation
import HouseTesting
import Kernel
import Testing

/// An endpoint that only this test target knows is found in everything that the hub makes of endpoints.
@Suite struct EndpointTests {
    private func withHouse(_ engine: Dialect, _ body: (House) async throws -> Void) async throws {
        let slices = [Notebook.slice]
        let migrations = [EventLog.migration, SecurityLog.migration, JobLog.migration] + Notebook.slice.migrations
        try await TestDatabase.with(engine, migrations) { try await body(House(database: $0, slices: slices)) }
    }

    private let note: [String: [String]] = ["title": ["晨会"], "day": ["2023年9月30日"], "mood": ["urgent"], "weight": ["１２.５"]]

    @Test func theRouteKnowsItsPathAndItsLineOfCode() {
        let route = Route(Notebook.add)
        #expect(route.id == "notebook.add" && route.path.pattern == "/notes")
        #expect(route.source.hasPrefix("HouseTesting/Notebook.swift:"))
        #expect(Notebook.show.url { $0.note = "a b" } == "/notes/a%20b")
    }

    @Test func theFormHasAControlForEachFieldWithTypedValuesAndMessagesBeside() throws {
        let raw = RawInput(["title": ["<晨会>"], "weight": ["-1"]])
        let problems = #expect(throws: Refusal.self) { try Notebook.NewNote(raw) }
        guard case .invalid(let list) = problems else { throw Unexpected() }
        let html = Route(Notebook.add).form(raw, list).html(Reader(today: .first)).text
        #expect(html.contains("value=\"&lt;晨会&gt;\"") && html.contains("value=\"-1\""))
        #expect(html.contains("<span class=\"err\" id=\"f-weight-e\">不能小于0。</span>"))
        #expect(html.contains("<a href=\"#f-day\">日期</a>：此项必填。"))
        #expect(html.contains("enctype=\"multipart/form-data\"") && html.contains("<option value=\"urgent\""))
    }

    @Test(arguments: TestDatabase.engines) func formJSONAndCommandLineGiveTheSameRecord(engine: Dialect) async throws {
        try await withHouse(engine) { house in
            let json = try RawInput(
                json: JSON(parsing: Data(#"{"title":"晨会","day":"2023-09-30","mood":"urgent","weight":12.5,"sheet":null}"#.utf8)))
            let words = try Route(Notebook.add).input(arguments: ["title=晨会", "day=2023/9/30", "mood=urgent", "weight=12.5"]) { _ in
                nil
            }
            for raw in [RawInput(note), json, words] {
                let answer = try await house.call("notebook.add", raw, as: Notebook.office)
                let made = try JSON(parsing: answer.json())
                #expect(made["title"] == "晨会" && made["day"] == "2023-09-30" && made["mood"] == "urgent" && made["weight"] == 12.5)
            }
        }
    }

    @Test func aCommandLineSendsAFileWhereTheFieldTakesOne() throws {
        let raw = try Route(Notebook.add).input(arguments: ["sheet=@/tmp/a.txt", "title=@home"]) { _ in Data("text".utf8) }
        #expect(raw.files["sheet"]?.first == Upload(name: "a.txt", bytes: Data("text".utf8)))
        #expect(raw["title"] == "@home")
        #expect(throws: Refusal.self) { try Route(Notebook.add).input(arguments: ["sheet=@missing"]) { _ in nil } }
        #expect(throws: Refusal.self) { try Route(Notebook.add).input(arguments: ["title"]) { _ in nil } }
    }

    @Test func theOpenAPIDocumentDescribesItInBothLanguages() throws {
        let operation = try #require([Notebook.slice].openAPI()["paths"]?["/notes"]?["post"])
        #expect(operation["operationId"] == "notebook.add" && operation["description"] == "记一笔\n\nAdd a note")
        let schema = operation["requestBody"]?["content"]?["multipart/form-data"]?["schema"]
        #expect(schema?["required"] == ["title", "day", "mood"])
        #expect(schema?["properties"]?["mood"]?["enum"] == ["calm", "urgent"])
        #expect(operation["responses"]?["413"] != nil && operation["x-roles"] == ["office", "unit"])
        let show = [Notebook.slice].openAPI()["paths"]?["/notes/{note}"]?["get"]
        #expect(show?["parameters"]?.array?.first?["in"] == "path")
    }

    @Test(arguments: TestDatabase.engines) func whoLacksTheRoleIsRefusedBeforeHisInputIsRead(engine: Dialect) async throws {
        try await withHouse(engine) { house in
            await #expect(throws: Refusal.signInRequired) { try await house.call("notebook.add", RawInput(), as: .anonymous) }
            let refusal = await #expect(throws: Refusal.self) {
                try await house.call("notebook.add", RawInput(), as: Notebook.reader)
            }
            #expect(refusal?.status == 403 && refusal?.detail.zh.contains("集群办") == true)
            let denied = try await house.database.read { try SecurityLog.latest($0) }
            #expect(denied.first?.subject == "notebook.add" && denied.first?.viewer == "u-reader")
        }
    }

    @Test func theMenuShowsItToWhomItIsOpen() async throws {
        try await withHouse(.sqlite) { house in
            #expect(house.menu(for: Notebook.reader).map(\.url) == ["/notes"])
            #expect(house.menu(for: .anonymous).isEmpty)
        }
    }

    @Test(arguments: TestDatabase.engines) func aWriteIsInTheLogWithItsSentence(engine: Dialect) async throws {
        try await withHouse(engine) { house in
            _ = try await house.call("notebook.add", RawInput(note), as: Notebook.office)
            let entries = try await house.database.read { try EventLog.latest($0) }
            #expect(entries.count == 1 && entries[0].kind == "notebook.added" && entries[0].viewerName == "集群办张三")
            #expect(try await house.database.read { try EventLog.verify($0) } == .success(1))
        }
    }

    @Test(arguments: TestDatabase.engines) func aWriteThatRecordsNothingChangesNothing(engine: Dialect) async throws {
        try await withHouse(engine) { house in
            _ = try await house.call("notebook.add", RawInput(note), as: Notebook.office)
            await #expect(throws: UnrecordedWrite.self) { try await house.call("notebook.silent", RawInput(), as: Notebook.office) }
            let answer = try await house.call("notebook.list", RawInput(), as: Notebook.reader)
            #expect(try JSON(parsing: answer.json()).array?.first?["title"] == "晨会")
        }
    }

    @Test func allProblemsComeAtOnceAndUnknownNamesAreOneOfThem() throws {
        let raw = RawInput([
            "title": [String(repeating: "长", count: 21)], "day": ["2023-02-30"], "mood": ["glad"], "role": ["administrator"],
        ])
        let refusal = #expect(throws: Refusal.self) { try Notebook.NewNote(raw) }
        guard case .invalid(let problems) = refusal else { throw Unexpected() }
        #expect(problems.map(\.field) == ["title", "day", "mood", "role"])
        #expect(problems[1].message.en == "“2023-02-30” is not a date. Enter one, e.g. 2023-09-30")
    }

    @Test func aListComesFromABoxOfLinesAndFromRepeatedNames() throws {
        var raw = RawInput(["title": ["a"], "day": ["2023-09-30"], "mood": ["calm"], "tags": ["一\r\n二\n\n三"]])
        #expect(try Notebook.NewNote(raw).tags == ["一", "二", "三"])
        raw.texts["tags"] = ["一", "二"]
        #expect(try Notebook.NewNote(raw).tags == ["一", "二"])
    }

    @Test(arguments: TestDatabase.engines) func aDateChosenShowsThingsAsTheyStood(engine: Dialect) async throws {
        try await withHouse(engine) { house in
            _ = try await house.call("notebook.add", RawInput(note), as: Notebook.office)
            let before = try await house.call("notebook.list", RawInput(), as: Notebook.reader, asOf: .init("2023-09-29"))
            #expect(try before.json() == Data("[]".utf8))
        }
    }
}

private struct Unexpected: Error {}
