import Findings
import Testing

@testable import Siting

@Suite struct ReaderTests {
    static func location(_ text: String, _ format: InstanceFormat, capacity: Double? = nil) throws -> LocationInstance {
        guard case .location(let instance) = try format.read(Array(text.utf8), capacity: capacity) else { throw Wrong() }
        return instance
    }

    struct Wrong: Error {}

    @Test func warehousesAreReadWithTheirCapacities() throws {
        let text = "2 3\n10 5.5\n capacity 7\n4\n1 2\n3 3.25 4\n5\n5 6\n"
        let instance = try Self.location(text, .cfl)
        #expect(instance.sites == 2 && instance.customers == 3)
        #expect(instance.capacity == [10, .infinity])
        #expect(instance.fixedCost == [5.5, 7])
        #expect(instance.demand == [4, 3, 5])
        #expect(instance.cost(1, 1) == 4)
        #expect(try Self.location(text, .cfl, capacity: 9).capacity == [9, 9])
        #expect(try Self.location(text, .ufl).isCapacitated == false)
    }

    @Test func lastOfRepeatedRoadsCounts() throws {
        let instance = try Self.location("3 4 1\n1 2 9\n2 3 1\n1 3 5\n2 1 2\n", .pmed)
        #expect(instance.costs == [0, 2, 3, 2, 0, 1, 3, 1, 0])
        #expect(instance.medians == 1)
    }

    @Test func pointsLieAtRoundedDownDistances() throws {
        let instance = try Self.location("1 99\n3 1 20\n2 0 3 4\n1 0 0 5\n3 1 1 6\n", .pmedcap)
        #expect(instance.demand == [5, 4, 6])
        #expect(instance.cost(0, 1) == 3)
        #expect(instance.cost(0, 2) == 1)
        #expect(instance.capacity == [20, 20, 20])
    }

    @Test func agentsAreReadRowByRow() throws {
        guard case .assignment(let instance) = try InstanceFormat.gap.read(Array("2 2 1 2 3 4 5 6 7 8 9 10".utf8)) else {
            throw Wrong()
        }
        #expect(instance.cost(1, 0) == 3 && instance.use(0, 1) == 6 && instance.capacity == [9, 10])
    }

    @Test(arguments: [
        ("", InstanceFormat.cfl, "siting.input.ends", "1:1"),
        ("2 3\n10 5\n", .cfl, "siting.input.short", "1:2"),
        ("1 1\n10 5\n4\n", .cfl, "siting.input.ends", "4:1"),
        ("1 1\n10 -5\n4\n1", .cfl, "siting.input.negative", "2:2"),
        ("1 1\n10 nan\n4\n1", .cfl, "siting.input.number", "2:2"),
        ("1 1\n10 inf\n4\n1", .cfl, "siting.input.number", "2:2"),
        ("1 1\n10 0x10\n4\n1", .cfl, "siting.input.number", "2:2"),
        ("1 1\n10 1e300\n4\n1", .cfl, "siting.input.huge", "2:2"),
        ("1 1\n10 1e999\n4\n1", .cfl, "siting.input.huge", "2:2"),
        ("1 1\n10 5\n4\n1\nmore", .cfl, "siting.input.trailing", "5:1"),
        ("0 1\n", .cfl, "siting.input.range", "1:1"),
        ("-3 1\n", .sscfl, "siting.input.range", "1:1"),
        ("99999999999999999999 1\n", .sscfl, "siting.input.huge", "1:1"),
        ("100000 100000 1 2 3", .gap, "siting.input.short", "1:2"),
        ("1.5 1\n", .gap, "siting.input.range", "1:1"),
        ("3 1 4\n1 2 3", .pmed, "siting.input.range", "1:3"),
        ("3 1 1\n1 4 3", .pmed, "siting.input.range", "2:2"),
        ("3 1 1\n1 2 3", .pmed, "siting.input.unconnected", ""),
        ("1 1\n2 1 9\n1 0 0 1\n1 0 0 1\n", .pmedcap, "siting.input.twice", "4:1"),
    ])
    func faultIsToldWithLineAndField(_ text: String, _ format: InstanceFormat, _ code: String, _ place: String) {
        do {
            _ = try format.read(Array(text.utf8))
            Issue.record("“\(text)” was read")
        } catch let fault as Unreadable {
            #expect(fault.findings.map(\.code.id) == [code])
            #expect(fault.findings.first.map { "\($0.place)" } == place)
            #expect(fault.findings.first?.message(.en).contains("{") == false)
            #expect(fault.findings.first?.message(.zh).contains("{") == false)
        } catch {
            Issue.record(error)
        }
    }

    @Test func everyTruncationOfAFileIsRefused() throws {
        let text = "2 2\n10 5\n11 6\n4\n11 12\n5\n13 14"
        for length in 0..<text.utf8.count - 1 {
            #expect(throws: Unreadable.self) { try InstanceFormat.cfl.read(Array(text.utf8.prefix(length))) }
        }
    }
}
