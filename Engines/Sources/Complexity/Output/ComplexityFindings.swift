import Findings

extension Complexity {
    /// What limits the reading of the indices, in words.
    public var findings: [Finding] {
        statuses.map { status in
            switch status {
            case .noPresence: Finding(.statusNoPresence, ["reason": status.rawValue])
            case .disconnected: Finding(.statusDisconnected, ["reason": status.rawValue, "count": String(components.count)])
            case .noSpread: Finding(.statusNoSpread, ["reason": status.rawValue, "count": count(of: status)])
            case .notConverged: Finding(.statusNotConverged, ["reason": status.rawValue, "count": count(of: status)])
            case .notUnique: Finding(.statusNotUnique, ["reason": status.rawValue, "count": count(of: status)])
            case .signUndetermined:
                Finding(
                    .statusSignUndetermined,
                    [
                        "reason": status.rawValue, "count": count(of: status),
                        "rule": Set(parts.filter { $0.statuses.contains(status) }.compactMap { $0.sign?.rawValue }).sorted()
                            .joined(separator: ", "),
                    ])
            }
        }
    }

    private func count(of status: Status) -> String { String(parts.filter { $0.statuses.contains(status) }.count) }
}

extension UndefinedFigure {
    public var finding: Finding {
        Finding(
            .figureUndefined, at: .name(key),
            ["file": file, "key": key, "figures": figures.joined(separator: ", "), "reason": reason.rawValue])
    }
}

extension FindingCode {
    public static let statusNoPresence = FindingCode(
        "complexity.status.noPresence", .warning,
        zh: "没有一个地区达到阈值：没有任何产业算作存在，复杂度无从计算。请降低阈值。",
        en: "No region reaches the threshold: nothing counts as present and no complexity exists. Lower the threshold.")
    public static let statusDisconnected = FindingCode(
        "complexity.status.disconnected", .warning,
        zh: "数据分成互不相连的 {count} 部分；ECI、PCI、COI 在各部分内计算，部分之间不可比较。",
        en:
            "The table falls into {count} disconnected parts; ECI, PCI and COI are computed within each and cannot be compared across them."
    )
    public static let statusNoSpread = FindingCode(
        "complexity.status.noSpread", .warning,
        zh: "{count} 个部分内的地区没有差别：ECI、PCI 取 0（即均值），不含信息。",
        en: "In {count} part(s) the regions do not differ: ECI and PCI are 0 there, the mean, and tell nothing.")
    public static let statusNotConverged = FindingCode(
        "complexity.status.notConverged", .error,
        zh: "{count} 个部分的特征向量未达到要求的残差，不给出 ECI。",
        en: "In {count} part(s) the eigenvector did not reach the residual asked for; no ECI is given.")
    public static let statusNotUnique = FindingCode(
        "complexity.status.notUnique", .warning,
        zh: "{count} 个部分的第二特征值是重根：ECI 不唯一，排名不应使用。",
        en: "In {count} part(s) the second eigenvalue is double: ECI is not unique and its ranking should not be used.")
    public static let statusSignUndetermined = FindingCode(
        "complexity.status.signUndetermined", .warning,
        zh: "{count} 个部分的 ECI 与多样性不相关，正负号按“{rule}”规则取定，方向可能相反。",
        en:
            "In {count} part(s) ECI does not correlate with diversity; the sign follows the rule “{rule}” and may be the other way round."
    )
    public static let figureUndefined = FindingCode(
        "complexity.figure.undefined", .note,
        zh: "{file} 中“{key}”的 {figures} 无定义：{reason}。", en: "{file}: {figures} of “{key}” undefined: {reason}.")
}
