import Foundation
import Kernel
import Registry

/// Reads a whole plan at once.
enum BoardStore {
    static func board(_ plan: Plan, _ connection: Connection) throws -> Board {
        let targets = try targets(plan.id, connection)
        let baselines = try connection.query(
            """
            SELECT b.* FROM target AS t JOIN target_baseline AS b ON b.target = t.id WHERE t.plan = \(plan.id)
            ORDER BY b.known_from, b.id LIMIT 5000
            """
        ).map {
            Baseline(
                target: try $0.id("target"), value: try $0.double("value"), day: try $0.day("day"), source: try $0.text("source"),
                by: try $0.text("by_name"), knownFrom: try $0.day("known_from"))
        }
        let tasks = try connection.query("SELECT * FROM task WHERE plan = \(plan.id) ORDER BY measure, number LIMIT 20000").map(
            task)
        let progress = try connection.query(
            "SELECT * FROM progress WHERE plan = \(plan.id) ORDER BY about, subject, period_end, id LIMIT 100000"
        ).map(PlanStore.progress)
        let stages = try connection.query("SELECT * FROM plan_stage WHERE plan = \(plan.id) ORDER BY from_day, at LIMIT 100").map {
            StageSpan(
                stage: try $0.choice("stage"), from: try $0.day("from_day"), note: try $0.optionalText("note"),
                by: try $0.text("by_name"))
        }
        let choices = try connection.query("SELECT * FROM plan_rule WHERE plan = \(plan.id) ORDER BY from_day, id LIMIT 200").map {
            RuleChoice(
                preset: try $0.text("preset"), from: try $0.day("from_day"), reason: try $0.text("reason"),
                by: try $0.text("by_name"))
        }
        var byMeasure: [RecordID: [PlanTask]] = [:]
        for task in tasks { if let measure = task.measure { byMeasure[measure, default: []].append(task) } }
        return Board(
            plan: plan, targets: targets, baselines: Dictionary(grouping: baselines, by: \.target),
            measures: try measures(plan.id, connection),
            tasks: byMeasure, looseTasks: tasks.filter { $0.measure == nil },
            progress: Dictionary(grouping: progress, by: \.subject), stages: stages, choices: choices)
    }

    static func targets(_ plan: RecordID, _ connection: Connection) throws -> [Target] {
        try connection.query("SELECT * FROM target WHERE plan = \(plan) ORDER BY place_order LIMIT 2000").map(target)
    }

    static func measures(_ plan: RecordID, _ connection: Connection) throws -> [Measure] {
        let units = try connection.query(
            """
            SELECT u.* FROM measure AS m JOIN measure_unit AS u ON u.measure = m.id WHERE m.plan = \(plan)
            ORDER BY m.place_order, u.place_order LIMIT 20000
            """
        ).map { row in
            (
                measure: try row.id("measure"),
                unit: Measure.Unit(
                    record: try row.id("record"), name: try row.text("name"), role: try row.choice("role"),
                    isAssumedLead: try row.bool("is_assumed_lead"))
            )
        }
        let byMeasure = Dictionary(grouping: units, by: \.measure)
        return try connection.query("SELECT * FROM measure WHERE plan = \(plan) ORDER BY place_order LIMIT 2000").map { row in
            let id = try row.id("id")
            return Measure(
                id: id, key: try row.text("measure_key"), number: try row.text("number"), title: try row.text("title"),
                section: try row.text("section"), sectionTitle: try row.text("section_title"), quote: try row.text("quote"),
                units: byMeasure[id]?.map(\.unit) ?? [])
        }
    }

    private static func target(_ row: Row) throws -> Target {
        let query = try row.optionalText("query").map { try JSONDecoder().decode(RegistryQuery.self, from: Data($0.utf8)) }
        return Target(
            id: try row.id("id"), key: try row.text("target_key"), indicator: try row.text("indicator"),
            scope: try row.optionalText("scope"),
            isHeadline: try row.bool("is_headline"), value: try row.optionalDouble("value"),
            valueMax: try row.optionalDouble("value_max"),
            unit: try row.text("unit"), comparator: try row.choice("comparator"), quantity: try row.choice("quantity"),
            due: try row.optionalDay("due"), dueWords: try row.optionalText("due_words"),
            measure: try row.optionalText("measure_key"),
            quote: try row.text("quote"), convention: try row.optionalText("convention"),
            department: try row.optionalText("department"),
            approver: try row.optionalText("approver"), query: query)
    }

    private static func task(_ row: Row) throws -> PlanTask {
        PlanTask(
            id: try row.id("id"), measure: try row.optionalID("measure"), number: try row.int("number"),
            title: try row.text("title"),
            unit: try row.optionalID("unit"), unitName: try row.text("unit_name"), due: try row.optionalDay("due"),
            origin: try row.choice("origin"), knownFrom: try row.day("known_from"))
    }
}
