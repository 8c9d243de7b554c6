import Decimals
import Findings

/// One `x in domain` of a loop. With `upTo` the domain is the sequence from one to the other, downwards too.
public struct Iteration: Sendable {
    let slot: Int
    let domain: Code
    let upTo: Code?

    public init(slot: Int, domain: Code, upTo: Code? = nil) {
        self.slot = slot
        self.domain = domain
        self.upTo = upTo
    }

    /// The values one after another; `nil` where the domain is none.
    func values(_ frame: Frame) -> Sequence? {
        let first = domain.run(frame)
        if let upTo { return Sequence(first, upTo.run(frame)) }
        switch first {
        case .list(let list): return .items(list.items)
        case .range(let range):
            guard let low = range.low, let high = range.high, var sequence = Sequence(low, high), !sequence.isDescending else {
                return nil
            }
            if !range.includesLow { sequence.dropFirst() }
            if !range.includesHigh { sequence.dropLast() }
            return sequence
        case .null, .failure: return nil
        default: return .items([first])
        }
    }

    enum Sequence {
        case items([Value])
        case numbers(from: Int, count: Int, step: Int)
        case dates(from: Int, count: Int, step: Int)

        init?(_ a: Value, _ b: Value) {
            switch (a, b) {
            case (.number(let x), .number(let y)):
                guard let from = x.int, let to = y.int, abs(from) < 1 << 60, abs(to) < 1 << 60 else { return nil }
                self = .numbers(from: from, count: abs(to - from) + 1, step: to < from ? -1 : 1)
            case (.date(let x), .date(let y)):
                self = .dates(from: x.number, count: abs(y.number - x.number) + 1, step: y < x ? -1 : 1)
            default: return nil
            }
        }

        var count: Int {
            switch self {
            case .items(let items): items.count
            case .numbers(_, let count, _), .dates(_, let count, _): count
            }
        }

        var isDescending: Bool {
            switch self {
            case .numbers(_, _, let step), .dates(_, _, let step): step < 0
            case .items: false
            }
        }

        subscript(_ n: Int) -> Value {
            switch self {
            case .items(let items): items[n]
            case .numbers(let from, _, let step): .number(Decimal34(from + n * step))
            case .dates(let from, _, let step): CivilDate(number: from + n * step).map { .date($0) } ?? .null
            }
        }

        mutating func dropFirst() {
            switch self {
            case .numbers(let from, let count, let step): self = .numbers(from: from + step, count: max(0, count - 1), step: step)
            case .dates(let from, let count, let step): self = .dates(from: from + step, count: max(0, count - 1), step: step)
            case .items(let items): self = .items(Array(items.dropFirst()))
            }
        }

        mutating func dropLast() {
            switch self {
            case .numbers(let from, let count, let step): self = .numbers(from: from, count: max(0, count - 1), step: step)
            case .dates(let from, let count, let step): self = .dates(from: from, count: max(0, count - 1), step: step)
            case .items(let items): self = .items(Array(items.dropLast()))
            }
        }
    }
}

/// Why a loop stopped before its end.
enum LoopStop { case domain, answered, exhausted }

extension Frame {
    /// Runs `body` for every combination, the last iterator fastest; later domains may name earlier variables.
    func loop(_ iterators: ArraySlice<Iteration>, _ body: () -> Bool) -> LoopStop? {
        guard let first = iterators.first else { return body() ? nil : .answered }
        guard let values = first.values(self) else { return .domain }
        let rest = iterators.dropFirst()
        for n in 0..<values.count {
            guard evaluation.spend() else { return .exhausted }
            self[first.slot] = values[n]
            if let stop = loop(rest, body) { return stop }
        }
        return nil
    }
}

/// `for … return …`, with the results so far as `partial`.
public final class For: Code, @unchecked Sendable {
    let iterators: [Iteration]
    let partial: Int?
    let body: Code
    public init(_ iterators: [Iteration], partial: Int?, _ body: Code, _ span: Span) {
        self.iterators = iterators
        self.partial = partial
        self.body = body
        super.init(span, over: [body] + iterators.map(\.domain) + iterators.compactMap(\.upTo))
        type = .list(body.type)
    }
    public override func run(_ frame: Frame) -> Value {
        var out: [Value] = []
        var tooDeep = false
        let stop = frame.loop(iterators[...]) {
            if let partial {
                guard frame.evaluation.spend(out.count) else { return false }
                frame[partial] = .list(out)
            }
            let value = body.run(frame)
            tooDeep = value.nesting >= Limits.nesting
            out.append(value)
            return !tooDeep
        }
        if tooDeep { return frame.evaluation.null(.nestedTooDeeply, at: span) }
        switch stop {
        case .domain:
            return frame.refuse(
                .domainUnfit, span, iterators.lazy.compactMap { $0.domain.run(frame).failure }.first.map { .failure($0) } ?? .null)
        case .exhausted, .answered: return frame.evaluation.null(.workExhausted, at: span)
        case nil: return frame.evaluation.list(out, at: span)
        }
    }
}

/// `some … satisfies`, `every … satisfies`.
public final class Quantified: Code, @unchecked Sendable {
    let isEvery: Bool
    let iterators: [Iteration]
    let body: Code
    public init(every: Bool, _ iterators: [Iteration], _ body: Code, _ span: Span) {
        isEvery = every
        self.iterators = iterators
        self.body = body
        super.init(span, over: [body] + iterators.map(\.domain) + iterators.compactMap(\.upTo))
        type = .boolean
    }
    public override func run(_ frame: Frame) -> Value {
        var unknown: Value?
        let stop = frame.loop(iterators[...]) {
            switch body.run(frame) {
            case .boolean(let verdict): return verdict == isEvery
            case .failure(let failure):
                if let known = unknown?.failure { unknown = .failure(known.joined(failure)) } else { unknown = .failure(failure) }
                return true
            case let other:
                unknown = unknown ?? other
                return true
            }
        }
        switch stop {
        case .answered: return .boolean(!isEvery)
        case .domain:
            return frame.refuse(
                .domainUnfit, span, iterators.lazy.compactMap { $0.domain.run(frame).failure }.first.map { .failure($0) } ?? .null)
        case .exhausted: return frame.evaluation.null(.workExhausted, at: span)
        case nil:
            guard let unknown else { return .boolean(isEvery) }
            return frame.refuse(.conditionNotBoolean, span, unknown)
        }
    }
}

extension FindingCode {
    static let domainUnfit = FindingCode(
        "feel.loop.domain", .error, zh: "循环的范围不是列表或区间。", en: "What the loop runs over is neither a list nor a range.")
}
