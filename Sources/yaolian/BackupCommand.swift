import ArgumentParser
import Kernel

/// `yaolian backup`: a copy of the house while it runs.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Writes a copy of the database, complete as of now, to a new file and checks it.",
        discussion:
            "The service may go on. For PostgreSQL it says which pg_dump command does the same. Exit 1 where the file exists.")

    @Argument(help: "The new file.") var file: String
    @OptionGroup var options: HouseOptions

    func run() async throws {
        try await orStop {
            let house = try await options.open()
            let contents = try await Backup.make(of: house.database, url: options.url, to: file)
            await house.database.close()
            print("\(file): \(contents.bytes) bytes, \(contents.events) rows of the activity log, checked.")
        }
    }
}

/// `yaolian restore`: a house from its copy.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Puts a backup in the place of the database. Stop the service first.",
        discussion: """
            The backup is checked before anything is touched. A database that holds something is left alone unless --replace is given; \
            it is then moved aside, not deleted. Exit 1 where it is left alone; 65 where the file is no backup.
            """)

    @Argument(help: "The file that “yaolian backup” wrote.") var file: String
    @Flag(help: "Also over a database that holds something.") var replace = false
    @OptionGroup var options: HouseOptions

    func run() async throws {
        try await orStop {
            let aside = try await Backup.restore(file, over: options.url, replacing: replace)
            if let aside { print("The old database is kept as \(aside).") }
            let house = try await options.open()
            let ran = try await house.migrate()
            await house.database.close()
            print("Restored." + (ran.isEmpty ? "" : " Brought up to date: \(ran.joined(separator: ", "))."))
        }
    }
}
