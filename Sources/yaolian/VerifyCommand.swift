import ArgumentParser
import Kernel

/// `yaolian verify`: whether the activity log is whole and the database file sound.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks that no row of the activity log was changed, removed or put in.",
        discussion: """
            Each row's hash covers the row before it. Exit 0 where all rows follow one from another; 1 where one does not: its \
            number is printed. Also asks the engine whether the file is sound. Rows cut off at the end together with the log's \
            own mark are only found against a hash noted elsewhere: print it with --head and keep it.
            """)

    @Flag(help: "Prints the number and the hash of the last row.") var head = false
    @OptionGroup var options: HouseOptions

    func run() async throws {
        try await orStop {
            let house = try await options.open()
            let result = try await house.database.read { try EventLog.verify($0) }
            let faults = try await house.database.verify()
            let last = try await house.database.read { try EventLog.head($0) }
            await house.database.close()
            switch result {
            case .success(let count): print("\(count) rows follow one from another.")
            case .failure(let broken):
                throw Stopped(1, "Row \(broken.number) does not follow from the row before it: it or an earlier one was changed.")
            }
            if let fault = faults.first { throw Stopped(1, "The database complains: \(fault)") }
            if head { print("\(last.number) \(last.hash)") }
        }
    }
}
