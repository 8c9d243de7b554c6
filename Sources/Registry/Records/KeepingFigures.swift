import Calendars
import Kernel

extension Keeping {
    static func addFigure(_ input: FigureForm, _ scope: inout Scope) throws -> Changed {
        let record = try Sight(scope).editable(input.record, scope)
        var problems: [FieldProblem] = []
        let end = input.period.end(in: input.year)
        if let end, end > scope.today {
            problems.append(
                FieldProblem(
                    "period", Text("期间", "Period"),
                    Text("这个期间到\(end)才结束，还没有实际数。", "That period ends on \(end); there is no actual figure yet.")))
        }
        let amount = input.amount.times(Int(input.figure.scale))
        if let problem = FigureRule.problem(amount, of: input.figure) {
            problems.append(FieldProblem("amount", Text("数值", "Value"), problem))
        }
        guard problems.isEmpty, let end, let amount else { throw Refusal.invalid(problems) }

        let months = input.period.months
        let known =
            try RegistryStore.figures(of: [record.id], kind: input.figure, knownOn: scope.today, scope.connection)[record.id] ?? []
        let was = known.first { $0.periodEnd == end && $0.months == months }
        if was?.amount == amount {
            throw Refusal.conflict(Text("这个数已经登记，没有改动。", "This figure is registered already; nothing changes."))
        }
        let figure = Figure(
            record: record.id, kind: input.figure, periodEnd: end, months: months, amount: amount, source: input.source,
            by: scope.viewer.name,
            knownFrom: scope.today)
        try RegistryStore.insert(figure, id: scope.newID(), scope)
        var both = [
            "figure": input.figure.label, "period": FigurePeriod.words(end: end, months: months),
            "after": Money.words(amount, input.figure),
        ]
        both["before"] = was.map { Money.words($0.amount, input.figure) }
        scope.record(
            record.event(
                was == nil ? RegistryEvents.figureAdded : RegistryEvents.figureCorrected, ["source": input.source], both: both))
        return Changed(record: record.id, part: "figures")
    }
}

/// What a figure can be.
enum FigureRule {
    /// One firm's money in a year, in 分, above which the unit must be wrong: 1万亿元.
    static let most = 100_000_000_000_000

    static func problem(_ amount: Int?, of kind: FigureKind) -> Text? {
        guard let amount, abs(amount) <= (kind.isMoney ? most : 10_000_000) else {
            return kind.isMoney
                ? Text("超过1万亿元，请核对单位。", "Over 1,000 bn yuan; look at the unit again.")
                : Text("超过1000万人，请核对。", "Over 10 million people; look again.")
        }
        if amount < 0, kind != .tax { return Text("不能小于0。", "Must not be below 0.") }
        return nil
    }
}
