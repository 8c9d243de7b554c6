import CLibPQ

/// What a failed statement means for the transaction around it.
enum PostgresOutcome: Sendable {
    case ordinary
    /// Undone by the server because of other writers: worth another try.
    case conflict
    /// The connection is gone and nothing was committed.
    case lost
    /// The connection went while COMMIT was under way.
    case uncertain
    /// A prepared statement is older than the table it reads.
    case stale
}

/// The fields of an error that libpq reports. Source: PostgreSQL 15 manual, appendix A (error codes) and 34.3 (PQresultErrorField).
struct PostgresFault {
    let state: String
    let message: String
    let table: String
    let column: String
    let constraint: String
    let detail: String

    init(_ result: OpaquePointer) {
        func field(_ code: Unicode.Scalar) -> String {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) } ?? ""
        }
        (state, message, detail) = (field("C"), field("M"), field("D"))
        (table, column, constraint) = (field("t"), field("c"), field("n"))
    }

    var outcome: PostgresOutcome {
        switch state {
        case "40001", "40P01": .conflict
        case "57P01", "57P02", "57P03", "57P05": .lost
        case "0A000" where message.contains("cached plan"): .stale
        default: state.hasPrefix("08") ? .lost : .ordinary
        }
    }

    func error(_ sql: String) -> DatabaseError {
        switch state {
        case "23505": .unique(table: table, columns: columns, sql: sql)
        case "23503": .foreignKey(sql: sql)
        case "23502": .notNull(table: table, column: column, sql: sql)
        case "23514": .check(constraint: constraint, sql: sql)
        case "25006": .readOnly(sql: sql)
        case "25P02": .aborted(sql: sql)
        case "40001", "40P01", "55P03": .busy(sql: sql)
        case "57014": .timeout(sql: sql)
        default: error(ofClass: state.prefix(2), sql)
        }
    }

    private func error(ofClass name: Substring, _ sql: String) -> DatabaseError {
        switch name {
        case "08", "57": .connection(message)
        case "42", "22", "0A", "25", "26", "34", "2B", "3F": .statement(message, sql: sql)
        default: .engine(code: "PostgreSQL \(state)", message: message, sql: sql)
        }
    }

    /// From `Key (city, year)=(…) already exists.`; the values are left behind.
    private var columns: [String] {
        guard let open = detail.firstIndex(of: "("), let close = detail.firstRange(of: ")=(")?.lowerBound, open < close else {
            return []
        }
        let inside = detail[detail.index(after: open)..<close]
        guard !inside.contains("(") else { return [] }  // an index over an expression
        return inside.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\"" } }
    }
}
