import Calendars
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Registry

/// A house with a park, a firm in it that is above size and has two figures, and a firm elsewhere.
struct World: Sendable {
    let test: TestHouse
    let park: RecordID
    let firm: RecordID
    let other: RecordID
    let span: RecordID

    static let firmName = "徐州恩华药业股份有限公司"
    static let code = "914403001922038216"
    static let otherCode = "9132070070404786XB"
    static let failing = "91350203M0001QAY9B"
    static let office = Viewer.holding(.office)
    static let ofPark = Viewer.holding(.park, park: "徐州经济技术开发区")
    static let reader = Viewer.holding(.reader)
    /// Tied to the firm.
    static let enterprise = Viewer.holding(.enterprise, organisation: firmName)

    var house: House { test.house }

    static func with<T>(_ engine: Dialect = .sqlite, _ body: (World) async throws -> T) async throws -> T {
        try await TestHouse.with(engine, [Registry.slice]) { test in
            func add(_ values: [String: String]) async throws -> RecordID {
                try await id(test.json("registry.record.add", values, as: office)["record"])
            }
            let park = try await add(["kind": "park", "name": "徐州经济技术开发区", "place": "徐州市"])
            let firm = try await add([
                "kind": "organisation", "name": firmName, "place": "云龙区", "creditCode": code, "park": "徐州经济技术开发区", "type": "股份有限公司",
            ])
            let other = try await add(["kind": "organisation", "name": "泰州医药城药业有限公司", "place": "泰州市"])
            for (figure, amount) in [("output", "86200"), ("employees", "4200")] {
                _ = try await test.json(
                    "registry.figure.add",
                    [
                        "record": "\(firm)", "figure": figure, "year": "2025", "period": "year", "amount": amount,
                        "source": "2025年年报",
                    ], as: office)
            }
            _ = try await test.json(
                "registry.status.add", ["record": "\(firm)", "status": "aboveScale", "from": "2021-03-01", "source": "2021年规上名录"],
                as: office)
            let span = try await test.house.database.read {
                try RegistryStore.statuses(of: firm, knownOn: Day("2026-11-23")!, $0)[0].id
            }
            return try await body(World(test: test, park: park, firm: firm, other: other, span: span))
        }
    }

    static func id(_ value: JSON?) throws -> RecordID { try #require(value?.string.flatMap { RecordID($0) }) }

    func call(_ id: String, _ values: [String: [String]] = [:], files: [String: [Upload]] = [:], as viewer: Viewer = World.office)
        async throws -> Answer
    {
        try await house.call(id, RawInput(values, files: files), as: viewer)
    }

    func json(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = World.office, asOf: Day? = nil) async throws
        -> JSON
    {
        try JSON(parsing: try await house.call(id, RawInput(values.mapValues { [$0] }), as: viewer, asOf: asOf).json())
    }

    static func upload(_ text: String, _ name: String = "名录.csv") -> Upload { Upload(name: name, bytes: Data(text.utf8)) }

    /// Sends a table in; a draft unless `confirm`.
    func importing(
        _ file: Upload, kind: RecordKind = .organisation, _ more: [String: String] = [:], as viewer: Viewer = World.office
    ) async throws -> JSON {
        let values = more.merging(["kind": kind.rawValue]) { own, _ in own }.mapValues { [$0] }
        return try JSON(parsing: try await call("registry.import", values, files: ["file": [file]], as: viewer).json())
    }

    func measure(_ query: RegistryQuery, on day: String, knownOn: String) async throws -> Int {
        let (day, known) = (Day(day)!, Day(knownOn)!)
        return try await house.database.read { try query.measure(on: day, knownOn: known, $0).amount }
    }
}
