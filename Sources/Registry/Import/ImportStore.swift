import Calendars
import Foundation
import Kernel

/// How a table is to be taken in.
struct ImportOptions: Sendable, Hashable {
    /// What stands as the source where the table has no column for it.
    let source: String
    /// The day from which all of it counts as known.
    let knownFrom: Day
    let keepFailing: Bool
}

/// A table that was sent in; confirmed or still to be.
struct ImportDraft: Sendable {
    let id: RecordID
    let kind: RecordKind
    let file: String
    let options: ImportOptions
    let grid: ImportGrid
    let byID: String
    let byName: String
    let at: Instant
    /// What was done, once it was.
    let report: ImportReport?
    let confirmedAt: Instant?
    let confirmedBy: String?
}

/// What an import did, kept for good.
struct ImportReport: Sendable, Codable, Hashable {
    let new: Int
    let changed: Int
    let same: Int
    let skipped: Int
    /// Lines with errors that were left out.
    let left: Int
    let problems: [ImportRow.Problem]
}

extension RegistryStore {
    static func insert(_ draft: ImportDraft, _ connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO registry_import (id, kind, file, source, known_from, keeps_failing, grid, by_id, by_name, at)
            VALUES (\(draft.id), \(draft.kind), \(draft.file), \(draft.options.source), \(draft.options.knownFrom), \(draft.options.keepFailing),
                \(draft.grid.text), \(draft.byID), \(draft.byName), \(draft.at))
            """)
    }

    static func draft(_ id: RecordID, _ connection: Connection) throws -> ImportDraft? {
        try connection.first("SELECT * FROM registry_import WHERE id = \(id)").map { row in
            ImportDraft(
                id: try row.id("id"), kind: try row.choice("kind"), file: try row.text("file"),
                options: ImportOptions(
                    source: try row.text("source"), knownFrom: try row.day("known_from"), keepFailing: try row.bool("keeps_failing")
                ),
                grid: ImportGrid(text: try row.text("grid")), byID: try row.text("by_id"), byName: try row.text("by_name"),
                at: try row.instant("at"),
                report: try row.optionalText("report").map { try JSONDecoder().decode(ImportReport.self, from: Data($0.utf8)) },
                confirmedAt: try row.optionalInstant("confirmed_at"), confirmedBy: try row.optionalText("confirmed_by"))
        }
    }

    static func confirm(_ id: RecordID, _ report: ImportReport, _ scope: Scope) throws {
        let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        try scope.connection.execute(
            "UPDATE registry_import SET report = \(JSONText(text)), confirmed_at = \(scope.now), confirmed_by = \(scope.viewer.name) WHERE id = \(id)"
        )
    }

    /// Drafts that nobody confirmed for a month go.
    static func dropDrafts(before moment: Instant, _ connection: Connection) throws {
        try connection.execute("DELETE FROM registry_import WHERE confirmed_at IS NULL AND at < \(moment)")
    }

    // MARK: Of all that a table names

    static func records(creditCodes: Set<String>, _ connection: Connection) throws -> [Record] {
        try portions(creditCodes).flatMap {
            try connection.query("SELECT * FROM record WHERE credit_code IN (\(values: $0))").map(record)
        }
    }

    /// By the key of a name or of another name; the name goes first.
    static func records(_ kind: RecordKind, nameKeys: Set<String>, _ connection: Connection) throws -> [String: Record] {
        var found: [String: Record] = [:]
        for part in portions(nameKeys) {
            let others = try connection.query(
                """
                SELECT r.*, n.name_key AS other_key FROM record_name AS n JOIN record AS r ON r.id = n.record
                WHERE n.name_key IN (\(values: part)) AND r.kind = \(kind) ORDER BY r.id DESC
                """)
            for row in others { found[try row.text("other_key")] = try record(row) }
            for row in try connection.query(
                "SELECT * FROM record WHERE kind = \(kind) AND name_key IN (\(values: part)) ORDER BY id DESC")
            {
                found[try row.text("name_key")] = try record(row)
            }
        }
        return found
    }

    static func otherNameKeys(of ids: some Collection<RecordID>, _ connection: Connection) throws -> [RecordID: Set<String>] {
        var keys: [RecordID: Set<String>] = [:]
        for part in portions(ids) {
            for row in try connection.query("SELECT record, name_key FROM record_name WHERE record IN (\(values: part))") {
                keys[try row.id("record"), default: []].insert(try row.text("name_key"))
            }
        }
        return keys
    }
}
