import Calendars
import Design
import Foundation
import Kernel
import Registry

/// Plans of a province, its cities and their districts held side by side: what a higher plan asks and the lower ones do not carry.
///
/// Targets are the same where the registry answers them with the same count, or where their words agree without place and filler and their
/// units convert. What adds up (stock and growth in 家, 个, 元 …) is summed over the lower plans; what does not (shares, growth rates, ranks,
/// ceilings) must not be weaker below. Measures are the same where their titles agree, or nearly all of their pairs of characters (0.88 by Dice's measure, so that 重大项目建设 and 重大项目引进 stay two).
public struct Alignment: Sendable {
    /// A plan with what the comparison needs of it.
    public struct Member: Sendable {
        public let plan: Plan
        public let superior: RecordID?
        public let targets: [Target]
        public let measures: [Measure]
        /// Parts by unit or district, by target.
        public let shares: [RecordID: [Share]]
    }

    public enum Kind: String, Choosable, Hashable {
        case unmatched, short, over, shares, share, deadline, weaker, owners

        public var label: Text {
            switch self {
            case .unmatched: Text("上级目标无下级承接", "No lower plan carries it")
            case .short: Text("下级合计少于上级", "The lower sum falls short")
            case .over: Text("下级合计多于上级", "The lower sum goes beyond")
            case .shares: Text("分解之和不等于目标", "Shares do not add up")
            case .share: Text("下级目标与分解不一致", "A lower target differs from its share")
            case .deadline: Text("下级期限晚于上级", "The lower deadline is later")
            case .weaker: Text("下级弱于上级", "The lower is weaker")
            case .owners: Text("同一举措两个牵头", "One measure, two owners")
            }
        }

        /// What must be settled first.
        var order: Int { [.unmatched: 0, .short: 1, .share: 2, .shares: 3, .deadline: 4, .weaker: 5, .owners: 6, .over: 7][self] ?? 9 }
    }

    /// One side of a finding: what a plan says, and where.
    public struct Side: Sendable, Hashable {
        public let plan: Plan
        public let target: Target?
        public let measure: Measure?
        /// 35家，到2025年末; 牵头市科技局.
        public let says: Text
        public var quote: String { (target?.quote ?? measure?.quote ?? "").filter { !$0.isNewline } }
        public var name: String { target?.indicator ?? measure?.title ?? "" }
    }

    public struct Finding: Sendable, Hashable {
        public let kind: Kind
        /// The indicator or the measure.
        public let name: String
        public let words: Text
        public let sides: [Side]
    }

    /// A higher target and what the lower plans say of it.
    public struct Row: Sendable {
        public let target: Target
        public let below: [RecordID: Target]
    }

    /// A plan with the plans directly below it.
    public struct Family: Sendable {
        public let head: Member
        public let below: [Member]
        public let rows: [Row]
    }

    public let members: [Member]
    public let families: [Family]
    public let findings: [Finding]

    public init(_ members: [Member]) {
        self.members = members
        let below = Dictionary(grouping: members.filter { $0.superior != nil }, by: { $0.superior ?? $0.plan.id })
        families = members.compactMap { head in
            guard let lower = below[head.plan.id], !lower.isEmpty else { return nil }
            return Family(head: head, below: lower, rows: Alignment.rows(head, lower))
        }
        let found = families.flatMap(Alignment.findings) + Alignment.owners(members, families)
        findings = found.sorted { ($0.kind.order, $0.name) < ($1.kind.order, $1.name) }
    }

    // MARK: Targets

    private static func rows(_ head: Member, _ below: [Member]) -> [Row] {
        head.targets.filter { $0.isHeadline || $0.value != nil }.map { target in
            var found: [RecordID: Target] = [:]
            for member in below { found[member.plan.id] = same(as: target, in: member, of: head) }
            return Row(target: target, below: found)
        }.filter { $0.target.isHeadline || !$0.below.isEmpty }
    }

    /// The lower plan's target that says the same, the headline one first.
    private static func same(as target: Target, in member: Member, of head: Member) -> Target? {
        let key = indicatorKey(target.indicator, head.plan.place)
        let fits = member.targets.filter { other in
            guard scale(other.unit, to: target.unit) != nil, (other.quantity == target.quantity) || isAdditive(other) && isAdditive(target) else {
                return false
            }
            if let a = target.query?.placeless, let b = other.query?.placeless, a == b { return true }
            return indicatorKey(other.indicator, member.plan.place) == key
        }
        return fits.first { $0.isHeadline && $0.value != nil } ?? fits.first { $0.value != nil } ?? fits.first
    }

    private static func isAdditive(_ target: Target) -> Bool {
        (target.quantity == .level || target.quantity == .increment) && target.unit != "%" && !target.comparator.isCeiling
    }

    private static func findings(_ family: Family) -> [Finding] {
        family.rows.flatMap { row -> [Finding] in
            let head = side(row.target, family.head.plan)
            guard let goal = row.target.value else { return [] }
            var found: [Finding] = []
            func add(_ kind: Kind, _ words: Text, _ sides: [Side]) {
                found.append(Finding(kind: kind, name: row.target.indicator, words: words, sides: [head] + sides))
            }
            let lower = family.below.compactMap { member in row.below[member.plan.id].map { (member: member, target: $0) } }
            if lower.isEmpty {
                add(
                    .unmatched,
                    Text(
                        "\(family.below.count)份下级方案都没有这项目标", "none of \(family.below.count) lower plans has this target"), [])
            }
            for (member, target) in lower {
                if let due = row.target.due, let own = target.due, own > due {
                    add(.deadline, Text("\(member.plan.place)晚\(own - due)天", "\(member.plan.place) is \(own - due) days later"), [side(target, member.plan)])
                }
                if !isAdditive(row.target), let value = target.value, isWeaker(value, target, than: goal, row.target) {
                    add(.weaker, Text("\(member.plan.place)低于上级要求", "\(member.plan.place) asks for less"), [side(target, member.plan)])
                }
            }
            if isAdditive(row.target), !lower.isEmpty {
                let parts = lower.compactMap { pair in
                    pair.target.value.flatMap { value in scale(pair.target.unit, to: row.target.unit).map { value * $0 } }
                }
                let sum = round(parts.reduce(0, +)), whole = round(goal)
                let unit = row.target.unit
                if parts.count == lower.count, sum != whole {
                    let missing = family.below.count - lower.count
                    let silent = missing == 0 ? Text("", "") : Text("，另有\(missing)份未列", ", \(missing) without it")
                    add(
                        sum < whole ? .short : .over,
                        Text(
                            "\(lower.count)份合计\(number(sum))\(unit)，上级\(number(whole))\(unit)，\(sum < whole ? "少" : "多")\(number(abs(sum - whole)))\(unit)",
                            "\(lower.count) add up to \(number(sum)), the higher asks for \(number(whole)): \(number(abs(sum - whole))) \(sum < whole ? "short" : "more")"
                        ) + silent, lower.map { side($0.target, $0.member.plan) })
                }
            }
            let shares = (family.head.shares[row.target.id] ?? []).filter { $0.axis == .unit }
            if !shares.isEmpty, isAdditive(row.target) {
                let sum = round(shares.reduce(0) { $0 + $1.value })
                if sum != round(goal) {
                    let list = shares.map { "\($0.part)\(number($0.value))" }
                    add(
                        .shares,
                        Text(
                            "\(list.joined(separator: "、"))，合计\(number(sum))，目标\(number(goal))",
                            "\(list.joined(separator: ", ")): \(number(sum)) of \(number(goal))"), [])
                }
                for (member, target) in lower {
                    guard let share = shares.first(where: { placeKey($0.part) == placeKey(member.plan.place) }), let value = target.value,
                        let factor = scale(target.unit, to: row.target.unit), round(value * factor) != round(share.value)
                    else { continue }
                    add(
                        .share,
                        Text(
                            "分解给\(share.part)\(number(share.value))\(row.target.unit)，其方案写\(number(value))\(target.unit)",
                            "\(share.part) was given \(number(share.value)), its plan says \(number(value))"), [side(target, member.plan)])
                }
            }
            return found
        }
    }

    /// Less is asked, or about as much where the higher asks for at least as much.
    private static func isWeaker(_ value: Double, _ target: Target, than goal: Double, _ higher: Target) -> Bool {
        if higher.comparator.isCeiling { return round(value) > round(goal) || !target.comparator.isCeiling }
        if round(value) < round(goal) { return true }
        return round(value) == round(goal) && target.comparator == .approx && higher.comparator != .approx
    }

    private static func side(_ target: Target, _ plan: Plan) -> Side {
        let zh = Reader(language: .zh, today: plan.baseDay), en = Reader(language: .en, today: plan.baseDay)
        return Side(
            plan: plan, target: target, measure: nil,
            says: Text("\(target.goal(zh))，\(target.deadline(zh))", "\(target.goal(en)), \(target.deadline(en))"))
    }

    // MARK: Measures

    /// The same measure led by two: within one plan, between plans of one place, and between a plan and those below it.
    private static func owners(_ members: [Member], _ families: [Family]) -> [Finding] {
        struct Entry {
            let member: Member
            let measure: Measure
            let title: String
            let pairs: Set<String>
            let owner: String
        }
        let entries = members.flatMap { member in
            member.measures.compactMap { measure -> Entry? in
                guard let lead = measure.lead else { return nil }
                let title = nameKey(measure.title.replacing(member.plan.place, with: ""))
                return Entry(
                    member: member, measure: measure, title: title, pairs: pairs(title), owner: officeKey(lead.name, member.plan.place))
            }
        }
        var postings: [String: [Int]] = [:]
        for (index, entry) in entries.enumerated() { for pair in entry.pairs { postings[pair, default: []].append(index) } }
        var found: [Finding] = []
        for (index, entry) in entries.enumerated() where entry.title.count >= 4 {
            var shared: [Int: Int] = [:]
            for pair in entry.pairs { for other in postings[pair] ?? [] where other > index { shared[other, default: 0] += 1 } }
            for (other, count) in shared.sorted(by: { $0.key < $1.key }) {
                let b = entries[other]
                let isNear =
                    entry.member.plan.id == b.member.plan.id || entry.member.plan.place == b.member.plan.place
                    || entry.member.superior == b.member.plan.id || b.member.superior == entry.member.plan.id
                guard isNear, entry.owner != b.owner, Double(2 * count) >= 0.88 * Double(entry.pairs.count + b.pairs.count) else { continue }
                let sides = [entry, b].map { entry in
                    let lead = entry.measure.lead
                    let isAssumed = lead?.isAssumedLead == true
                    return Side(
                        plan: entry.member.plan, target: nil, measure: entry.measure,
                        says: Text(
                            "\(isAssumed ? "默认牵头" : "牵头")：\(lead?.name ?? "")", "\(isAssumed ? "assumed lead" : "lead"): \(lead?.name ?? "")"))
                }
                found.append(
                    Finding(
                        kind: .owners, name: entry.measure.title,
                        words: Text(
                            "\(entry.measure.lead?.name ?? "")、\(b.measure.lead?.name ?? "")", "\(entry.measure.lead?.name ?? ""), \(b.measure.lead?.name ?? "")"),
                        sides: sides))
            }
        }
        return found
    }

    // MARK: Words

    /// The indicator's words without place and filler, so that 全市规模以上生物医药企业数 and 规上生物医药企业 are one.
    static func indicatorKey(_ indicator: String, _ place: String) -> String {
        var key = indicator
        for word in [place, placeKey(place), "规模以上"] where word.count >= 2 { key = key.replacing(word, with: word == "规模以上" ? "规上" : "") }
        for word in ["全省", "全市", "全区", "全县", "全自治区", "本市", "本省", "数量", "总数", "总量", "累计", "年度"] { key = key.replacing(word, with: "") }
        let folded = nameKey(key)
        return folded.hasSuffix("数") && folded.count > 2 ? String(folded.dropLast()) : folded
    }

    /// 江苏省徐州市 and 徐州 are one place.
    static func placeKey(_ place: String) -> String {
        var key = nameKey(place)
        for word in ["人民政府", "政府", "管委会"] where key.hasSuffix(word) { key = String(key.dropLast(word.count)) }
        if key.count > 2, let last = key.last, "省市区县州旗".contains(last) { key = String(key.dropLast()) }
        return key
    }

    /// 省科技厅, 徐州市科技局 and 区科技局 hold one office on three levels.
    static func officeKey(_ name: String, _ place: String) -> String {
        var key = nameKey(name.replacing(place, with: "").replacing(placeKey(place), with: ""))
        while let first = key.first, "省市区县州".contains(first), key.count > 2 { key.removeFirst() }
        for word in ["管委会", "厅", "局", "委", "办"] where key.hasSuffix(word) && key.count > word.count + 1 {
            key = String(key.dropLast(word.count))
            break
        }
        return key
    }

    /// By how much a unit is multiplied to become another; `nil` where they do not convert.
    static func scale(_ unit: String, to other: String) -> Double? {
        let money: [String: Double] = ["元": 1, "万元": 1e4, "亿元": 1e8, "万亿元": 1e12]
        if let a = money[unit], let b = money[other] { return a / b }
        let counts: Set<String> = ["家", "户", "个", "项"]
        return unit == other || counts.contains(unit) && counts.contains(other) ? 1 : nil
    }

    private static func pairs(_ text: String) -> Set<String> {
        let letters = Array(text)
        return Set(zip(letters, letters.dropFirst()).map { String([$0, $1]) })
    }

    private static func round(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
    private static func number(_ value: Double) -> String { Show.number(value, decimals: 2, trim: true) }
}

extension RegistryQuery {
    /// The same count wherever it is taken.
    var placeless: RegistryQuery {
        var query = self
        query.place = nil
        query.park = nil
        return query
    }
}
