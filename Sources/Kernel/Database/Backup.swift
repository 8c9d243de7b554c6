import Foundation

/// A copy of a house in one file, and the way back from it.
///
/// SQLite: the copy is complete as of one moment while reads and writes go on, and is checked before it counts. PostgreSQL is kept and
/// restored by its own tools; the refusal says the exact command.
public enum Backup {
    /// What a backup file holds.
    public struct Contents: Sendable, Hashable {
        /// Rows of the activity log, which follow one from another.
        public let events: Int
        public let bytes: Int
    }

    /// Writes the copy to a new file and checks it.
    public static func make(of database: Database, url: String, to path: String) async throws -> Contents {
        if database.dialect == .postgres {
            throw Refusal.unsupported(
                Text(
                    "PostgreSQL请用它自己的工具备份：pg_dump --format=custom --file=\(path) \(shown(url))",
                    "PostgreSQL is backed up by its own tool: pg_dump --format=custom --file=\(path) \(shown(url))"))
        }
        if FileManager.default.fileExists(atPath: path) {
            throw Refusal.conflict(
                Text("文件“\(path)”已经存在。备份只写新文件，请换个名字。", "The file “\(path)” exists. A backup goes to a new file; give another name.")
            )
        }
        try await database.backup(to: path)
        return try await check(path)
    }

    /// Opens the file on its own and asks whether it is sound and its log whole.
    public static func check(_ path: String) async throws -> Contents {
        guard let size = size(path) else {
            throw Refusal.missing(Text("文件“\(path)”不存在或读不出。", "The file “\(path)” is not there or cannot be read."))
        }
        guard isSQLite(path) else { throw unusable(path, Text("它不是SQLite数据库。", "It is no SQLite database.")) }
        // A copy, so that looking leaves the backup as it is.
        let folder = FileManager.default.temporaryDirectory.appending(path: "yaolian-check-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appending(path: "copy.sqlite").path
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        let database = try await Database.open("sqlite:\(copy)")
        do {
            if let fault = try await database.verify().first { throw unusable(path, Text(same: fault)) }
            guard case .success(let events) = try await database.read({ try EventLog.verify($0) }) else {
                throw unusable(path, Text("其中的操作记录前后接不上。", "Its activity log does not hold together."))
            }
            await database.close()
            return Contents(events: events, bytes: size)
        } catch let error as DatabaseError {
            await database.close()
            throw unusable(path, Text("\(error)", "\(error)"))
        } catch {
            await database.close()
            throw error
        }
    }

    /// Puts the backup in the place of the database at `url`. A database in which something happened is only replaced where `replacing`
    /// says so; it is then moved aside, never deleted. Returns where it went.
    public static func restore(_ path: String, over url: String, replacing: Bool) async throws -> String? {
        guard url.hasPrefix("sqlite:"), url != "sqlite::memory:" else {
            throw Refusal.unsupported(
                Text(
                    "PostgreSQL请用它自己的工具恢复：pg_restore --clean --if-exists --single-transaction --dbname=\(shown(url)) \(path)",
                    "PostgreSQL is restored by its own tool: pg_restore --clean --if-exists --single-transaction --dbname=\(shown(url)) \(path)"
                ))
        }
        let target = String(url.dropFirst("sqlite:".count))
        _ = try await check(path)
        var aside: String?
        if FileManager.default.fileExists(atPath: target) { aside = try await moveAside(target, url, replacing) }
        let partial = target + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        try FileManager.default.copyItem(atPath: path, toPath: partial)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: partial)
        try FileManager.default.moveItem(atPath: partial, toPath: target)
        return aside
    }

    private static func moveAside(_ target: String, _ url: String, _ replacing: Bool) async throws -> String {
        if !replacing, try await happened(in: url) {
            throw Refusal.conflict(
                Text(
                    "“\(target)”里已有内容。确要用备份取代它，请加--replace；原文件会移到一旁保留。",
                    "“\(target)” holds a house already. To put the backup in its place say --replace; the old file is kept aside."))
        }
        // The last one to close the database takes its journal away: one that is left belongs to a program that runs.
        let database = try? await Database.open(url)
        await database?.close()
        if FileManager.default.fileExists(atPath: target + "-wal") {
            throw Refusal.conflict(
                Text("“\(target)”正被另一个程序使用。请先停止服务。", "“\(target)” is in use by another program. Stop the service first."))
        }
        let stamp = House.systemClock().description.filter { $0 != ":" && $0 != "-" }.prefix(15)
        let aside = "\(target).replaced-\(stamp)"
        try FileManager.default.moveItem(atPath: target, toPath: aside)
        return aside
    }

    private static func happened(in url: String) async throws -> Bool {
        let database = try await Database.open(url)
        // Without the table there is no house in it yet.
        let count = try? await database.read { try EventLog.head($0).number }
        await database.close()
        return (count ?? 0) > 0
    }

    private static func unusable(_ path: String, _ why: Text) -> Refusal {
        .unsupported(Text("“\(path)”不能用作备份：", "“\(path)” is no usable backup: ") + why)
    }

    private static func size(_ path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
        return (attributes?[.size] as? NSNumber)?.intValue
    }

    private static func isSQLite(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 16) else { return false }
        return head == Data("SQLite format 3\u{0}".utf8)
    }

    /// Without the password that the address may hold.
    private static func shown(_ url: String) -> String {
        guard let at = url.lastIndex(of: "@"), let scheme = url.range(of: "://"), scheme.upperBound < at else { return url }
        let user = url[scheme.upperBound..<at].prefix { $0 != ":" }
        return String(url[..<scheme.upperBound] + user + url[at...])
    }
}
