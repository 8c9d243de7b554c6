public import Calendars
public import Foundation

/// A value that goes into a statement or comes out of a row.
///
/// Booleans come out of SQLite as whole numbers; the accessors of ``Row`` know.
public enum SQLValue: Hashable, Sendable {
    case null
    case int(Int64)
    case double(Double)
    case text(String)
    case bool(Bool)
    case blob([UInt8])
}

/// What PostgreSQL is told about an argument, so that `$1 IS NULL OR city = $1` needs no CAST, whether or not `$1` is null.
public enum SQLType: UInt8, Hashable, Sendable {
    /// The server infers it from where the argument stands.
    case unknown
    case int, double, text, bool, blob, json
}

/// What may be interpolated into ``SQL``.
public protocol SQLBindable: Sendable {
    static var sqlType: SQLType { get }
    var sqlValue: SQLValue { get }
}

extension Int: SQLBindable {
    public static var sqlType: SQLType { .int }
    public var sqlValue: SQLValue { .int(Int64(self)) }
}

extension Int64: SQLBindable {
    public static var sqlType: SQLType { .int }
    public var sqlValue: SQLValue { .int(self) }
}

extension Double: SQLBindable {
    public static var sqlType: SQLType { .double }
    public var sqlValue: SQLValue { .double(self) }
}

extension String: SQLBindable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(self) }
}

extension Substring: SQLBindable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(String(self)) }
}

extension Bool: SQLBindable {
    public static var sqlType: SQLType { .bool }
    public var sqlValue: SQLValue { .bool(self) }
}

extension [UInt8]: SQLBindable {
    public static var sqlType: SQLType { .blob }
    public var sqlValue: SQLValue { .blob(self) }
}

/// A day is text, `YYYY-MM-DD`: the order of the text is the order of the days.
extension Day: SQLBindable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(description) }
}

/// A moment is text in UTC with milliseconds, `2026-11-21T20:54:03.125Z`: always 24 bytes for the years 1 to 9999, in order of time.
extension Date: SQLBindable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(Timestamp.text(self)) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    public static var sqlType: SQLType { Wrapped.sqlType }
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

extension SQLValue: SQLBindable {
    public static var sqlType: SQLType { .unknown }
    public var sqlValue: SQLValue { self }
}

/// Text for a `{json}` column. PostgreSQL keeps the value, not its spelling: what is hashed belongs in a `{text}` column.
public struct JSONText: SQLBindable, Hashable {
    public let text: String
    public init(_ text: String) { self.text = text }

    public static var sqlType: SQLType { .json }
    public var sqlValue: SQLValue { .text(text) }
}
