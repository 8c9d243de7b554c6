import Calendars
import Design
import Foundation
import Kernel

/// What a clause said of something: which rule, of which file, from which inputs, with which result. A light is shown with it, never without.
public struct Ruling: Sendable, Hashable {
    public struct Input: Sendable, Hashable {
        public let name: String
        public let label: Text
        public let value: Double?
        public let day: Day?
        /// As people read it.
        public let words: Text

        static func share(_ name: String, _ label: Text, _ value: Double?) -> Input {
            Input(
                name: name, label: label, value: value, day: nil,
                words: value.map { Text(same: Show.percent($0, decimals: 2)) } ?? Text("未知", "unknown"))
        }
        static func count(_ name: String, _ label: Text, _ value: Int) -> Input {
            Input(name: name, label: label, value: Double(value), day: nil, words: Text(same: String(value)))
        }
        static func day(_ name: String, _ label: Text, _ day: Day) -> Input {
            Input(name: name, label: label, value: nil, day: day, words: Text(same: day.description))
        }
    }

    public let preset: String
    public let clause: LightRule.Clause
    public let inputs: [Input]
    /// What the bounds were held against: points, per cent; `nil` where several things decide.
    public let judged: Double?
    public let light: Light

    /// yinchuan/pace
    public var rule: String { "\(preset)/\(clause.id)" }

    /// 42.07% − 54.93% ＝ −12.86点
    public var arithmetic: Text? {
        guard let judged, inputs.count >= 2 else { return nil }
        switch clause.by {
        case .gap:
            return Text(
                "\(inputs[0].words.zh) − \(inputs[1].words.zh) ＝ \(Show.signed(judged, decimals: 2))点",
                "\(inputs[0].words.en) − \(inputs[1].words.en) = \(Show.signed(judged, decimals: 2)) points")
        case .ratio:
            return Text(
                "\(inputs[0].words.zh) ÷ \(inputs[1].words.zh) ＝ \(Show.number(judged, decimals: 2))%",
                "\(inputs[0].words.en) ÷ \(inputs[1].words.en) = \(Show.number(judged, decimals: 2))%")
        default: return nil
        }
    }

    public var json: JSON {
        [
            "rule": .string(rule), "by": .string(clause.by.rawValue), "result": .string(light.rawValue),
            "judged": .optional(judged),
            "inputs": .object(
                Dictionary(
                    inputs.map { input in (input.name, input.value.map { JSON.number($0) } ?? .optional(input.day)) },
                    uniquingKeysWith: { first, _ in first })),
        ]
    }
}

/// A card that a unit gets for the lights of the measures it leads.
public struct UnitCard: Sendable, Hashable {
    public let unit: Measure.Unit
    public let light: Light
    public let measures: [Measure]
}

extension Judged {
    /// Units that get a card by the rule, red before yellow; empty where the rule has no cards.
    public var cards: [UnitCard] {
        guard let limits = rule.cards else { return [] }
        var led: [RecordID: (unit: Measure.Unit, states: [MeasureState])] = [:]
        for state in measures {
            guard let lead = state.measure.lead else { continue }
            led[lead.record, default: (lead, [])].states.append(state)
        }
        let cards = led.values.compactMap { unit, states -> UnitCard? in
            let red = states.filter { $0.light == .red }, yellow = states.filter { $0.light == .yellow }
            if red.count >= limits.red { return UnitCard(unit: unit, light: .red, measures: red.map(\.measure)) }
            if yellow.count >= limits.yellow { return UnitCard(unit: unit, light: .yellow, measures: yellow.map(\.measure)) }
            return nil
        }
        return cards.sorted {
            ($0.light.urgency, -$0.measures.count, $0.unit.name) < ($1.light.urgency, -$1.measures.count, $1.unit.name)
        }
    }
}
