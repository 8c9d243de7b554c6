import Foundation
import Synchronization
import Testing

@testable import Kernel

@Suite struct RecordIDs {
    @Test func theyAscendWhileTheClockStandsStillAndWhenItIsSetBack() {
        let clock = Mutex([1000.0, 1000, 1000, 999, 0, 1000, 1000.001])
        let generator = IDGenerator(
            now: { Date(timeIntervalSince1970: clock.withLock { $0.isEmpty ? 2000 : $0.removeFirst() }) }, random: { .max })
        let ids = (0..<50).map { _ in generator.next() }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == 50)
        #expect(ids.map(\.description) == ids.map(\.description).sorted())
    }

    @Test func theSameClockAndChanceGiveTheSameIds() {
        func ids() -> [String] {
            let generator = IDGenerator(now: { Date(timeIntervalSince1970: 1_700_000_000) }, random: { 7 })
            return (0..<3).map { _ in generator.next().description }
        }
        #expect(ids() == ids())
        #expect(ids()[0] == "01HF7YAT00003G000000000007")
    }

    @Test func thousandTasksGetDifferentIds() async {
        let generator = IDGenerator()
        let ids = await withTaskGroup(of: [RecordID].self) { group in
            for _ in 0..<20 { group.addTask { (0..<500).map { _ in generator.next() } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 10_000)
    }

    @Test(
        arguments: [
            "", "01KAMB3Q8F5V1M9Z7T2RX4C6D", "01KAMB3Q8F5V1M9Z7T2RX4C6DEE", "81KAMB3Q8F5V1M9Z7T2RX4C6DE",
            "01kamb3q8f5v1m9z7t2rx4c6de",
            "01KAMB3Q8F5V1M9Z7T2RX4C6DI", "01KAMB3Q8F5V1M9Z7T2RX4C6D药", "01KAMB3Q8F5V1M9Z7T2RX4C6D\u{0}",
        ])
    func otherSpellingsAreRefused(text: String) { #expect(RecordID(text) == nil) }

    @Test(arguments: ["00000000000000000000000000", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "01KAMB3Q8F5V1M9Z7T2RX4C6DE"])
    func theTextComesBack(text: String) throws {
        let id = try #require(RecordID(text))
        #expect(id.description == text)
        #expect(try JSONDecoder().decode([RecordID].self, from: JSONEncoder().encode([id])) == [id])
    }

    @Test func theTimeOfMakingIsKept() {
        let made = Date(timeIntervalSince1970: 1_763_758_443.125)
        #expect(IDGenerator(now: { made }).next().time == made)
    }
}
