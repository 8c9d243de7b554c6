import Foundation
import Kernel
import Testing

/// Fails for every statement of `body` that reads a growing table from end to end.
///
/// ```swift
/// try await database.read { connection in
///     try expectIndexed(connection, growing: ["plan", "measure"]) { _ = try PlanStore.measures(connection, of: plan, viewer) }
/// }
/// ```
///
/// Reading an index from its start is allowed to a statement that stops at a LIMIT without sorting. The plans do not depend on what is in
/// the tables: SQLite plans without statistics, and PostgreSQL is told to prefer any index.
public func expectIndexed(
    _ connection: Connection, growing: Set<String>, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) throws {
    var statements: [SQL] = []
    connection.watch = { statements.append($0) }
    defer { connection.watch = nil }
    try body()
    connection.watch = nil
    let plans = try QueryPlan.plans(of: statements, connection)
    for plan in plans {
        for problem in plan.problems(growing) {
            Issue.record("\(problem)\n\(plan.sql.shown)\n\(plan.text)", sourceLocation: sourceLocation)
        }
    }
}

/// How an engine is going to carry out a statement.
public struct QueryPlan: Sendable {
    public let sql: SQL
    /// As the engine prints it.
    public let text: String
    private let scans: [Scan]

    /// A table that is read, and how.
    struct Scan: Sendable, Hashable {
        /// The table's name, or on SQLite its alias.
        let table: String
        let way: String
    }

    public static func plans(of statements: [SQL], _ connection: Connection) throws -> [QueryPlan] {
        var seen: Set<String> = []
        let asked = statements.filter { sql in
            let verb = sql.shown.prefix { $0 != " " && $0 != "\n" }.uppercased()
            return ["SELECT", "WITH", "UPDATE", "DELETE", "INSERT"].contains(verb) && seen.insert(sql.shown).inserted
        }
        if connection.dialect == .postgres { try connection.execute("SET LOCAL enable_seqscan = off") }
        let plans = try asked.map { try QueryPlan($0, connection) }
        if connection.dialect == .postgres { try connection.execute("SET LOCAL enable_seqscan = on") }
        return plans
    }

    init(_ sql: SQL, _ connection: Connection) throws {
        self.sql = sql
        switch connection.dialect {
        case .sqlite:
            let lines = try connection.query("EXPLAIN QUERY PLAN \(sql)").map { try $0.text("detail") }
            text = lines.joined(separator: "\n")
            scans = QueryPlan.sqlite(lines, sql.shown)
        case .postgres:
            let rows = try connection.query("EXPLAIN (FORMAT JSON, COSTS OFF) \(sql)")
            text = try rows.map { try $0.text("QUERY PLAN") }.joined()
            let tree = try JSONSerialization.jsonObject(with: Data(text.utf8))
            scans =
                ((tree as? [[String: Any]])?.first?["Plan"] as? [String: Any]).map { QueryPlan.postgres($0, limited: false) } ?? []
        }
    }

    public func problems(_ growing: Set<String>) -> [String] {
        Set(scans).filter { growing.contains($0.table) }.map { "\($0.table) is read from end to end: \($0.way)" }.sorted()
    }

    // MARK: SQLite

    /// Lines such as `SCAN plan`, `SCAN p USING INDEX plan_city`, `SEARCH plan USING AUTOMATIC COVERING INDEX (city=?)`.
    private static func sqlite(_ lines: [String], _ sql: String) -> [Scan] {
        let sorts = lines.contains { $0.hasPrefix("USE TEMP B-TREE") }
        let stops = sql.uppercased().split { !$0.isLetter }.contains("LIMIT") && !sorts
        let tables = aliases(sql)
        return lines.compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 1, !line.contains("VIRTUAL TABLE") else { return nil }
            let isScan = words[0] == "SCAN" && !(stops && line.contains("USING"))
            guard isScan || line.contains("AUTOMATIC") else { return nil }
            return Scan(table: tables[words[1]] ?? words[1], way: line)
        }
    }

    /// What `FROM plan AS p`, `JOIN plan p` call a table.
    private static func aliases(_ sql: String) -> [String: String] {
        let words = sql.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
        var aliases: [String: String] = [:]
        for (index, word) in words.enumerated() where ["FROM", "JOIN", "UPDATE", "INTO"].contains(word.uppercased()) {
            guard index + 2 < words.count else { continue }
            let next = words[index + 2].uppercased() == "AS" ? index + 3 : index + 2
            if next < words.count { aliases[words[next]] = words[index + 1] }
        }
        return aliases
    }

    // MARK: PostgreSQL

    /// `limited`: the rows of this node are asked for one by one until a LIMIT is met.
    private static func postgres(_ node: [String: Any], limited: Bool) -> [Scan] {
        let kind = node["Node Type"] as? String ?? ""
        var scans: [Scan] = []
        if let table = node["Relation Name"] as? String {
            switch kind {
            case "Seq Scan": scans.append(Scan(table: table, way: kind))
            case "Index Scan", "Index Only Scan":
                if node["Index Cond"] == nil, !limited {
                    scans.append(
                        Scan(table: table, way: "\(kind) using \(node["Index Name"] as? String ?? "") without a condition"))
                }
            case "Bitmap Heap Scan":
                if QueryPlan.readsAnIndexWhole(node) { scans.append(Scan(table: table, way: "\(kind) without a condition")) }
            default: break
            }
        }
        let gathers = ["Sort", "Aggregate", "Hash", "WindowAgg", "SetOp", "Unique", "BitmapOr", "Materialize"].contains(kind)
        let below = kind == "Limit" || limited && !gathers
        for child in node["Plans"] as? [[String: Any]] ?? [] { scans += postgres(child, limited: below) }
        return scans
    }

    private static func readsAnIndexWhole(_ node: [String: Any]) -> Bool {
        (node["Plans"] as? [[String: Any]] ?? []).contains { child in
            child["Node Type"] as? String == "Bitmap Index Scan" ? child["Index Cond"] == nil : readsAnIndexWhole(child)
        }
    }
}
