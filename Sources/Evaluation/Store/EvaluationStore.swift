import Calendars
import Foundation
import Kernel
import Plan

/// Every statement about evaluations.
enum EvaluationStore {
    private static let columns: SQL =
        "id, plan, kind, window_start, day, known_on, title, state, organ, doc_number, log_number, made_by, made_at"

    private static func evaluation(_ row: Row) throws -> Evaluation {
        let start = try row.day("window_start"), day = try row.day("day")
        return Evaluation(
            id: try row.id("id"), plan: try row.optionalID("plan"), kind: try row.choice("kind"), window: start...max(start, day),
            knownOn: try row.day("known_on"), title: try row.text("title"), state: try row.choice("state"),
            organ: try row.text("organ"),
            number: try row.optionalText("doc_number"), log: try row.int("log_number"), madeBy: try row.text("made_by"),
            madeAt: try row.instant("made_at"))
    }

    static func find(_ id: RecordID, _ connection: Connection) throws -> (evaluation: Evaluation, report: EvaluationReport)? {
        try connection.first("SELECT \(columns), content FROM evaluation WHERE id = \(id)").map {
            (try evaluation($0), try JSONDecoder().decode(EvaluationReport.self, from: Data(try $0.text("content").utf8)))
        }
    }

    /// Newest first, of one plan or of the city; drafts only for those who may see them.
    static func list(of plan: RecordID?, withDrafts: Bool, limit: Int = 100, _ connection: Connection) throws -> [Evaluation] {
        let whose: SQL = plan.map { "plan = \($0)" } ?? "plan IS NULL"
        let filter: SQL = withDrafts ? "" : " AND state <> 'draft'"
        return try connection.query("SELECT \(columns) FROM evaluation WHERE \(whose)\(filter) ORDER BY id DESC LIMIT \(limit)")
            .map(evaluation)
    }

    static func insert(_ evaluation: Evaluation, _ report: EvaluationReport, _ connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO evaluation (id, plan, kind, window_start, day, known_on, title, state, organ, doc_number, log_number, content, made_by, made_at)
            VALUES (\(evaluation.id), \(evaluation.plan), \(evaluation.kind), \(evaluation.window.lowerBound), \(evaluation.day), \(evaluation.knownOn),
                \(evaluation.title), \(evaluation.state), \(evaluation.organ), \(evaluation.number), \(evaluation.log), \(try encode(report)),
                \(evaluation.madeBy), \(evaluation.madeAt.description))
            """)
    }

    /// Freezes a draft anew; 0 when it is no draft any more.
    static func renew(_ id: RecordID, _ report: EvaluationReport, log: Int, _ scope: Scope) throws -> Int {
        try scope.connection.execute(
            """
            UPDATE evaluation SET content = \(try encode(report)), known_on = \(report.knownOn), log_number = \(log), made_by = \(scope.viewer.name),
                made_at = \(scope.now.description)
            WHERE id = \(id) AND state = 'draft'
            """)
    }

    /// Moves on from a state; 0 when somebody else has moved it already.
    static func move(_ id: RecordID, from: Evaluation.State, to: Evaluation.State, number: String?, _ connection: Connection) throws
        -> Int
    {
        try connection.execute(
            "UPDATE evaluation SET state = \(to), doc_number = \(to == .issued ? number : nil) WHERE id = \(id) AND state = \(from)"
        )
    }

    static func insert(_ step: Evaluation.Step, of id: RecordID, _ connection: Connection) throws {
        let last =
            try connection.first("SELECT MAX(number) AS n FROM evaluation_step WHERE evaluation = \(id)")?.optionalInt("n") ?? 0
        try connection.execute(
            """
            INSERT INTO evaluation_step (evaluation, number, state, note, by_name, at)
            VALUES (\(id), \(last + 1), \(step.state), \(step.note), \(step.by), \(step.at.description))
            """)
    }

    static func steps(of id: RecordID, _ connection: Connection) throws -> [Evaluation.Step] {
        try connection.query("SELECT * FROM evaluation_step WHERE evaluation = \(id) ORDER BY number LIMIT 200").map {
            Evaluation.Step(
                state: try $0.choice("state"), note: try $0.optionalText("note"), by: try $0.text("by_name"),
                at: try $0.instant("at"))
        }
    }

    private static func encode(_ report: EvaluationReport) throws -> JSONText {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return JSONText(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
}
