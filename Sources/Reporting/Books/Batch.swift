import Calendars
import Foundation
import Kernel

/// Workbooks that came in together, and what became of each.
struct Batch: Sendable, Hashable {
    let id: RecordID
    let plan: RecordID
    let period: Day
    let file: String
    let count: Int
    let job: RecordID?
    let viewer: String
    let by: String
    let at: Instant
}

struct BookFile: Sendable, Hashable {
    enum State: String, Choosable, Hashable {
        case waiting, taken, returned
        var label: Text {
            switch self {
            case .waiting: Text("待处理", "Waiting")
            case .taken: Text("已采用", "Taken")
            case .returned: Text("退回", "Returned")
            }
        }
    }

    /// What the list page says of a returned file.
    struct Problem: Sendable, Hashable, Codable {
        /// 填报!F8
        let place: String
        let zh: String
        let en: String
        var message: Text { Text(zh, en) }
    }

    let place: Int
    let name: String
    let state: State
    let unitName: String?
    let item: RecordID?
    let problems: [Problem]
}

enum BookStore {
    static func insert(_ batch: Batch, _ files: [(name: String, bytes: Data)], _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO workbook_batch (id, plan, period_end, file, count, job, viewer, by_name, at)
            VALUES (\(batch.id), \(batch.plan), \(batch.period), \(batch.file), \(batch.count), \(batch.job), \(batch.viewer), \(batch.by), \(batch.at))
            """)
        for (place, file) in files.enumerated() {
            try scope.connection.execute(
                """
                INSERT INTO workbook_file (batch, place_order, name, sha256, bytes, state, problems)
                VALUES (\(batch.id), \(place), \(file.name), \(sha256(file.bytes)), \([UInt8](file.bytes)), 'waiting', '[]')
                """)
        }
    }

    static func batches(_ plan: RecordID, limit: Int = 10, _ connection: Connection) throws -> [Batch] {
        try connection.query("SELECT * FROM workbook_batch WHERE plan = \(plan) ORDER BY id DESC LIMIT \(limit)").map(batch)
    }

    static func batch(_ id: RecordID, plan: RecordID, _ connection: Connection) throws -> Batch? {
        try connection.first("SELECT * FROM workbook_batch WHERE id = \(id) AND plan = \(plan)").map(batch)
    }

    static func files(_ batch: RecordID, _ connection: Connection) throws -> [BookFile] {
        try connection.query(
            """
            SELECT place_order, name, state, unit_name, unit_return, problems FROM workbook_file WHERE batch = \(batch)
            ORDER BY place_order LIMIT 1000
            """
        ).map { row in
            BookFile(
                place: try row.int("place_order"), name: try row.text("name"), state: try row.choice("state"),
                unitName: try row.optionalText("unit_name"), item: try row.optionalID("unit_return"),
                problems: try JSONDecoder().decode([BookFile.Problem].self, from: Data(try row.text("problems").utf8)))
        }
    }

    static func bytes(_ batch: RecordID, place: Int, _ connection: Connection) throws -> Data? {
        try connection.first("SELECT bytes FROM workbook_file WHERE batch = \(batch) AND place_order = \(place)").map {
            Data(try $0.blob("bytes"))
        }
    }

    /// The returned workbooks, one at a time.
    static func answers(_ batch: RecordID, _ connection: Connection) throws -> [(name: String, bytes: Data)] {
        try connection.query(
            "SELECT name, answer FROM workbook_file WHERE batch = \(batch) AND state = 'returned' ORDER BY place_order LIMIT 1000"
        ).map { (try $0.text("name"), Data(try $0.blob("answer"))) }
    }

    static func end(
        _ batch: RecordID, place: Int, _ state: BookFile.State, unitName: String?, item: RecordID?, problems: [BookFile.Problem],
        answer: Data?, _ connection: Connection
    ) throws -> Bool {
        let json = String(decoding: try JSONEncoder().encode(problems), as: UTF8.self)
        return try connection.execute(
            """
            UPDATE workbook_file SET state = \(state), unit_name = \(unitName), unit_return = \(item), problems = \(JSONText(json)),
                answer = \(answer.map { [UInt8]($0) })
            WHERE batch = \(batch) AND place_order = \(place) AND state = 'waiting'
            """) == 1
    }

    private static func batch(_ row: Row) throws -> Batch {
        Batch(
            id: try row.id("id"), plan: try row.id("plan"), period: try row.day("period_end"), file: try row.text("file"),
            count: try row.int("count"), job: try row.optionalID("job"), viewer: try row.text("viewer"),
            by: try row.text("by_name"),
            at: try row.instant("at"))
    }
}
