import Findings

/// Reads values out of a JSON tree and gathers every fault with its JSON pointer.
struct PlanningFields {
    private(set) var faults: [Finding] = []

    mutating func fault(_ code: FindingCode, at path: String, _ arguments: [String: String] = [:]) {
        // One mistake repeated a thousand times must not fill the screen.
        if faults.count < 200 { faults.append(Finding(code, at: .pointer(path.isEmpty ? "/" : path), arguments)) }
    }

    private mutating func expected(_ what: String, _ node: PlanningJSON, _ path: String) {
        fault(.planFieldKind, at: path, ["expected": what, "found": node.kind])
    }

    /// The members of an object, with a fault for each that is not in `known`.
    mutating func object(_ node: PlanningJSON, at path: String, known: Set<String>) -> PlanningObject? {
        guard case .object(let entries) = node else {
            expected("object", node, path)
            return nil
        }
        for entry in entries where !known.contains(entry.key) {
            fault(.planFieldUnknown, at: path, ["field": entry.key, "known": known.sorted().joined(separator: ", ")])
        }
        return PlanningObject(members: Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }, path: path)
    }

    /// An object whose keys are ids.
    mutating func map(_ object: PlanningObject, _ name: String) -> [(key: String, value: PlanningJSON, path: String)] {
        guard let node = object.members[name] else { return [] }
        let path = object.path(name)
        guard case .object(let entries) = node else {
            expected("object", node, path)
            return []
        }
        return entries.map { ($0.key, $0.value, path + "/" + PlanningObject.escape($0.key)) }
    }

    mutating func list(_ object: PlanningObject, _ name: String, needed: Bool = false, limit: Int) -> [(PlanningJSON, String)] {
        guard let node = object.members[name] else {
            if needed { fault(.planFieldMissing, at: object.path, ["field": name]) }
            return []
        }
        let path = object.path(name)
        guard case .array(let values) = node else {
            expected("array", node, path)
            return []
        }
        if needed, values.isEmpty { fault(.planListEmpty, at: path) }
        guard values.count <= limit else {
            fault(.planTooLarge, at: path, ["what": name, "count": "\(values.count)", "limit": "\(limit)"])
            return []
        }
        return values.enumerated().map { ($1, path + "/\($0)") }
    }

    mutating func string(_ node: PlanningJSON, at path: String) -> String? {
        guard case .string(let text) = node else {
            expected("string", node, path)
            return nil
        }
        return text
    }

    mutating func string(_ object: PlanningObject, _ name: String, needed: Bool = false) -> String? {
        guard let node = object.members[name] else {
            if needed { fault(.planFieldMissing, at: object.path, ["field": name]) }
            return nil
        }
        return string(node, at: object.path(name))
    }

    /// An id: 1 to 80 characters without white space, control characters or `/`.
    mutating func identifier(_ object: PlanningObject) -> String? {
        guard let id = string(object, "id", needed: true) else { return nil }
        let isFine =
            (1...80).contains(id.unicodeScalars.count)
            && !id.unicodeScalars.contains {
                $0.value <= 0x20 || $0 == "/" || $0.properties.isWhitespace || (0x7F...0x9F).contains($0.value)
            }
        if !isFine { fault(.planIdentifier, at: object.path("id"), ["id": String(id.prefix(40))]) }
        return isFine ? id : nil
    }

    /// `zh` and `en`; one of them stands for both.
    mutating func text(_ object: PlanningObject, fallback: PlanningText) -> PlanningText {
        let zh = string(object, "zh")
        let en = string(object, "en")
        return PlanningText(zh: zh ?? en ?? fallback.zh, en: en ?? zh ?? fallback.en)
    }

    mutating func amount(_ node: PlanningJSON, at path: String, least: Amount? = .zero) -> Amount? {
        guard case .number(let digits) = node else {
            expected("number", node, path)
            return nil
        }
        guard let amount = Amount(digits) else {
            fault(.planNumber, at: path, ["number": String(digits.prefix(40))])
            return nil
        }
        if let least, amount < least {
            fault(.planNegative, at: path, ["number": digits])
            return nil
        }
        return amount
    }

    mutating func amount(_ object: PlanningObject, _ name: String, least: Amount? = .zero) -> Amount? {
        guard let node = object.members[name] else { return nil }
        return amount(node, at: object.path(name), least: least)
    }

    mutating func count(_ object: PlanningObject, _ name: String) -> Int? {
        guard let node = object.members[name], let amount = amount(node, at: object.path(name)) else { return nil }
        guard amount.millionths % 1_000_000 == 0 else {
            fault(.planNotWhole, at: object.path(name), ["number": "\(amount)"])
            return nil
        }
        return Int(amount.millionths / 1_000_000)
    }

    mutating func strings(_ object: PlanningObject, _ name: String, limit: Int = 2000) -> [(text: String, path: String)] {
        list(object, name, limit: limit).compactMap { node, path in string(node, at: path).map { ($0, path) } }
    }

    /// Bounds in the right order.
    mutating func ordered<T: Comparable>(_ least: T?, _ most: T?, at path: String) {
        if let least, let most, most < least { fault(.planBounds, at: path, ["min": "\(least)", "max": "\(most)"]) }
    }
}

struct PlanningObject {
    let members: [String: PlanningJSON]
    let path: String

    func path(_ name: String) -> String { path + "/" + Self.escape(name) }

    /// RFC 6901: `~` is `~0`, `/` is `~1`.
    static func escape(_ name: String) -> String {
        var out = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": out += "~0"
            case "/": out += "~1"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

extension FindingCode {
    static let planFieldKind = FindingCode(
        "siting.plan.kind", .error, zh: "此处应为 {expected}，实为 {found}。", en: "Expected {expected} here, found {found}.")
    static let planFieldUnknown = FindingCode(
        "siting.plan.unknown", .error, zh: "没有“{field}”这一项。可用：{known}。", en: "There is no field “{field}”. Known: {known}.")
    static let planFieldMissing = FindingCode(
        "siting.plan.missing", .error, zh: "缺少“{field}”。", en: "The field “{field}” is missing.")
    static let planListEmpty = FindingCode(
        "siting.plan.empty", .error, zh: "列表为空，至少写一项。", en: "The list is empty; write at least one.")
    static let planIdentifier = FindingCode(
        "siting.plan.id", .error, zh: "编号“{id}”不可用：1 至 80 个字符，不含空白和“/”。",
        en: "The id “{id}” cannot be used: 1 to 80 characters without white space or “/”.")
    static let planNumber = FindingCode(
        "siting.plan.number", .error, zh: "数 {number} 不可用：最多六位小数，大小不超过 1000000000。",
        en: "The number {number} cannot be used: at most six decimals, and at most 1000000000 in size.")
    static let planNegative = FindingCode(
        "siting.plan.negative", .error, zh: "数 {number} 不能为负。", en: "The number {number} must not be negative.")
    static let planNotWhole = FindingCode(
        "siting.plan.whole", .error, zh: "数 {number} 应为整数。", en: "The number {number} must be whole.")
    static let planBounds = FindingCode(
        "siting.plan.bounds", .error, zh: "下限 {min} 大于上限 {max}。", en: "The minimum {min} is above the maximum {max}.")
}
