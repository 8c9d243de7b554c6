/// A statement, or a piece of one, whose interpolated values are bound and never become text.
///
/// ```swift
/// let open: SQL = "closed IS NULL"
/// let sql: SQL = "SELECT id, name FROM plan WHERE city = \(city) AND year > \(year) AND \(open) ORDER BY id LIMIT \(limit)"
/// ```
///
/// - A `SQL` inside a `SQL` is joined with its arguments; so is `a + b`.
/// - `\(values: ids)` writes a list for `IN (…)`; an empty list is `NULL`, which no row equals.
/// - `\(raw: "…")` takes a literal only; text made at run time cannot become SQL. Choose between fragments instead:
///   `let order: SQL = byName ? "name, id" : "id"`.
///
/// Arguments carry their type to PostgreSQL. The same text runs on both engines; what differs stands in ``Dialect``.
public struct SQL: Sendable, Hashable {
    struct Argument: Sendable, Hashable {
        let value: SQLValue
        let type: SQLType
    }

    /// The text between the arguments: always one more than there are arguments.
    private(set) var parts: [String]
    private(set) var arguments: [Argument]

    public init(_ sql: SQL) { self = sql }

    /// Text from the house's own code, such as a statement with its types written out.
    init(verbatim text: String) {
        parts = [text]
        arguments = []
    }

    public static func + (a: SQL, b: SQL) -> SQL {
        var sum = a
        sum.append(b)
        return sum
    }

    public static func += (a: inout SQL, b: SQL) { a.append(b) }

    /// `pieces` with `separator` between them.
    public static func joined(_ pieces: some Sequence<SQL>, by separator: SQL) -> SQL {
        var sum: SQL = ""
        var first = true
        for piece in pieces {
            if !first { sum.append(separator) }
            sum.append(piece)
            first = false
        }
        return sum
    }

    mutating func append(_ other: SQL) {
        parts[parts.count - 1] += other.parts[0]
        parts.append(contentsOf: other.parts.dropFirst())
        arguments.append(contentsOf: other.arguments)
    }

    mutating func append(text: String) { parts[parts.count - 1] += text }

    mutating func append(_ value: SQLValue, _ type: SQLType) {
        arguments.append(Argument(value: value, type: type))
        parts.append("")
    }

    /// The text for the engine: `?1`, `?2` … for SQLite (where `$2` would be a name, numbered by first appearance), `$1` … for PostgreSQL.
    func text(for dialect: Dialect) -> String {
        guard !arguments.isEmpty else { return parts[0] }
        let mark = dialect == .sqlite ? "?" : "$"
        var text = parts[0]
        for (index, part) in parts.dropFirst().enumerated() {
            text += mark
            text += String(index + 1)
            text += part
        }
        return text
    }

    /// Certain to change nothing; a statement that begins otherwise may.
    var isRead: Bool { parts[0].drop { $0.isWhitespace }.hasPrefix("SELECT ") }

    /// The text alone, as errors show it. Arguments are never shown: they may be personal.
    public var shown: String { text(for: .postgres) }
}

extension SQL: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) { self.init(verbatim: text) }
    public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL(verbatim: "")

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserve(interpolationCount)
        }

        public mutating func appendLiteral(_ text: String) { sql.append(text: text) }

        public mutating func appendInterpolation<T: SQLBindable>(_ value: T) { sql.append(value.sqlValue, T.sqlType) }

        /// A null keeps its type.
        public mutating func appendInterpolation<T: SQLBindable>(_ value: T?) { sql.append(value?.sqlValue ?? .null, T.sqlType) }

        /// A value of a closed list is written as its raw value.
        public mutating func appendInterpolation<T: RawRepresentable>(_ value: T) where T.RawValue: SQLBindable {
            sql.append(value.rawValue.sqlValue, T.RawValue.sqlType)
        }

        public mutating func appendInterpolation<T: RawRepresentable>(_ value: T?) where T.RawValue: SQLBindable {
            sql.append(value?.rawValue.sqlValue ?? .null, T.RawValue.sqlType)
        }

        public mutating func appendInterpolation(_ piece: SQL) { sql.append(piece) }

        public mutating func appendInterpolation(raw text: StaticString) { sql.append(text: "\(text)") }

        public mutating func appendInterpolation<T: SQLBindable>(values: some Sequence<T>) {
            var empty = true
            for value in values {
                if !empty { sql.append(text: ", ") }
                sql.append(value.sqlValue, T.sqlType)
                empty = false
            }
            if empty { sql.append(text: "NULL") }
        }
    }

    private mutating func reserve(_ count: Int) {
        parts.reserveCapacity(count + 1)
        arguments.reserveCapacity(count)
    }
}
