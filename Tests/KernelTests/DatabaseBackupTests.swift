import Foundation
import HouseTesting
import Kernel
import Testing

@Suite struct DatabaseBackup {
    @Test func aCopyIsCompleteWhileWritesGoOn() async throws {
        try await TestDatabase.withURL(.sqlite, SampleSchema.plan) { url in
            let database = try await Database.open(url)
            try await database.write { connection in for year in 2000..<2100 { try SampleSchema.insert(connection, "徐州", year) } }
            let copy = String(url.dropFirst("sqlite:".count)) + ".copy"
            async let writing: Void = {
                for year in 2100..<2150 { try await database.write { _ = try SampleSchema.insert($0, "徐州", year) } }
            }()
            try await database.backup(to: copy)
            try await writing
            let restored = try await Database.open("sqlite:\(copy)")
            #expect(try await restored.verify() == [])
            let count = try await restored.read { try $0.first("SELECT COUNT(*) AS n FROM plan")?.int("n") ?? 0 }
            #expect((100...150).contains(count))
            #expect(try await restored.migrate(SampleSchema.plan) == [])
            await restored.close()
            await #expect(throws: DatabaseError.self) { try await database.backup(to: copy) }
            await database.close()
        }
    }

    @Test func onlyTheOwnerReadsTheFiles() async throws {
        try await TestDatabase.withURL(.sqlite) { url in
            let path = String(url.dropFirst("sqlite:".count))
            let database = try await Database.open(url)
            try await database.migrate(SampleSchema.plan)
            try await database.backup(to: path + ".copy")
            for file in [path, path + "-wal", path + ".copy"] {
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600, "\(file)")
            }
            await database.close()
        }
    }

    @Test func aDamagedFileIsTold() async throws {
        try await TestDatabase.withURL(.sqlite, SampleSchema.plan) { url in
            let path = String(url.dropFirst("sqlite:".count))
            let database = try await Database.open(url)
            try await database.write { connection in for year in 2000..<2900 { try SampleSchema.insert(connection, "徐州", year) } }
            await database.close()
            let file = try FileHandle(forUpdating: URL(filePath: path))
            try file.seek(toOffset: 8 * 4096)
            try file.write(contentsOf: Data(repeating: 0x5A, count: 6 * 4096))
            try file.close()
            let damaged = try await Database.open(url)
            #expect(try await !damaged.verify().isEmpty)
            await damaged.close()
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefused() async throws {
        try await TestDatabase.withURL(.sqlite) { url in
            try Data("这不是数据库".utf8).write(to: URL(filePath: String(url.dropFirst("sqlite:".count))))
            await #expect(throws: DatabaseError.self) { try await Database.open(url) }
        }
    }

    @Test(arguments: TestDatabase.engines) func aSoundDatabaseHasNothingToComplainOf(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database async throws in
            #expect(try await database.verify() == [])
        }
    }

    @Test func aDatabaseInMemoryLeavesNoFile() async throws {
        let database = try await Database.open("sqlite::memory:")
        try await database.migrate(SampleSchema.plan)
        try await database.write { _ = try SampleSchema.insert($0, "徐州", 2024) }
        let file = try await database.read { try $0.first("PRAGMA database_list")?.text("file") ?? "" }
        #expect(FileManager.default.fileExists(atPath: file))
        await database.close()
        #expect(!FileManager.default.fileExists(atPath: file))
    }
}
