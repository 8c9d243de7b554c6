import CLibPQ

/// The statements of one transaction.
extension PostgresLink: Session {
    var dialect: Dialect { .postgres }

    func query(_ sql: String, _ arguments: [SQL.Argument]) throws -> [Row] { try run(sql, arguments).rows(sql) }

    func execute(_ sql: String, _ arguments: [SQL.Argument]) throws -> Int { try run(sql, arguments).affected }

    /// Lists of any length are not worth keeping.
    private func run(_ sql: String, _ arguments: [SQL.Argument]) throws -> PostgresResult {
        let bound = PostgresArguments(arguments)
        guard arguments.count <= 32 else { return try exchange(opening() + [.direct(sql, bound)], sql) }
        let key = StatementCache.Key(sql: sql, types: bound.types)
        if let name = statements.name(key) { return try exchange(opening() + [.prepared(name, bound)], sql) }
        let (name, evicted) = statements.newName()
        if let evicted { try command("DEALLOCATE \(evicted)") }
        let opening = opening()
        // Prepared but refused when run, it is kept all the same.
        defer { if answered > opening.count(where: { !$0.isSync }) { statements.keep(key, name) } }
        return try exchange(opening + [.prepare(name, sql, bound), .prepared(name, bound)], sql)
    }

    func command(_ sql: String) throws {
        try settle()
        try finish()
        guard let pointer = PQexec(connection, sql) else { throw broken(sql) }
        if let fault = PostgresResult(pointer).fault { throw note(fault, sql) }
    }

    func unhurried() throws { try command("SET LOCAL statement_timeout = 0") }

    func cursor(_ sql: String, _ arguments: [SQL.Argument]) throws -> any Cursor {
        cursors += 1
        let name = "cursor\(cursors)"
        let declare = "DECLARE \(name) NO SCROLL CURSOR FOR \(sql)"
        _ = try exchange(opening() + [.direct(declare, PostgresArguments(arguments))], sql)
        return PostgresCursor(self, name)
    }

    func insertMany(table: String, columns: [String], next: () throws -> [SQLValue]?) throws -> Int {
        let sql = "COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN"
        try beginCopy(sql)
        var text = CopyText()
        var count = 0
        do {
            while let row = try next() {
                text.append(row)
                count += 1
                if text.isLarge { try put(&text, sql) }
                if count % PostgresLink.rowsPerCopy == 0 {
                    try put(&text, sql)
                    try endCopy(nil, sql)
                    try beginCopy(sql)
                }
            }
            try put(&text, sql)
        } catch {
            if !isDead, PQtransactionStatus(connection) == PQTRANS_ACTIVE { try? endCopy("given up", sql) }
            throw error
        }
        try endCopy(nil, sql)
        return count
    }

    /// So that no one statement outlasts the time limit.
    private static let rowsPerCopy = 100_000

    private func beginCopy(_ sql: String) throws {
        try settle()
        try finish()
        guard let pointer = PQexec(connection, sql) else { throw broken(sql) }
        let opened = PostgresResult(pointer)
        if let fault = opened.fault { throw note(fault, sql) }
        guard opened.status == PGRES_COPY_IN else { throw broken(sql) }
    }

    private func put(_ text: inout CopyText, _ sql: String) throws {
        let sent = text.bytes.withUnsafeBytes {
            PQputCopyData(connection, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
        }
        guard sent == 1 else { throw broken(sql) }
        text.clear()
    }

    private func endCopy(_ reason: String?, _ sql: String) throws {
        guard PQputCopyEnd(connection, reason) == 1 else { throw broken(sql) }
        var first: PostgresFault?
        while let pointer = PQgetResult(connection) {
            let result = PostgresResult(pointer)
            if first == nil { first = result.fault }
        }
        if let first { throw note(first, sql) }
        if PQstatus(connection) != CONNECTION_OK { throw broken(sql) }
    }
}

private final class PostgresCursor: Cursor {
    private let link: PostgresLink
    private let name: String
    private var open = true

    init(_ link: PostgresLink, _ name: String) {
        self.link = link
        self.name = name
    }

    func next() throws -> [Row] {
        guard open else { return [] }
        let rows = try link.query("FETCH FORWARD 512 FROM \(name)", [])
        if rows.count < 512 { close() }
        return rows
    }

    /// In a transaction that has failed the cursor goes with it.
    func close() {
        guard open, !link.isDead else { return }
        open = false
        link.closeCursor(name)
    }
}

extension PostgresLink {
    fileprivate func closeCursor(_ name: String) {
        guard PQtransactionStatus(connection) == PQTRANS_INTRANS else { return }
        try? command("CLOSE \(name)")
    }
}
