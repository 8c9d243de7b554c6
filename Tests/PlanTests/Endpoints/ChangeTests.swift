import Calendars
import HouseTesting
import Kernel
import Registry
import Testing

@testable import Plan

/// What moved since a day, down to the firms that moved it.
@Suite struct ChangeTests {
    /// Firms 甲 and 乙 above the designated size in spring; 丙, 丁 and 戊 enter by summer and 乙 leaves; a figure of 甲 is corrected.
    private static func city(_ engine: Dialect = .sqlite, _ body: (World) async throws -> Void) async throws {
        try await World.running(engine) { world in
            try await world.house.write(as: World.office) { scope in
                var ids: [String: RecordID] = [:]
                for name in ["甲", "乙", "丙", "丁", "戊"] {
                    let record = Record(
                        id: scope.newID(), kind: .organisation, name: "\(name)制药有限公司", type: "enterprise", place: "试点市",
                        knownFrom: Sample.day("2024-01-01"))
                    try RegistryStore.insert(record, origin: "typed", scope)
                    ids[name] = record.id
                    scope.record(Event(PlanEvents.prepared, Subject("record", record.id.description)))
                }
                func enter(_ name: String, _ from: String, to: String? = nil, known: String) throws -> RecordID {
                    let id = scope.newID()
                    let span = StatusSpan(
                        id: id, record: ids[name] ?? .zero, status: .aboveScale, from: Sample.day(from), to: to.map(Sample.day),
                        source: "统计局", by: "集群办",
                        knownFrom: Sample.day(known))
                    try RegistryStore.insert(span, of: .organisation, scope)
                    return id
                }
                _ = try enter("甲", "2024-01-01", known: "2024-01-10")
                let left = try enter("乙", "2024-01-01", known: "2024-01-10")
                for name in ["丙", "丁", "戊"] { _ = try enter(name, "2024-06-01", known: "2024-07-05") }
                _ = try RegistryStore.close(status: left, on: Sample.day("2024-07-05"), scope.connection)
                _ = try enter("乙", "2024-01-01", to: "2024-05-31", known: "2024-07-05")
                func figure(_ end: String, _ amount: Int, known: String) throws {
                    try RegistryStore.insert(
                        Figure(
                            record: ids["甲"] ?? .zero, kind: .output, periodEnd: Sample.day(end), months: 3, amount: amount,
                            source: "直报", by: "集群办",
                            knownFrom: Sample.day(known)), id: scope.newID(), scope)
                }
                try figure("2024-03-31", 10_000_000_000, known: "2024-04-05")
                try figure("2024-06-30", 20_000_000_000, known: "2024-07-05")
                try figure("2024-03-31", 12_000_000_000, known: "2024-07-08")
            }
            try await body(world)
        }
    }

    private func member(_ value: JSON?, _ name: String) -> Set<String> {
        Set(value?[name]?.array?.compactMap { $0["name"]?.string } ?? [])
    }

    @Test(arguments: TestDatabase.engines) func theFirmsThatEnteredAndLeftAreNamed(engine: Dialect) async throws {
        try await ChangeTests.city(engine) { world in
            let note = try await world.json("plan.changes", ["since": "2024-05-01"])
            let count = try #require(note["values"]?.array?.first { $0["target"]?.string == "T2" })
            #expect(count["before"]?.number == 2 && count["after"]?.number == 4)
            #expect(member(count, "entered") == ["丙制药有限公司", "丁制药有限公司", "戊制药有限公司"] && member(count, "left") == ["乙制药有限公司"])
            #expect(
                count["left"]?.array?.first?["to"]?.string == "2024-05-31"
                    && count["left"]?.array?.first?["knownFrom"]?.string == "2024-07-05")
            let sentences = (note["sentences"]?.array ?? []).compactMap(\.string)
            let sentence = sentences.first { $0.contains("规模以上企业") } ?? ""
            #expect(
                sentence
                    == "截至2024年6月30日，规模以上企业4家，比2024年3月31日增加2家，增长100.0%；新进3家（丁制药有限公司、丙制药有限公司、戊制药有限公司）；退出1家（乙制药有限公司）。")
            #expect(
                note["sentencesEn"]?.array?.compactMap(\.string).contains {
                    $0.hasPrefix("At 30 Jun 2024 规模以上企业 stood at 4, 2 more than at 31 Mar 2024 (+100.0%); 3 entered")
                } == true)
        }
    }

    @Test(arguments: TestDatabase.engines) func aCorrectionIsNamedAndFiguresAreForThoseWhoMaySeeThem(engine: Dialect) async throws {
        try await ChangeTests.city(engine) { world in
            let note = try await world.json("plan.changes", ["since": "2024-05-01"], as: World.leader)
            let sum = try #require(note["values"]?.array?.first { $0["target"]?.string == "T1" })
            #expect(sum["before"]?.number == 1 && sum["after"]?.number == 3.2)
            let correction = try #require(sum["corrections"]?.array?.first)
            #expect(correction["name"]?.string == "甲制药有限公司" && correction["periodEnd"]?.string == "2024-03-31")
            #expect(correction["before"]?.number == 10_000_000_000 && correction["after"]?.number == 12_000_000_000)
            let all = note["sentences"]?.array?.compactMap(\.string).joined() ?? ""
            #expect(all.contains("变化最大的是甲制药有限公司 ＋22,000万元") && all.contains("更正1个数（甲制药有限公司）"))
            let reader = try await world.json("plan.changes", ["since": "2024-05-01"], as: World.reader)
            let seen = try #require(reader["values"]?.array?.first { $0["target"]?.string == "T1" })
            #expect(
                seen["corrections"]?.array?.first?["before"]?.number == nil && seen["moved"]?.array?.first?["after"]?.number == nil)
            let told = (reader["sentences"]?.array ?? []).compactMap(\.string).joined()
            #expect(told.contains("更正1个数") && !told.contains("22,000"))
            let page = try await world.page("plan.changes", ["since": "2024-05-01"], as: World.reader)
            #expect(page.contains("单个企业的数不公开") && !page.contains("22,000") && page.contains("简报用语"))
            #expect(try await world.page("plan.changes", ["since": "2024-05-01"], .en).contains("For a brief"))
        }
    }

    @Test func aRevisionOfTheSamePeriodIsACorrectionNotGrowth() async throws {
        try await ChangeTests.city { world in
            let note = try await world.json("plan.changes", ["since": "2024-07-06"], asOf: "2024-07-08")
            // Both days show the second quarter's data.
            #expect(note["values"]?.array?.first { $0["target"]?.string == "T1" }?["revision"]?.bool == true)
            let sentence = note["sentences"]?.array?.compactMap(\.string).first { $0.contains("产值") } ?? ""
            #expect(sentence.hasPrefix("2024年6月30日的") && sentence.contains("由3.0亿元更正为3.2亿元"))
        }
    }

    @Test func lightsSayWhatMovedThemAndTasksThatWereDoneAreListed() async throws {
        try await World.running { world in
            let report = try await world.submit("measure", "M1", by: "市科技局", ["period": "2024-06-30"])
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "approve"])
            let task = try #require(try await world.board().measures.first { $0.key == "M1" })
            try await world.do("plan.task.add", ["measure": "M1", "title": "平台选址", "due": "2024-09-30"])
            let added = try #require(try await world.board().tasks[task.id]?.first { $0.title == "平台选址" })
            world.test.clock.advance(days: 1)
            let done = try await world.submit("task", added.id.description, by: "市科技局", ["done": "true", "done_on": "2024-07-16"])
            try await world.do("plan.progress.decide", ["progress": done, "verdict": "approve"])
            let note = try await world.json("plan.changes", ["since": "2024-07-14"])
            let lamp = try #require(note["lights"]?.array?.first { $0["key"]?.string == "M1" })
            #expect(lamp["before"]?.string == "unreported" && lamp["after"]?.string == "green")
            #expect(lamp["because"]?.array?.compactMap(\.string).contains("市科技局的报送2024-07-15审核通过") == true)
            #expect(note["done"]?.array?.map { $0["title"]?.string } == ["平台选址"])
            #expect(note["sentences"]?.array?.compactMap(\.string).contains("完成任务1项：平台选址（市科技局，07-16）。") == true)
            let quiet = try await world.json("plan.changes", ["since": "2024-07-15"])
            #expect(quiet["done"]?.array?.count == 1)
            #expect(quiet["lights"]?.array?.isEmpty == true)
        }
    }

    @Test func theDigestShowsAUnitItsOwnMatters() async throws {
        try await World.running { world in
            try await world.do("plan.task.add", ["measure": "M1", "title": "平台选址", "due": "2024-07-20"])
            try await world.do("plan.task.add", ["measure": "M3", "title": "项目签约", "due": "2024-07-22"])
            try await world.do("plan.task.add", ["measure": "M3", "title": "项目开工", "due": "2024-07-23"])
            let office = try await world.json("plan.digest", ["plan": ""])
            let part = try #require(office["plans"]?.array?.first)
            #expect(part["due"]?.array?.map { $0["title"]?.string } == ["平台选址", "项目签约"])
            #expect(part["late"]?.array?.contains { $0["title"]?.string == "2024年二季度报告" } == true)
            let unit = try await world.json("plan.digest", ["plan": ""], as: world.unit("市商务局"))
            let own = try #require(unit["plans"]?.array?.first)
            #expect(own["due"]?.array?.map { $0["title"]?.string } == ["项目签约"])
            #expect(own["late"]?.array?.allSatisfy { $0["unit"]?.string == "市商务局" } == true)
            let report = try await world.submit("measure", "M1", by: "市科技局", ["period": "2024-06-30"])
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "approve"])
            let after = try await world.json("plan.digest", ["plan": ""])
            #expect(after["plans"]?.array?.first?["lights"]?.array?.map { $0["after"]?.string } == ["green"])
            let page = try await world.page("plan.digest", ["plan": ""])
            #expect(page.contains("每日摘要") && page.contains("平台选址") && page.contains("还有5天"))
            #expect(try await world.page("plan.digest", ["plan": ""], .en).contains("Daily digest"))
        }
    }

    @Test(arguments: TestDatabase.engines) func whatANoteReadsIsIndexed(engine: Dialect) async throws {
        try await ChangeTests.city(engine) { world in
            let plan = world.plan
            try await world.house.read(as: World.office) { scope in
                let reads = PlanReads(content: Sample.content)
                let found = try reads.plan(plan, scope)
                try expectIndexed(
                    scope.connection,
                    growing: ["plan", "plan_rule", "record", "record_status", "record_figure", "progress", "task"]
                ) {
                    _ = try reads.changes(found, since: Sample.day("2024-05-01"), on: scope.today, scope)
                    _ = try Digest.load(reads, scope)
                }
            }
        }
    }
}
