import Calendars
import Findings
import Foundation
import Testing

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
private let deadlines = root.appending(path: "../shared/cases/workdays/deadlines.json")

private func china() throws -> WorkingCalendar {
    let text = try String(contentsOf: root.appending(path: "Content/calendars/china-mainland.txt"), encoding: .utf8)
    let report = WorkingCalendar.read(text)
    try #require(report.findings.isEmpty)
    return report.value
}

private func day(_ text: String) throws -> Day { try #require(Day(text)) }

@Suite struct WorkingCalendarTests {
    @Test func theWeekTheHolidayAndTheMakeUpDay() throws {
        let calendar = try china()
        #expect(calendar.isWorking(try day("2024-02-09")))
        #expect(!calendar.isWorking(try day("2024-02-12")))
        #expect(calendar.isWorking(try day("2024-02-18")), "a Sunday worked for the Spring Festival")
        #expect(!calendar.isWorking(try day("2024-03-02")))
        #expect(calendar.name(of: try day("2024-02-12")) == "春节")
        #expect(calendar.workingDay(onOrAfter: try day("2023-09-30")) == (try day("2023-10-07")))
        #expect(calendar.workingDay(onOrBefore: try day("2023-10-06")) == (try day("2023-09-28")))
    }

    @Test func aYearWithoutAnnouncementIsProvisional() throws {
        let calendar = try china()
        let due = StatutoryClock(start: try day("2026-12-30"), workingDays: 3).due(in: calendar)
        #expect(due?.day.description == "2027-01-04")
        #expect(due?.isProvisional == true)
        #expect(StatutoryClock(start: try day("2026-03-02"), workingDays: 3).due(in: calendar)?.isProvisional == false)
    }

    @Test func aBrokenLineIsNamedAndTheRestIsKept() {
        let report = WorkingCalendar.read("year 2024\n2024-02-30 off x\r\n2024-02-12 off 春节\r\n2024-02-12 maybe\n# note\n\n")
        #expect(report.findings.map { "\($0.place)" } == ["2", "4"])
        #expect(report.value.years == [2024])
        #expect(report.value.isWorking(Day("2024-02-12")!) == false)
    }
}

@Suite struct StatutoryClockTests {
    @Test func aClockStopsAndRestarts() throws {
        let calendar = try china()
        var clock = StatutoryClock(start: try day("2023-11-01"), workingDays: 10)
        #expect(clock.due(in: calendar)?.day.description == "2023-11-15")
        clock.stop(on: try day("2023-11-06"))
        clock.stop(on: try day("2023-11-07"))
        #expect(clock.pauses.count == 1)
        #expect(clock.due(in: calendar) == nil)
        #expect(clock.state(on: try day("2023-11-20"), in: calendar) == .stopped(since: try day("2023-11-06"), left: 8))
        clock.restart(after: try day("2023-11-19"))
        #expect(clock.due(in: calendar)?.day.description == "2023-11-29")
        #expect(
            clock.state(on: try day("2023-12-01"), in: calendar)
                == .overdue(due: try #require(clock.due(in: calendar)), by: 2))
    }

    @Test func aPauseEndedBeforeItBeganIsNoPause() throws {
        var clock = StatutoryClock(start: try day("2023-11-01"), workingDays: 10)
        clock.stop(on: try day("2023-11-06"))
        clock.restart(after: try day("2023-11-03"))
        #expect(clock.pauses.isEmpty)
    }

    @Test func aPeriodThatCannotEndHasNoDueDate() throws {
        #expect(StatutoryClock(start: Day.last.adding(days: -2), workingDays: 200).due(in: WorkingCalendar()) == nil)
        #expect(
            StatutoryClock(start: try day("2023-11-01"), workingDays: 0).due(in: WorkingCalendar())?.day == (try day("2023-11-01")))
    }
}

private struct Deadlines: Decodable {
    struct Due: Decodable { let start: String, workingDays: Int, pauses: [[String]]?, due: String }
    struct Between: Decodable { let from: String, to: String, workingDays: Int }
    let addWorkingDays: [Due], withStopClock: [Due], between: [Between]
}

@Suite(.enabled(if: FileManager.default.fileExists(atPath: deadlines.path), "shared/cases/workdays is not here"))
struct PublishedDeadlineTests {
    @Test func everyDeadlineIsMet() throws {
        let calendar = try china()
        let cases = try JSONDecoder().decode(Deadlines.self, from: Data(contentsOf: deadlines))
        for item in cases.addWorkingDays + cases.withStopClock {
            let pauses = try (item.pauses ?? []).map { StatutoryClock.Pause(from: try day($0[0]), to: try day($0[1])) }
            let clock = StatutoryClock(start: try day(item.start), workingDays: item.workingDays, pauses: pauses)
            #expect(clock.due(in: calendar)?.day.description == item.due, "from \(item.start), \(item.workingDays) days")
        }
        for item in cases.between {
            let from = try day(item.from), to = try day(item.to)
            #expect(calendar.workingDays(from: from, to: to) == item.workingDays, "\(item.from) to \(item.to)")
            #expect(calendar.workingDays(from: to, to: from) == -item.workingDays)
        }
        #expect(cases.addWorkingDays.count + cases.withStopClock.count + cases.between.count >= 85)
    }
}
