import ArgumentParser
import Kernel

/// `yaolian migrate`: the database's schema brought up to date.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database's schema up to date, all or nothing.",
        discussion:
            "A database made by a newer program is left alone. Exit 75 where the database cannot be reached or does not fit.")

    @OptionGroup var options: HouseOptions

    func run() async throws {
        try await orStop {
            let house = try await options.open()
            let done = try await house.migrate()
            print(done.isEmpty ? "up to date" : done.joined(separator: "\n"))
            await house.database.close()
        }
    }
}
