import ArgumentParser
import Calendars
import Findings
import Foundation

/// `yaolian calendar`: working days and deadlines.
struct CalendarCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Working days of mainland China and the deadlines that count them.",
        subcommands: [DueCommand.self])

    struct DueCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "due", abstract: "Prints the day on which a period in working days ends.",
            discussion: """
                A pause is written FROM/TO, both days included. “provisional” follows the day where the calendar of a year \
                on the way is not announced yet.
                """)

        @Argument(help: "The day on which the clock starts, YYYY-MM-DD; it is not counted.") var start: Day
        @Argument(help: "The number of working days.") var days: Int
        @Option(help: "A stop of the clock, FROM/TO; may be given again.") var pause: [StatutoryClock.Pause] = []
        @Option(help: "The calendar file.") var calendar = "Content/calendars/china-mainland.txt"

        func validate() throws {
            if !(0...100_000).contains(days) { throw ValidationError("days: \(days) is outside 0 to 100000.") }
        }

        func run() throws {
            guard let text = try? String(contentsOfFile: calendar, encoding: .utf8) else {
                throw ValidationError("The calendar “\(calendar)” cannot be read. Name one with --calendar FILE.")
            }
            let report = WorkingCalendar.read(text)
            for finding in report.findings {
                FileHandle.standardError.write(Data("\(calendar):\(finding.place): \(finding.message(.en))\n".utf8))
            }
            guard let due = StatutoryClock(start: start, workingDays: days, pauses: pause).due(in: report.value) else {
                throw ValidationError("The period does not end within the calendar.")
            }
            print(due.isProvisional ? "\(due.day) provisional" : "\(due.day)")
        }
    }
}

extension Day: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension StatutoryClock.Pause: @retroactive ExpressibleByArgument {
    public init?(argument: String) {
        let parts = argument.split(separator: "/")
        guard parts.count == 2, let from = Day(parts[0]), let to = Day(parts[1]), from <= to else { return nil }
        self.init(from: from, to: to)
    }
}
