public import Calendars
public import Foundation

/// One row of a result. Values are asked for by the name of the column and by type; what is not there, or is of another type, is a
/// ``DatabaseError``, never a trap.
///
/// ```swift
/// let plan = try Plan(id: row.id("id"), name: row.text("name"), due: row.optionalDay("due"), open: row.bool("open"))
/// ```
public struct Row: Sendable {
    /// The values of a result side by side, shared by its rows.
    final class Batch: Sendable {
        let columns: [String]
        let values: [SQLValue]
        init(columns: [String], values: [SQLValue]) {
            self.columns = columns
            self.values = values
        }
    }

    let batch: Batch
    let start: Int

    static func rows(_ columns: [String], _ values: [SQLValue], count: Int) -> [Row] {
        let batch = Batch(columns: columns, values: values)
        let width = columns.count
        var rows: [Row] = []
        rows.reserveCapacity(count)
        for index in 0..<count { rows.append(Row(batch: batch, start: index * width)) }
        return rows
    }

    public var columns: [String] { batch.columns }

    /// The value as the engine gave it.
    public func value(_ column: String) throws(DatabaseError) -> SQLValue {
        let columns = batch.columns
        for index in columns.indices where columns[index] == column { return batch.values[start + index] }
        throw .row(column: column, problem: "the result has only \(columns.joined(separator: ", "))")
    }

    public func optionalInt(_ column: String) throws(DatabaseError) -> Int? {
        switch try value(column) {
        case .null: return nil
        case .int(let n): return Int(n)
        case let other: throw other.not("a whole number", column)
        }
    }

    /// Accepts a whole number too: SQLite gives a REAL back as one in `RETURNING`.
    public func optionalDouble(_ column: String) throws(DatabaseError) -> Double? {
        switch try value(column) {
        case .null: return nil
        case .double(let d): return d
        case .int(let n): return Double(n)
        case let other: throw other.not("a number", column)
        }
    }

    public func optionalText(_ column: String) throws(DatabaseError) -> String? {
        switch try value(column) {
        case .null: return nil
        case .text(let s): return s
        case let other: throw other.not("text", column)
        }
    }

    /// Accepts 0 and 1, as SQLite keeps them.
    public func optionalBool(_ column: String) throws(DatabaseError) -> Bool? {
        switch try value(column) {
        case .null: return nil
        case .bool(let b): return b
        case .int(0): return false
        case .int(1): return true
        case let other: throw other.not("yes or no", column)
        }
    }

    public func optionalBlob(_ column: String) throws(DatabaseError) -> [UInt8]? {
        switch try value(column) {
        case .null: return nil
        case .blob(let bytes): return bytes
        case let other: throw other.not("bytes", column)
        }
    }

    public func optionalDay(_ column: String) throws(DatabaseError) -> Day? {
        try read(column, "a day YYYY-MM-DD") { Day($0) }
    }

    public func optionalTime(_ column: String) throws(DatabaseError) -> Date? {
        try read(column, "a moment in UTC") { Timestamp.date($0) }
    }

    public func optionalID(_ column: String) throws(DatabaseError) -> RecordID? {
        try read(column, "a record id") { RecordID($0) }
    }

    /// A value of a closed list, kept as its raw text.
    public func optionalChoice<E: RawRepresentable<String>>(_ column: String, _: E.Type = E.self) throws(DatabaseError) -> E? {
        try read(column, "one of \(E.self)") { E(rawValue: $0) }
    }

    public func int(_ column: String) throws(DatabaseError) -> Int { try present(optionalInt(column), column) }
    public func double(_ column: String) throws(DatabaseError) -> Double { try present(optionalDouble(column), column) }
    public func text(_ column: String) throws(DatabaseError) -> String { try present(optionalText(column), column) }
    public func bool(_ column: String) throws(DatabaseError) -> Bool { try present(optionalBool(column), column) }
    public func blob(_ column: String) throws(DatabaseError) -> [UInt8] { try present(optionalBlob(column), column) }
    public func day(_ column: String) throws(DatabaseError) -> Day { try present(optionalDay(column), column) }
    public func time(_ column: String) throws(DatabaseError) -> Date { try present(optionalTime(column), column) }
    public func id(_ column: String) throws(DatabaseError) -> RecordID { try present(optionalID(column), column) }
    public func choice<E: RawRepresentable<String>>(_ column: String, _: E.Type = E.self) throws(DatabaseError) -> E {
        try present(optionalChoice(column), column)
    }

    private func read<T>(_ column: String, _ what: String, _ parse: (String) -> T?) throws(DatabaseError) -> T? {
        guard let text = try optionalText(column) else { return nil }
        guard let parsed = parse(text) else { throw .row(column: column, problem: "the text is not \(what)") }
        return parsed
    }

    private func present<T>(_ value: T?, _ column: String) throws(DatabaseError) -> T {
        guard let value else { throw .row(column: column, problem: "the value is null") }
        return value
    }
}

extension SQLValue {
    fileprivate func not(_ what: String, _ column: String) -> DatabaseError {
        let kind =
            switch self {
            case .null: "null"
            case .int: "a whole number"
            case .double: "a number"
            case .text: "text"
            case .bool: "yes or no"
            case .blob: "bytes"
            }
        return .row(column: column, problem: "the value is \(kind), not \(what)")
    }
}
