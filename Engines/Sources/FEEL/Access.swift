import Decimals
import Findings

/// `base.name`: an entry, a property of a temporal value or a range, or the same of every item of a list.
public final class Path: Code, @unchecked Sendable {
    public let base: Code
    public let name: String
    init(_ base: Code, _ name: String, _ span: Span) {
        self.base = base
        self.name = name
        super.init(span, over: [base])
        if case .list(let element) = base.type.plain {
            type = .list(element.member(name) ?? .any)
        } else {
            type = base.type.member(name) ?? .any
        }
    }

    public override func run(_ frame: Frame) -> Value {
        read(base.run(frame), frame)
    }

    /// Lists may hold lists; their nesting is bounded where they are made.
    private func read(_ value: Value, _ frame: Frame) -> Value {
        if case .list(let list) = value {
            return frame.evaluation.list(list.items.map { read($0, frame) }, at: span)
        }
        return one(value, frame)
    }

    private func one(_ value: Value, _ frame: Frame) -> Value {
        if let found = Property.read(name, of: value) {
            if case .null = found, frame.evaluation.isStrict { return missing(frame) }
            return found
        }
        if frame.evaluation.isStrict, value.failure == nil { return missing(frame) }
        return frame.refuse(.entryUnknown, span, value, naming: name)
    }

    private func missing(_ frame: Frame) -> Value {
        let finding = Finding(.entryMissing, at: span.place, ["name": field])
        frame.evaluation.note(finding)
        return .failure(Failure(finding, field: field))
    }

    /// The whole path as a person writes it.
    public var field: String {
        switch base {
        case let path as Path: path.field + "." + name
        case let slot as SlotRead: slot.name + "." + name
        case let host as HostRead: host.name + "." + name
        default: name
        }
    }
}

/// The properties of values that are not contexts, and the entries of those that are.
enum Property {
    static let names = [
        "year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone", "years", "months", "days",
        "hours",
        "minutes", "seconds", "start", "end", "start included", "end included",
    ]

    /// `nil` where the value has nothing of that name.
    static func read(_ name: String, of value: Value) -> Value? {
        switch value {
        case .context(let context): return context[name]
        case .date(let date): return read(name, date)
        case .moment(let moment):
            if name == "time offset" { return moment.offset.map(span) ?? .null }
            return read(name, moment.date) ?? read(name, moment.time)
        case .time(let time): return read(name, time)
        case .months(let span):
            switch name {
            case "years": return whole(Int(span.months / 12))
            case "months": return whole(Int(span.months % 12))
            default: return nil
            }
        case .dayTime(let span): return read(name, span)
        case .range(let range):
            switch name {
            case "start": return range.low ?? .null
            case "end": return range.high ?? .null
            case "start included": return .boolean(range.includesLow)
            case "end included": return .boolean(range.includesHigh)
            default: return nil
            }
        default: return nil
        }
    }

    private static func whole(_ n: Int) -> Value { .number(Decimal34(n)) }
    private static func span(_ seconds: Int) -> Value {
        DayTimeSpan(totalNanos: Int128(seconds) * 1_000_000_000).map { .dayTime($0) } ?? .null
    }

    private static func read(_ name: String, _ date: CivilDate) -> Value? {
        switch name {
        case "year": whole(Int(date.year))
        case "month": whole(Int(date.month))
        case "day": whole(Int(date.day))
        case "weekday": whole(date.weekday)
        default: nil
        }
    }

    private static func read(_ name: String, _ time: ClockTime) -> Value? {
        switch name {
        case "hour": return whole(time.hour)
        case "minute": return whole(time.minute)
        case "second": return whole(time.second)
        case "time offset": return time.zone.standardOffset.map(span) ?? .null
        case "timezone":
            if case .region(let rules) = time.zone { return .string(rules.name) }
            return .null
        default: return nil
        }
    }

    private static func read(_ name: String, _ span: DayTimeSpan) -> Value? {
        let size = span.totalNanos.magnitude / 1_000_000_000
        let part: UInt128
        switch name {
        case "days": part = size / 86_400
        case "hours": part = size / 3600 % 24
        case "minutes": part = size / 60 % 60
        case "seconds": part = size % 60
        default: return nil
        }
        return whole(span.isNegative ? -Int(part) : Int(part))
    }
}

/// `list[…]`: by position where the bracket holds a number, otherwise every item for which it is true.
public final class Filter: Code, @unchecked Sendable {
    let base: Code
    let body: Code
    let slot: Int
    /// Whether the bracket mentions the item at all; if not, it is asked once.
    let asksItem: Bool
    public init(_ base: Code, _ body: Code, slot: Int, asksItem: Bool, _ span: Span) {
        self.base = base
        self.body = body
        self.slot = slot
        self.asksItem = asksItem
        super.init(span, over: [base, body])
        if case .number = body.type.plain { type = base.type.element } else { type = base.type }
    }

    public override func run(_ frame: Frame) -> Value {
        let value = base.run(frame)
        if case .failure = value { return value }
        if !asksItem { return once(value, frame) }
        if value.isNull { return frame.refuse(.filterNull, span, value) }
        let outer = frame[slot]
        defer { frame[slot] = outer }
        let items = value.items
        var kept: [Value] = []
        var failure: Failure?
        for (number, item) in items.enumerated() {
            guard frame.evaluation.spend() else { return frame.evaluation.null(.workExhausted, at: span) }
            frame[slot] = item
            switch body.run(frame) {
            case .boolean(true): kept.append(item)
            case .boolean(false), .null: continue
            case .number(let n) where number == 0: return at(n, items, frame)
            case .failure(let own): failure = failure?.joined(own) ?? own
            default: return frame.refuse(.filterUnfit, span, item)
            }
        }
        if let failure { return .failure(failure) }
        return frame.evaluation.list(kept, at: span)
    }

    private func once(_ value: Value, _ frame: Frame) -> Value {
        switch body.run(frame) {
        case .number(let n):
            if value.isNull { return frame.refuse(.filterNull, span, value) }
            return at(n, value.items, frame)
        case .boolean(true): return value.isNull ? frame.refuse(.filterNull, span, value) : .list(value.items)
        case .boolean(false): return value.isNull ? frame.refuse(.filterNull, span, value) : .list(List.empty)
        case .failure(let failure): return .failure(failure)
        case .null:
            return frame.evaluation.isStrict ? frame.refuse(.filterUnfit, span, .null) : value.isNull ? .null : .list(List.empty)
        case let other: return frame.refuse(.filterUnfit, span, other)
        }
    }

    private func at(_ position: Decimal34, _ items: [Value], _ frame: Frame) -> Value {
        if let n = position.int {
            let index = n > 0 ? n - 1 : n < 0 && n > -1_000_000_000 ? items.count + n : -1
            if items.indices.contains(index) { return items[index] }
        }
        return frame.refuse(.positionOutside, span, .number(position), naming: String(items.count))
    }
}

extension FindingCode {
    static let entryUnknown = FindingCode("feel.entry.unknown", .error, zh: "{values} 没有“{name}”。", en: "{values} has no “{name}”.")
    static let entryMissing = FindingCode("feel.entry.missing", .error, zh: "缺少“{name}”。", en: "“{name}” is missing.")
    static let filterNull = FindingCode("feel.filter.null", .error, zh: "被筛选的值为空。", en: "The value to be filtered is null.")
    static let filterUnfit = FindingCode(
        "feel.filter.unfit", .error, zh: "筛选条件既不是真假也不是序号：{values}。",
        en: "The filter is neither a condition nor a position: {values}.")
    static let positionOutside = FindingCode(
        "feel.filter.outside", .error, zh: "列表有 {name} 项，没有第 {values} 项。",
        en: "The list of {name} items has none at position {values}.")
}
