import Calendars
import Kernel

extension RegistryStore {
    static func update(_ record: Record, _ connection: Connection) throws {
        try connection.execute(
            """
            UPDATE record SET name = \(record.name), name_key = \(nameKey(record.name)), type = \(record.type), place = \(record.place),
                credit_code = \(record.creditCode), industry = \(record.industry), owner = \(record.owner), park = \(record.park), note = \(record.note)
            WHERE id = \(record.id)
            """)
        try index(record.id, connection)
    }

    static func insert(
        _ scheme: IdentifierScheme, _ value: String, failsCheck: Bool, for record: RecordID, _ connection: Connection
    ) throws {
        try connection.execute(
            "INSERT INTO record_identifier (record, scheme, value, fails_check) VALUES (\(record), \(scheme), \(value), \(failsCheck))"
        )
        try index(record, connection)
    }

    static func remove(_ scheme: IdentifierScheme, of record: RecordID, _ connection: Connection) throws {
        try connection.execute("DELETE FROM record_identifier WHERE record = \(record) AND scheme = \(scheme)")
    }

    /// Puts into the search all that the record is found by.
    static func index(_ id: RecordID, _ connection: Connection) throws {
        guard let record = try find(id, connection) else { return }
        let codes = try identifiers(of: id, connection).map(\.value)
        let words = [record.name] + (try otherNames(of: id, connection)) + [record.creditCode].compactMap { $0 } + codes
        try search.put(id, words.joined(separator: " "), connection)
    }

    // MARK: Many at once

    static func insertAll(_ records: [Record], origin: String, _ scope: Scope) throws {
        let now = scope.now.description
        try scope.connection.insertMany(
            into: "record",
            columns: [
                "id", "kind", "name", "name_key", "type", "place", "credit_code", "industry", "owner", "park", "note", "origin",
                "known_from", "created_at",
                "created_by",
            ],
            rows: records.lazy.map { record -> [SQLValue] in
                [
                    record.id.sqlValue, .text(record.kind.rawValue), .text(record.name), .text(nameKey(record.name)),
                    record.type.sqlValue,
                    record.place.sqlValue, record.creditCode.sqlValue, record.industry.sqlValue, record.owner.sqlValue,
                    record.park.sqlValue,
                    record.note.sqlValue, .text(origin), record.knownFrom.sqlValue, .text(now), .text(scope.viewer.name),
                ]
            })
    }

    static func insertAll(_ spans: [StatusSpan], of kind: RecordKind, _ scope: Scope) throws {
        let now = scope.now.description
        try scope.connection.insertMany(
            into: "record_status",
            columns: ["id", "record", "kind", "status", "from_day", "to_day", "source", "by_name", "at", "known_from"],
            rows: spans.lazy.map { span -> [SQLValue] in
                [
                    span.id.sqlValue, span.record.sqlValue, .text(kind.rawValue), .text(span.status.rawValue), span.from.sqlValue,
                    span.to.sqlValue,
                    .text(span.source), .text(span.by), .text(now), span.knownFrom.sqlValue,
                ]
            })
    }

    static func insertAll(_ figures: [(id: RecordID, figure: Figure)], _ scope: Scope) throws {
        let now = scope.now.description
        try scope.connection.insertMany(
            into: "record_figure",
            columns: ["id", "record", "kind", "period_end", "months", "amount", "source", "by_name", "at", "known_from"],
            rows: figures.lazy.map { id, figure -> [SQLValue] in
                [
                    id.sqlValue, figure.record.sqlValue, .text(figure.kind.rawValue), figure.periodEnd.sqlValue,
                    .int(Int64(figure.months)),
                    .int(Int64(figure.amount)), .text(figure.source), .text(figure.by), .text(now), figure.knownFrom.sqlValue,
                ]
            })
    }

    static func insertAll(creditCodes: [(record: RecordID, code: String, failsCheck: Bool)], _ connection: Connection) throws {
        try connection.insertMany(
            into: "record_identifier", columns: ["record", "scheme", "value", "fails_check"],
            rows: creditCodes.lazy.map { entry -> [SQLValue] in
                [entry.record.sqlValue, .text(IdentifierScheme.creditCode.rawValue), .text(entry.code), .bool(entry.failsCheck)]
            })
    }
}
