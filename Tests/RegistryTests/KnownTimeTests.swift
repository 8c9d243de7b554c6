import Calendars
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Registry

/// What held on a day, and what was known of it on a day, are two questions.
@Suite struct KnownTime {
    private let aboveScale = RegistryQuery(kind: .organisation, status: .aboveScale)

    @Test(arguments: TestDatabase.engines) func aStatusCountsFromItsFirstDayToItsLast(engine: Dialect) async throws {
        try await World.with(engine) { world in
            _ = try await world.json(
                "registry.status.end", ["record": "\(world.firm)", "span": "\(world.span)", "to": "2025-12-31", "source": "退出名录"])
            for (day, count) in [("2021-02-28", 0), ("2021-03-01", 1), ("2025-12-31", 1), ("2026-01-01", 0)] {
                #expect(try await world.measure(aboveScale, on: day, knownOn: "2026-11-23") == count, "\(day)")
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func aCorrectionChangesNoEarlierView(engine: Dialect) async throws {
        try await World.with(engine) { world in
            world.test.clock.advance(days: 10)
            _ = try await world.json(
                "registry.status.correct",
                ["record": "\(world.firm)", "span": "\(world.span)", "from": "2024-01-01", "source": "统计局核对"])
            // Known on the day before the correction: since 2021. Known on its day: since 2024.
            #expect(try await world.measure(aboveScale, on: "2022-06-30", knownOn: "2026-12-02") == 1)
            #expect(try await world.measure(aboveScale, on: "2022-06-30", knownOn: "2026-12-03") == 0)
            #expect(try await world.measure(aboveScale, on: "2024-06-30", knownOn: "2026-12-03") == 1)
            let before = try await world.json("registry.record", ["record": "\(world.firm)"], asOf: Day("2026-12-02"))
            #expect(before["statuses"]?.array?.first?["from"] == "2021-03-01")
            let after = try await world.json("registry.record", ["record": "\(world.firm)"], asOf: Day("2026-12-03"))
            #expect(after["statuses"]?.array?.map { $0["from"] } == ["2024-01-01"])
        }
    }

    @Test(arguments: TestDatabase.engines) func aWithdrawnStatusIsGoneFromItsDayOn(engine: Dialect) async throws {
        try await World.with(engine) { world in
            world.test.clock.advance(days: 1)
            _ = try await world.json(
                "registry.status.correct",
                ["record": "\(world.firm)", "span": "\(world.span)", "withdraw": "true", "source": "登记错了企业"])
            #expect(try await world.measure(aboveScale, on: "2026-11-01", knownOn: "2026-11-23") == 1)
            #expect(try await world.measure(aboveScale, on: "2026-11-01", knownOn: "2026-11-24") == 0)
            #expect(try await world.test.events(1).first?.kind == "registry.status.withdrawn")
        }
    }

    @Test(arguments: TestDatabase.engines) func aCorrectedFigureKeepsWhatItWas(engine: Dialect) async throws {
        try await World.with(engine) { world in
            world.test.clock.advance(days: 30)
            _ = try await world.json(
                "registry.figure.add",
                [
                    "record": "\(world.firm)", "figure": "output", "year": "2025", "period": "year", "amount": "90000.123456",
                    "source": "审计报告",
                ])
            func output(_ day: String) async throws -> JSON? {
                let view = try await world.json("registry.record", ["record": "\(world.firm)"], asOf: Day(day))
                return view["figures"]?.array?.first { $0["figure"] == "output" }?["amount"]
            }
            #expect(try await output("2026-12-22") == 86_200_000_000)
            #expect(try await output("2026-12-23") == 90_000_123_456)
            let sum = RegistryQuery(kind: .organisation, status: .aboveScale, figure: .output, window: .year)
            #expect(try await world.measure(sum, on: "2025-12-31", knownOn: "2026-12-22") == 86_200_000_000)
            #expect(try await world.measure(sum, on: "2025-12-31", knownOn: "2026-12-23") == 90_000_123_456)
            let page = try #require(try await world.call("registry.record", ["record": ["\(world.firm)"]]).page)
            let html = page(Reader(viewer: World.office, today: Day("2026-12-23")!)).body.text
            #expect(html.contains("2026-12-23前为8.62亿元") && html.contains("90,000.123456万元"))
        }
    }

    @Test func twoSpansOfOneStatusDoNotOverlap() async throws {
        try await World.with { world in
            let refusal = try await world.test.refusal(
                "registry.status.add",
                RawInput(["record": ["\(world.firm)"], "status": ["aboveScale"], "from": ["2025-01-01"], "source": ["名录"]]),
                as: World.office)
            #expect(refusal?.detail.zh == "自：与已登记的“规模以上 2021-03-01起”重叠。请更正那一条。")
        }
    }

    @Test func aRecordIsNotThereBeforeItWasRegistered() async throws {
        try await World.with { world in
            let id = world.firm
            do {
                _ = try await world.json("registry.record", ["record": "\(id)"], asOf: Day("2026-11-22"))
                Issue.record("it was shown")
            } catch let refusal as Refusal {
                #expect(refusal.detail.zh == "“\(World.firmName)”2026-11-23才登记，2026-11-22时还没有。")
            }
        }
    }
}

/// Who sees what, and what a name leads to.
@Suite struct SightOfRecords {
    @Test(arguments: TestDatabase.engines) func aParkAndAFirmSeeTheirOwn(engine: Dialect) async throws {
        try await World.with(engine) { world in
            func names(_ viewer: Viewer) async throws -> [String] {
                try await world.json("registry.organisation.list", as: viewer)["records"]?.array?.compactMap { $0["name"]?.string }
                    ?? []
            }
            #expect(try await names(World.ofPark) == [World.firmName])
            #expect(try await names(World.enterprise) == [World.firmName])
            #expect(try await names(World.reader).count == 2)
            #expect(try await names(.holding(.enterprise)).isEmpty)
            let blind = try await world.call("registry.organisation.list", as: .holding(.enterprise))
            #expect(
                blind.page?(Reader(viewer: .holding(.enterprise), today: world.test.clock.now.day)).body.text.contains(
                    "您的账号还没有关联单位或园区") == true)
        }
    }

    @Test func aFigureOfOneFirmIsNotForEverybody() async throws {
        try await World.with { world in
            for (viewer, sees) in [
                (World.office, true), (.holding(.leader), true), (World.ofPark, true), (World.enterprise, true),
                (World.reader, false), (.holding(.expert), false),
                (.holding(.unit, organisation: "市科技局"), false),
            ] {
                let view = try await world.json("registry.record", ["record": "\(world.firm)"], as: viewer)
                #expect((view["figures"] != .null) == sees, "\(viewer.name)")
                let page = try #require(try await world.call("registry.record", ["record": ["\(world.firm)"]], as: viewer).page)
                #expect(
                    page(Reader(viewer: viewer, today: world.test.clock.now.day)).body.text.contains("8.62亿元") == sees,
                    "\(viewer.name)")
                let list = try await world.json("registry.organisation.list", as: viewer)
                #expect((list["records"]?.array?.contains { $0["amount"] != .null } ?? false) == sees, "\(viewer.name)")
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func aRecordIsFoundByAnyNameAndByItsCode(engine: Dialect) async throws {
        try await World.with(engine) { world in
            _ = try await world.json("registry.name.add", ["record": "\(world.firm)", "name": "恩华集团"])
            for words in ["恩华", "药业股份", "恩华集团", "91440300", "恩华 股份"] {
                let found = try await world.json("registry.organisation.list", ["q": words])["records"]?.array?.compactMap {
                    $0["name"]?.string
                }
                #expect(found == [World.firmName], "\(words)")
            }
            #expect(try await world.json("registry.organisation.list", ["q": "%"])["records"] == [])
            _ = try await world.json("registry.record.edit", ["record": "\(world.firm)", "name": "恩华药业股份有限公司"])
            #expect(
                try await world.house.database.read { try RegistryStore.find(named: World.firmName, kind: .organisation, $0)?.id }
                    == world.firm)
        }
    }

    @Test(arguments: TestDatabase.engines) func pagesFollowOneAnotherWithoutLossAlsoWithEqualNames(engine: Dialect) async throws {
        try await World.with(engine) { world in
            let ids = try await world.house.write(as: .system) { scope in
                var ids: Set<RecordID> = []
                for number in 0..<120 {
                    let record = Record(id: scope.newID(), kind: .product, name: "注射液\(number / 40)", knownFrom: scope.today)
                    try RegistryStore.insert(record, origin: "typed", scope)
                    ids.insert(record.id)
                }
                scope.record(Event(RegistryEvents.added, Subject("record", "")))
                return ids
            }
            var seen: [String] = [], after: String?
            for _ in 0..<4 {
                let page = try await world.json("registry.product.list", after.map { ["after": $0] } ?? [:])
                seen += page["records"]?.array?.compactMap { $0["id"]?.string } ?? []
                after = page["next"]?.string
                if after == nil { break }
            }
            #expect(seen.count == 120 && Set(seen) == Set(ids.map(\.description)))
            let all = try await world.call("registry.product.list", ["all": ["true"]])
            #expect(all.table?(Reader(today: world.test.clock.now.day)).rows.count == 120)
        }
    }

    @Test func aFailingCodeIsRefusedWithTheReasonAndKeptOnlyOnPurpose() async throws {
        try await World.with { world in
            let typed = ["kind": ["organisation"], "name": ["厦门某公司"], "creditCode": [World.failing]]
            let refusal = try #require(try await world.test.refusal("registry.record.add", RawInput(typed), as: World.office))
            #expect(refusal.detail.zh.contains("校验码不符：应为“") && refusal.detail.zh.contains("请勾选“校验不过也照样保留”"))
            let id = try World.id(
                try await world.json("registry.record.add", typed.mapValues { $0[0] }.merging(["keepFailing": "true"]) { $1 })[
                    "record"])
            let page = try #require(try await world.call("registry.record", ["record": ["\(id)"]]).page)
            #expect(page(Reader(viewer: World.office, today: world.test.clock.now.day)).body.text.contains("校验不过"))
            let held = try await world.house.database.read { try RegistryStore.identifiers(of: id, $0) }
            #expect(held == [HeldIdentifier(scheme: .creditCode, word: "uscc", value: World.failing, failsCheck: true)])
        }
    }

    @Test(arguments: TestDatabase.engines) func noReadGoesThroughAWholeTable(engine: Dialect) async throws {
        try await World.with(engine) { world in
            let scope = RegistryQuery(
                kind: .organisation, status: .aboveScale, place: "云龙区", figure: .output, window: .lastFourQuarters)
            let day = world.test.clock.now.day
            try await world.house.read(as: World.ofPark) { reading in
                let sight = try Sight(reading)
                let growing: Set = [
                    "record", "record_name", "record_identifier", "record_status", "record_figure", "registry_import",
                ]
                try expectIndexed(reading.connection, growing: growing) {
                    let connection = reading.connection
                    for filter in [
                        RecordFilter(), RecordFilter(place: "云龙区"), RecordFilter(status: .aboveScale), RecordFilter(search: "药业"),
                    ] {
                        for sight in [sight, try Sight(reading, as: World.reader)] {
                            _ = try RegistryStore.page(
                                filter, sight: sight, on: day, after: ("a", world.firm), limit: 50, connection)
                            _ = try RegistryStore.count(filter, sight: sight, on: day, connection)
                        }
                    }
                    _ = try RegistryStore.states(.organisation, sight: sight, on: day, connection)
                    _ = try RegistryStore.places(.organisation, connection)
                    _ = try RegistryStore.counts(knownOn: day, connection)
                    _ = try RegistryStore.list(.organisation, place: "云龙区", search: "药", knownOn: day, connection)
                    _ = try RecordView.load(world.firm, reading)
                    _ = try RegistryStore.records(.organisation, nameKeys: ["恩华"], connection)
                    _ = try RegistryStore.records(creditCodes: [World.code], connection)
                    _ = try RegistryStore.otherNameKeys(of: [world.firm], connection)
                    _ = try RegistryStore.statuses(of: [world.firm], knownOn: day, connection)
                    _ = try RegistryStore.figures(of: [world.firm], kind: .output, knownOn: day, connection)
                    _ = try RegistryStore.draft(world.firm, connection)
                    _ = try scope.measure(on: day, knownOn: day, connection)
                    _ = try scope.rows(on: day, knownOn: day, connection)
                }
            }
        }
    }
}
