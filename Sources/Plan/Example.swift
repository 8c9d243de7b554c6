import Calendars
import Foundation
import Kernel
import PlanText
import Registry
import Yams

/// The example city: a plan read from text like any other, running with values from a content file, every one marked 示例.
public struct Example: Sendable {
    public struct Account: Sendable, Codable {
        public let signIn: String
        public let name: String
        public let role: Role
        public let organisation: String?
    }

    struct Facts: Sendable, Codable {
        struct TargetFacts: Sendable, Codable {
            let words: String
            let baseline: Double?
            let convention: String
            let department: String
        }
        struct Count: Sendable, Codable {
            let from: Day
            let count: Int
            let known: Day?
        }
        struct Quarter: Sendable, Codable {
            let end: Day
            let value: Double
        }
        struct Place: Sendable, Codable {
            let name: String
            let status: RecordStatus?
            let from: Day
        }
        struct TaskFacts: Sendable, Codable {
            let title: String
            let unit: String
            let due: Day
            let done: Day?
            let known: Day?
        }
        struct Missing: Sendable, Codable {
            let measure: Int
            let periodEnd: Day
        }
        struct Note: Sendable, Codable {
            let measure: Int
            let periodEnd: Day
            let note: String
        }
        let place: String
        let publishedOn: Day
        let opensOn: Day
        let reportDays: Int
        let source: String
        let targets: [TargetFacts]
        let aboveScale: [Count]
        let listed: [Count]
        let output: [Quarter]
        let parks: [Place]
        let platforms: [Place]
        let projects: [Place]
        let tasks: [Int: [TaskFacts]]
        let missingReports: [Missing]
        let reportsUntil: Day
        let notes: [Note]
        let accounts: [Account]
    }

    let facts: Facts
    let reading: PlanReading
    let sha256: String
    let content: PlanContent
    public var accounts: [Account] { facts.accounts }

    /// Reads `example/plan.txt` and `example/example.yaml` below the content folder.
    public init(folder: URL, content: PlanContent) throws {
        let yaml = try String(contentsOf: folder.appending(path: "example/example.yaml"), encoding: .utf8)
        let text = try String(contentsOf: folder.appending(path: "example/plan.txt"), encoding: .utf8)
        do { facts = try YAMLDecoder().decode(Facts.self, from: yaml) } catch {
            throw ContentFault(file: "example/example.yaml", reason: "\(error)")
        }
        reading = try PlanReading(PlanSource(text: text))
        sha256 = Kernel.sha256(Array(text.utf8))
        self.content = content
    }

    /// Loads the plan where it is not there yet; the organisations that accounts speak for, by name.
    public func load(into house: House) async throws -> [String: String] {
        let known = try await house.read(as: .system) { scope in
            try scope.connection.first("SELECT id FROM plan WHERE is_example = TRUE ORDER BY id LIMIT 1") != nil
        }
        if !known { try await house.write(as: .system) { scope in try self.run(&scope) } }
        return try await house.read(as: .system) { scope in
            var found: [String: String] = [:]
            for name in facts.accounts.compactMap(\.organisation) {
                found[name] = try RegistryStore.find(named: name, kind: .organisation, scope.connection)?.id.description
            }
            return found
        }
    }

    private func run(_ scope: inout Scope) throws {
        var input = UploadInput()
        input.reading = reading
        input.name = "plan.txt"
        input.place = facts.place
        input.sha256 = sha256
        let id = try ReadPlan.run(input, content, &scope).plan
        guard let read = try PlanStore.find(id, scope.connection) else { return }
        let plan = read.with(reportDays: facts.reportDays, opensOn: .some(facts.opensOn), isExample: true)
        try settle(plan, scope)
        var publication = Publication(
            plan: plan, items: try ItemStore.list(id, scope.connection), content: content, day: facts.publishedOn)
        try publication.run(scope)
        try PlanStore.update(plan.with(stage: .inForce, publishedOn: .some(facts.publishedOn)), scope.connection)
        try scope.connection.execute("UPDATE plan SET is_example = TRUE WHERE id = \(id)")
        try PlanStore.insert(
            StageSpan(stage: .inForce, from: facts.publishedOn, note: "示例", by: scope.viewer.name), plan: id, scope)
        try firms(scope)
        try places(scope)
        let board = try BoardStore.board(plan.with(stage: .inForce), scope.connection)
        try cards(board, scope)
        try tasks(board, scope)
        try reports(board, scope)
        scope.record(
            Event(
                PlanEvents.published, plan.subject,
                ["targets": String(publication.targetCount), "measures": String(publication.measureCount)]))
    }

    /// Merges what is one target, and enters the baselines and cards.
    private func settle(_ plan: Plan, _ scope: Scope) throws {
        for var item in try ItemStore.list(plan.id, scope.connection) {
            if item.question == .sameTarget, let key = item.other,
                var other = try ItemStore.find(.target, key: key, in: plan.id, scope.connection)
            {
                item.merge(into: &other)
                try ItemStore.update(other, scope)
            } else if item.kind == .target, item.content.isHeadline == true,
                let facts = facts.targets.first(where: { item.content.name.contains($0.words) })
            {
                item.confirm()
                item.content.baseline = facts.baseline
                item.content.baselineSource = facts.baseline == nil ? nil : self.facts.source
            } else if item.state == .read {
                item.keep()
            }
            try ItemStore.update(item, scope)
        }
    }

    /// What each indicator counts, and who keeps it.
    private func cards(_ board: Board, _ scope: Scope) throws {
        for target in board.targets where target.isHeadline {
            guard let facts = facts.targets.first(where: { target.indicator.contains($0.words) }) else { continue }
            try PlanStore.update(
                card: target.carded(convention: facts.convention, department: facts.department, approver: nil, query: target.query),
                scope.connection)
        }
    }

    /// Firms named by number, each above the designated size from its day on, with its part of every quarter's output.
    private func firms(_ scope: Scope) throws {
        let total = facts.aboveScale.map(\.count).max() ?? 0
        var ids: [RecordID] = []
        // Whoever comes above the size after the day on which the example opens is not known before.
        let atOpening = facts.aboveScale.last { ($0.known ?? $0.from.adding(days: 8)) <= facts.opensOn }?.count ?? 0
        for number in 1...max(1, total) {
            let digits = String(number)
            let name = "示例生物医药企业" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
            let id = scope.newID()
            ids.append(id)
            try RegistryStore.insert(
                Record(
                    id: id, kind: .organisation, name: name, type: "enterprise", place: facts.place, note: "示例",
                    knownFrom: firmKnown(number, atOpening)),
                origin: "example", scope)
        }
        for (status, counts) in [(RecordStatus.aboveScale, facts.aboveScale), (.listed, facts.listed)] {
            var before = 0
            for step in counts where step.count <= ids.count {
                for id in ids[before..<max(before, step.count)] {
                    let span = StatusSpan(
                        id: scope.newID(), record: id, status: status, from: step.from, to: nil, source: facts.source, by: "示例",
                        knownFrom: step.known ?? step.from.adding(days: 8))
                    try RegistryStore.insert(span, of: .organisation, scope)
                }
                before = max(before, step.count)
            }
        }
        for quarter in facts.output {
            let members = facts.aboveScale.last { $0.from <= quarter.end }?.count ?? facts.aboveScale.first?.count ?? 0
            try insert(quarter, ids.prefix(members), scope)
        }
    }

    private func firmKnown(_ number: Int, _ atOpening: Int) -> Day {
        if number <= atOpening { return .first }
        return facts.aboveScale.first { $0.count >= number }.map { $0.known ?? $0.from.adding(days: 8) } ?? .first
    }

    /// Divides a quarter's output by fixed weights; what rounding leaves goes to the first firm, so that the sum is exact.
    private func insert(_ quarter: Facts.Quarter, _ firms: ArraySlice<RecordID>, _ scope: Scope) throws {
        let total = Int((quarter.value * 1e10).rounded())
        let weights = firms.indices.map { 1000 / ($0 + 3) + 7 }
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return }
        var parts = weights.map { total / sum * $0 }
        parts[0] += total - parts.reduce(0, +)
        for (id, part) in zip(firms, parts) {
            let figure = Figure(
                record: id, kind: .output, periodEnd: quarter.end, months: 3, amount: part, source: facts.source, by: "示例",
                knownFrom: quarter.end.adding(days: 8))
            try RegistryStore.insert(figure, id: scope.newID(), scope)
        }
    }

    private func places(_ scope: Scope) throws {
        for (kind, places) in [(RecordKind.park, facts.parks), (.platform, facts.platforms), (.project, facts.projects)] {
            for place in places {
                let records = try RegistryStore.list(kind, search: place.name, knownOn: facts.opensOn, scope.connection)
                let record: RecordID
                if let known = records.first {
                    record = known.id
                } else {
                    record = scope.newID()
                    try RegistryStore.insert(
                        Record(
                            id: record, kind: kind, name: place.name, place: facts.place, note: "示例",
                            knownFrom: place.from > facts.opensOn ? place.from.adding(days: 8) : facts.publishedOn),
                        origin: "example", scope)
                }
                let span = StatusSpan(
                    id: scope.newID(), record: record, status: place.status ?? .recognised, from: place.from, to: nil,
                    source: facts.source, by: "示例",
                    knownFrom: place.from.adding(days: 8))
                try RegistryStore.insert(span, of: kind, scope)
            }
        }
    }

    private func tasks(_ board: Board, _ scope: Scope) throws {
        for (number, tasks) in facts.tasks.sorted(by: { $0.key < $1.key }) {
            guard let measure = board.measures.first(where: { $0.number == String(number) || $0.key == "M\(number)" }) else {
                continue
            }
            var next = try PlanStore.nextTaskNumber(plan: board.plan.id, measure: measure.id, scope.connection)
            for facts in tasks {
                let unit = measure.units.first { $0.name == facts.unit }
                let task = PlanTask(
                    id: scope.newID(), measure: measure.id, number: next, title: facts.title, unit: unit?.record,
                    unitName: facts.unit, due: facts.due,
                    origin: .split, knownFrom: self.facts.publishedOn)
                try PlanStore.insert(task, plan: board.plan.id, scope)
                next += 1
                guard let done = facts.done else { continue }
                let known = facts.known ?? done.adding(days: 8)
                try PlanStore.insert(
                    entry(
                        .task, task.id, unit, facts.unit, period: board.plan.frequency.periodEnd(done), known: known, doneOn: done,
                        note: "已完成（示例）", scope),
                    plan: board.plan.id, scope)
            }
        }
    }

    private func reports(_ board: Board, _ scope: Scope) throws {
        let calendar = ReportCalendar(plan: board.plan, workingDays: content.calendar)
        for end in calendar.periodEnds(upTo: facts.reportsUntil) where end > facts.publishedOn {
            for measure in board.measures {
                guard let lead = measure.lead,
                    !facts.missingReports.contains(where: { "M\($0.measure)" == measure.key && $0.periodEnd == end })
                else { continue }
                let note = facts.notes.first { "M\($0.measure)" == measure.key && $0.periodEnd == end }?.note ?? "按计划推进（示例）"
                try PlanStore.insert(
                    entry(
                        .measure, measure.id, lead, lead.name, period: end, known: calendar.due(end), doneOn: nil, note: note, scope
                    ),
                    plan: board.plan.id, scope)
            }
        }
    }

    private func entry(
        _ about: Progress.About, _ subject: RecordID, _ unit: Measure.Unit?, _ name: String, period: Day, known: Day, doneOn: Day?,
        note: String,
        _ scope: Scope
    ) -> Progress {
        Progress(
            id: scope.newID(), about: about, subject: subject, unit: unit?.record, unitName: name, periodEnd: period, value: nil,
            isDone: doneOn != nil,
            doneOn: doneOn, note: note, evidence: nil, evidenceName: nil, state: .approved, submittedBy: "示例",
            submittedOn: known.adding(days: -1),
            decidedBy: "示例", decidedOn: known, reason: nil)
    }
}
