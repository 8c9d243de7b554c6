import HouseTesting
import Testing

@testable import Kernel

@Suite struct Search {
    private static let index = SearchIndex("plan_search")
    private static let schema = [Migration("2026-11-21-search", slice: "Plan") { index.schema($0) }]

    @Test(
        arguments: [
            ("生物医药产业, PD-1", "生物 物医 医药 药产 产业 业 pd 1"), ("Ⅱ期ＧＭＰ", "ii 期 gmp"), ("", ""), ("药", "药"), ("。！ —", ""),
            ("IFN-α2b 注射液", "ifn α2b 注射 射液 液"), ("𠮷野家", "𠮷野 野家 家"),
        ])
    func textIsCutIntoPairsAndWords(text: String, pieces: String) {
        #expect(Bigrams.column(text) == pieces)
    }

    @Test(arguments: TestDatabase.engines) func recordsAreFoundByTwoCharacters(engine: Dialect) async throws {
        try await TestDatabase.with(engine, Search.schema) { database in
            try await database.write { connection in
                try Search.index.put("1", "江苏恒瑞医药股份有限公司", connection)
                try Search.index.put("2", "徐州生物医药产业园 (GMP 车间)", connection)
                try Search.index.put("3", "药物研究所 Pharmacy", connection)
                try Search.index.put("4", "𠮷林大药房", connection)
            }
            func find(_ query: String) async throws -> [String] {
                try await database.read { try Search.index.find(query, limit: 10, $0).sorted() }
            }
            #expect(try await find("医药") == ["1", "2"])
            #expect(try await find("药") == ["1", "2", "3", "4"])
            #expect(try await find("药物") == ["3"])
            #expect(try await find("物药") == [])
            #expect(try await find("生物 gmp") == ["2"])
            #expect(try await find("pharm") == ["3"])
            #expect(try await find("harm") == [])
            #expect(try await find("𠮷林") == ["4"])
            #expect(try await find("司") == ["1"])
            for hostile in ["\"", "' OR 1", "*", "NEAR(", "a & | !", "医药\" OR \"", ":*", "", "\\"] { _ = try await find(hostile) }
        }
    }

    @Test(arguments: TestDatabase.engines) func aChangedOrRemovedRecordIsFoundAsItIs(engine: Dialect) async throws {
        try await TestDatabase.with(engine, Search.schema) { database in
            try await database.write { connection in
                try Search.index.put("1", "医药", connection)
                try Search.index.put("1", "器械", connection)
                #expect(try Search.index.find("医药", limit: 10, connection) == [])
                #expect(try Search.index.find("器械", limit: 10, connection) == ["1"])
                try Search.index.remove("1", connection)
                #expect(try Search.index.find("器械", limit: 10, connection) == [])
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func itReadsAnIndex(engine: Dialect) async throws {
        try await TestDatabase.with(engine, Search.schema) { database in
            try await database.read { connection in
                try expectIndexed(connection, growing: ["plan_search"]) { _ = try Search.index.find("生物医药", limit: 10, connection) }
            }
        }
    }
}
