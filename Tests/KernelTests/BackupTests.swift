import Foundation
import HouseTesting
import Kernel
import Testing

@Suite struct Backups {
    private static let happened = EventKind("test.happened", Text("发生", "Happened"))

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "yaolian-backup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }

    private func house(_ url: String, events: Int) async throws -> House {
        let house = House(database: try await Database.open(url), slices: [])
        try await house.migrate()
        for number in 0..<events {
            try await house.write(as: .system) { $0.record(Event(Backups.happened, Subject("x", String(number)))) }
        }
        return house
    }

    private func events(_ url: String) async throws -> Int {
        let database = try await Database.open(url)
        let count = try await database.read { try EventLog.verify($0).get() }
        await database.close()
        return count
    }

    @Test func aCopyMadeWhileTheHouseWritesIsWholeAndComesBack() async throws {
        try await withFolder { folder in
            let (url, file) = ("sqlite:\(folder)/house.sqlite", "\(folder)/copy.backup")
            let house = try await house(url, events: 5)
            let writer = Task {
                for _ in 0..<50 { try await house.write(as: .system) { $0.record(Event(Backups.happened, Subject("x", "more"))) } }
            }
            let contents = try await Backup.make(of: house.database, url: url, to: file)
            try await writer.value
            #expect((5...55).contains(contents.events))
            await house.database.close()
            #expect(try await events(url) == 55)

            let refusal = await #expect(throws: Refusal.self) { try await Backup.restore(file, over: url, replacing: false) }
            #expect(refusal?.status == 409)
            #expect(refusal?.detail.en.contains("say --replace") == true)
            #expect(try await events(url) == 55, "untouched")

            let aside = try #require(try await Backup.restore(file, over: url, replacing: true))
            #expect(try await events(url) == contents.events)
            #expect(try await events("sqlite:\(aside)") == 55)
        }
    }

    @Test func anEmptyOrMissingDatabaseIsRestoredWithoutAsking() async throws {
        try await withFolder { folder in
            let file = "\(folder)/copy.backup"
            let full = try await house("sqlite:\(folder)/full.sqlite", events: 3)
            _ = try await Backup.make(of: full.database, url: "sqlite:\(folder)/full.sqlite", to: file)
            await full.database.close()
            #expect(try await Backup.restore(file, over: "sqlite:\(folder)/new.sqlite", replacing: false) == nil)
            #expect(try await events("sqlite:\(folder)/new.sqlite") == 3)
            let empty = try await house("sqlite:\(folder)/empty.sqlite", events: 0)
            await empty.database.close()
            _ = try await Backup.restore(file, over: "sqlite:\(folder)/empty.sqlite", replacing: false)
            #expect(try await events("sqlite:\(folder)/empty.sqlite") == 3)
        }
    }

    @Test func aDatabaseInUseIsLeftAlone() async throws {
        try await withFolder { folder in
            let (url, file) = ("sqlite:\(folder)/house.sqlite", "\(folder)/copy.backup")
            let house = try await house(url, events: 2)
            _ = try await Backup.make(of: house.database, url: url, to: file)
            let refusal = await #expect(throws: Refusal.self) { try await Backup.restore(file, over: url, replacing: true) }
            #expect(refusal?.detail.en.contains("in use by another program") == true)
            try await house.write(as: .system) { $0.record(Event(Backups.happened, Subject("x", "on"))) }
            await house.database.close()
            #expect(try await events(url) == 3)
        }
    }

    @Test func aFileThatIsNoBackupTouchesNothing() async throws {
        try await withFolder { folder in
            let url = "sqlite:\(folder)/house.sqlite"
            let file = "\(folder)/copy.backup"
            let house = try await house(url, events: 4)
            _ = try await Backup.make(of: house.database, url: url, to: file)
            await #expect(throws: Refusal.self) { try await Backup.make(of: house.database, url: url, to: file) }
            await house.database.close()

            try Data("not a database".utf8).write(to: URL(filePath: "\(folder)/note.txt"))
            // A backup in which one byte of the log was changed.
            let tampered = "\(folder)/tampered.backup"
            try FileManager.default.copyItem(atPath: file, toPath: tampered)
            let other = try await Database.open("sqlite:\(tampered)")
            try await other.write { try $0.execute("UPDATE event SET subject = '9' WHERE number = 2") }
            await other.close()
            for path in ["\(folder)/absent", "\(folder)/note.txt", tampered, folder] {
                let refusal = await #expect(throws: Refusal.self) { try await Backup.restore(path, over: url, replacing: true) }
                #expect(refusal?.status == 404 || refusal?.status == 415)
            }
            #expect(try await events(url) == 4)
        }
    }

    @Test func postgresIsLeftToItsOwnTools() async {
        let refusal = await #expect(throws: Refusal.self) {
            try await Backup.restore("x", over: "postgresql://yao:secret@db.example/yaolian", replacing: true)
        }
        #expect(refusal?.detail.en.contains("pg_restore --clean") == true)
        #expect(refusal?.detail.en.contains("secret") == false)
    }
}
