import Calendars
import Design
import Kernel
import Registry

/// Suppose the next period ended with another value: what the rule and the course would say then.
struct WhatIf: Sendable {
    let value: Double
    let day: Day
    let outlook: Outlook
    /// By the clause that judges the target now; `nil` where it goes by more than completion and time.
    let light: Light?
    /// What it would take to be on the even path.
    let even: Double?

    /// `nil` without a value. Throws where nothing can be supposed.
    init?(_ value: Double?, _ state: TargetState, _ points: [Outlook.Point], next day: Day) throws {
        guard let value else { return nil }
        guard let outlook = state.outlook(points, if: value, on: day), let pace = outlook.pace else {
            throw Refusal.invalid([
                FieldProblem(
                    "next", Text("假设下期末的数值", "Suppose the next value is"),
                    state.pace == nil
                        ? Text("缺基期、目标值或期限，无从推算。", "Without a baseline, a number or a deadline nothing follows from it.")
                        : Text("期限前已没有下一期。", "No further period ends before the deadline."))
            ])
        }
        self.value = value
        self.day = day
        self.outlook = outlook
        even = state.outlook(points).evenPath(on: day)
        switch state.ruling?.clause.by {
        case .gap: light = pace.isMet ? .ahead : state.ruling?.clause.light(pace.gap)
        case .ratio:
            light = pace.isMet ? .ahead : state.ruling?.clause.light(pace.time > 0 ? pace.completion / pace.time * 100 : 100)
        default: light = nil
        }
    }

    var json: JSON {
        [
            "value": .number(value), "day": .string(day.description), "light": .optional(light?.rawValue), "even": .optional(even),
            "outlook": outlook.json,
        ]
    }
}

/// A measure that can close a target's gap, and why it is thought to.
struct Closer: Sendable {
    enum Tie: Int, Sendable {
        /// The plan writes the target into this measure.
        case owns
        /// A target of the measure is a member of this one: the same count or the same words.
        case member
        /// The measure's own text speaks of it.
        case mentions

        var label: Text {
            switch self {
            case .owns: Text("目标写在本举措内", "The target stands in it")
            case .member: Text("本举措的目标是其组成", "One of its targets is a part")
            case .mentions: Text("举措原文提到", "Its text speaks of it")
            }
        }
    }

    let state: MeasureState
    let tie: Tie
    var latest: Int { state.late.map(\.days).max() ?? 0 }

    var json: JSON {
        [
            "measure": .string(state.measure.key), "tie": .string("\(tie)"), "light": .string(state.light.rawValue),
            "late": .number(Double(state.late.count)), "days": .number(Double(latest)), "lead": .optional(state.measure.lead?.name),
        ]
    }
}

extension Judged {
    /// Measures that own a target or its members, else those whose text speaks of it: the latest first, then the worst light.
    func closers(of target: Target) -> [Closer] {
        let members = targets.map(\.target).filter { other in
            other.id != target.id && other.measure != nil
                && ((target.query != nil && other.query == target.query)
                    || isPart(nameKey(other.indicator), nameKey(target.indicator)))
        }
        let keys = Set(members.compactMap(\.measure)), words = keyWords(target.indicator)
        let found = measures.compactMap { state -> Closer? in
            if state.measure.key == target.measure { return Closer(state: state, tie: .owns) }
            if keys.contains(state.measure.key) { return Closer(state: state, tie: .member) }
            let text = state.measure.title + state.measure.quote.filter { !$0.isNewline }
            return words.contains(where: text.contains) ? Closer(state: state, tie: .mentions) : nil
        }
        let close = found.filter { $0.tie != .mentions }
        return (close.isEmpty ? found : close).sorted {
            (-$0.latest, $0.state.light.urgency, $0.tie.rawValue, $0.state.measure.key.count, $0.state.measure.key)
                < (-$1.latest, $1.state.light.urgency, $1.tie.rawValue, $1.state.measure.key.count, $1.state.measure.key)
        }
    }

    private func isPart(_ a: String, _ b: String) -> Bool { a.count >= 3 && b.count >= 3 && (a.contains(b) || b.contains(a)) }

    /// The indicator's own words, without what every indicator of a cluster's plan says.
    private func keyWords(_ indicator: String) -> [String] {
        var word = indicator
        for common in ["全市", "生物医药", "产业", "数量", "总数", "总额"] { word = word.replacing(common, with: "") }
        return word.count >= 2 ? [word, indicator] : [indicator]
    }
}
