import Calendars
import Design
import Foundation
import Kernel
import Plan

/// Gathers the figures and quotes of one report while it is written. Asked for the same key again, it gives the same figure.
final class FigureBook {
    let day: Day
    let knownOn: Day
    private(set) var figures: [Figure] = []
    private(set) var quotes: [Quote] = []
    private var places: [String: Int] = [:]
    private var quotePlaces: [String: Int] = [:]

    init(day: Day, knownOn: Day) {
        self.day = day
        self.knownOn = knownOn
    }

    /// How a value is printed.
    enum Form {
        /// In the unit of the plan; zh keeps it, en converts money.
        case amount(String)
        case count(Text)
        case share
        case points
        /// Of a year.
        case growth
        case years
    }

    func figure(
        _ key: String, _ name: Text, _ value: Double?, _ form: Form, rule: Text, inputs: [Figure] = [], records: Int? = nil,
        on own: Day? = nil, source: Text? = nil, path: String? = nil
    ) -> Figure {
        if let place = places[key] { return figures[place] }
        let kept = value.flatMap { $0.isFinite ? $0 : nil }
        let figure = Figure(
            id: "F\(figures.count + 1)", key: key, name: name, value: kept,
            shown: kept.map { FigureBook.shown($0, form) } ?? Text("缺", "missing"),
            derivation: Derivation(
                rule: rule, inputs: inputs.map(\.id), records: records, day: own ?? day, knownOn: knownOn, source: source,
                path: path))
        places[key] = figures.count
        figures.append(figure)
        return figure
    }

    /// A count of things that stand on a page.
    func count(
        _ key: String, _ name: Text, _ count: Int, _ classifier: Text = Text("项", ""), of inputs: [Figure] = [], path: String? = nil
    ) -> Figure {
        figure(
            key, name, Double(count), .count(classifier), rule: Text("计数", "count"), inputs: inputs, records: count, path: path)
    }

    func quote(_ text: String, from source: Text, path: String? = nil) -> Quote {
        let key = "\(text)\u{1F}\(source.zh)"
        if let place = quotePlaces[key] { return quotes[place] }
        let quote = Quote(id: "Q\(quotes.count + 1)", text: text, source: source, path: path)
        quotePlaces[key] = quotes.count
        quotes.append(quote)
        return quote
    }

    private static func shown(_ value: Double, _ form: Form) -> Text {
        switch form {
        case .amount(let unit):
            let word = unitWord(unit, .en)
            return Text(
                Show.value(value, unit: unit) + unit,
                Show.value(spoken(value, unit, .en), unit: unit) + (word.isEmpty ? "" : " " + word))
        case .count(let classifier):
            let digits = Show.number(value, decimals: 0)
            return Text(digits + classifier.zh, digits + (classifier.en.isEmpty ? "" : " " + classifier.en))
        case .share, .growth: return Text(same: Show.percent(value))
        case .points: return Text(Show.signed(value) + "点", Show.signed(value) + " points")
        case .years:
            let digits = Show.number(value, decimals: 2, trim: true)
            return Text(digits + "年", digits + " years")
        }
    }
}
