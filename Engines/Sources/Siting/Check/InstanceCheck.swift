import Decimals
import Findings

/// A placement of customers against the data of an instance.
struct InstanceCheck {
    private let instance: CheckInstance
    private let isMaximum: Bool
    private var faults: [Finding] = []

    init(_ instance: CheckInstance, isMaximum: Bool) {
        self.instance = instance
        self.isMaximum = isMaximum
    }

    func check(_ claim: CheckClaim) -> CheckReport {
        var run = self
        let value = run.value(claim.solution)
        let hasSolution = claim.solution["assign"] != nil || claim.solution["flow"] != nil
        var faults = run.faults
        if run.faults.isEmpty { faults += claim.faults(value: value, isMaximum: isMaximum) }
        return CheckReport(
            value: value?.trimmed, claimed: claim.objective, status: claim.status, faults: faults, hasSolution: hasSolution)
    }

    private mutating func fault(_ code: FindingCode, _ path: String, _ arguments: [String: String] = [:]) {
        if faults.count < 100 { faults.append(Finding(code, at: .pointer(path), arguments)) }
    }

    private mutating func value(_ solution: CheckJSON) -> Decimal34? {
        guard let shares = shares(solution) else { return nil }
        let opened = opened(solution, shares)
        var total = opened.sorted().reduce(Optional(Decimal34.zero)) { $0?.adding(instance.fixedCost[$1]) }
        var used = [Decimal34](repeating: .zero, count: instance.sites)
        for share in shares {
            guard let cost = instance.cost(share.customer, share.site) else {
                fault(.checkUnreachable, share.path, ["customer": "\(share.customer + 1)", "site": "\(share.site + 1)"])
                return nil
            }
            if let part = cost.multiplied(by: share.part) { total = total?.adding(part) }
            if let use = instance.use(share.customer, share.site).multiplied(by: share.part) {
                used[share.site] = used[share.site].adding(use) ?? used[share.site]
            }
        }
        for site in 0..<instance.sites {
            guard let capacity = instance.capacity[site], capacity < used[site] else { continue }
            // Whole customers are compared exactly, shares to 1e-6.
            if instance.maySplit, CheckClaim.agree(used[site], capacity) { continue }
            fault(
                .checkCapacity, "/solution",
                ["site": "\(site + 1)", "used": "\(used[site].trimmed)", "capacity": "\(capacity.trimmed)"])
        }
        return total
    }

    private struct Share {
        var customer: Int
        var site: Int
        var part: Decimal34
        var path: String
    }

    private mutating func shares(_ solution: CheckJSON) -> [Share]? {
        if let list = solution["assign"]?.items {
            guard list.count == instance.customers else {
                fault(.checkCount, "/solution/assign", ["expected": "\(instance.customers)", "found": "\(list.count)"])
                return nil
            }
            let found: [Share?] = list.enumerated().map { customer, node in
                let path = "/solution/assign/\(customer)"
                guard let site = site(node, path) else { return nil }
                return Share(customer: customer, site: site, part: .one, path: path)
            }
            return found.contains { $0 == nil } ? nil : found.compactMap { $0 }
        }
        guard let list = solution["flow"]?.items else { return nil }
        var sums = [Decimal34](repeating: .zero, count: instance.customers)
        var pairs: Set<[Int]> = []
        var found: [Share] = []
        for (k, node) in list.enumerated() {
            let path = "/solution/flow/\(k)"
            guard let triple = node.items, triple.count == 3, let customer = triple[0].whole, let part = triple[2].number,
                (1...instance.customers).contains(customer), !part.isNegative
            else {
                fault(.checkFlow, path)
                return nil
            }
            guard let site = site(triple[1], path) else { return nil }
            if !pairs.insert([customer, site]).inserted { fault(.checkFlowTwice, path) }
            sums[customer - 1] = sums[customer - 1].adding(part) ?? sums[customer - 1]
            found.append(Share(customer: customer - 1, site: site, part: part, path: path))
        }
        for (customer, sum) in sums.enumerated() where !CheckClaim.agree(sum, .one) {
            fault(.checkServed, "/solution/flow", ["customer": "\(customer + 1)", "share": "\(sum.trimmed)"])
        }
        let parts = found.filter {
            !CheckClaim.agree($0.part, .one) && CheckClaim.agree($0.part.adding(.one) ?? .zero, .one) == false
        }
        if !instance.maySplit, let split = parts.first {
            fault(.checkSplit, split.path, ["customer": "\(split.customer + 1)"])
        }
        return found
    }

    private mutating func site(_ node: CheckJSON, _ path: String) -> Int? {
        guard let site = node.whole, (1...instance.sites).contains(site) else {
            fault(.checkSite, path, ["sites": "\(instance.sites)"])
            return nil
        }
        return site - 1
    }

    private mutating func opened(_ solution: CheckJSON, _ shares: [Share]) -> Set<Int> {
        var opened: Set<Int> = []
        if let list = solution["open"]?.items {
            for (k, node) in list.enumerated() {
                guard let site = site(node, "/solution/open/\(k)") else { continue }
                if !opened.insert(site).inserted { fault(.checkOpenTwice, "/solution/open/\(k)", ["site": "\(site + 1)"]) }
            }
            if instance.opensSites {
                for share in shares where !opened.contains(share.site) && !share.part.isZero {
                    fault(.checkClosed, share.path, ["customer": "\(share.customer + 1)", "site": "\(share.site + 1)"])
                }
            }
        } else {
            opened = Set(shares.map(\.site))
        }
        if let medians = instance.medians, opened.count != medians {
            fault(.checkMedians, "/solution/open", ["expected": "\(medians)", "found": "\(opened.count)"])
        }
        return opened
    }
}

extension FindingCode {
    static let checkCapacity = FindingCode(
        "siting.check.capacity", .error, zh: "地点 {site} 用了 {used}，容量为 {capacity}。",
        en: "Site {site} is used for {used}; its capacity is {capacity}.")
    static let checkCount = FindingCode(
        "siting.check.count", .error, zh: "应有 {expected} 项，实有 {found} 项。", en: "Expected {expected} entries, found {found}.")
    static let checkSite = FindingCode(
        "siting.check.site", .error, zh: "地点应为 1 至 {sites} 的整数。", en: "A site is a whole number from 1 to {sites}.")
    static let checkFlow = FindingCode(
        "siting.check.flow", .error, zh: "应为 [客户, 地点, 份额]。", en: "Expected [customer, site, fraction].")
    static let checkFlowTwice = FindingCode(
        "siting.check.flow-twice", .error, zh: "同一客户和地点写了两次。", en: "The same customer and site stand here twice.")
    static let checkServed = FindingCode(
        "siting.check.served", .error, zh: "客户 {customer} 的份额合计为 {share}，应为 1。",
        en: "The shares of customer {customer} add up to {share}, not 1.")
    static let checkSplit = FindingCode(
        "siting.check.split", .error, zh: "客户 {customer} 被拆分，而此处不允许。",
        en: "Customer {customer} is split, which is not allowed here.")
    static let checkClosed = FindingCode(
        "siting.check.closed", .error, zh: "客户 {customer} 由未启用的地点 {site} 供应。",
        en: "Customer {customer} is served from site {site}, which is not open.")
    static let checkOpenTwice = FindingCode(
        "siting.check.open-twice", .error, zh: "地点 {site} 写了两次。", en: "Site {site} is listed twice.")
    static let checkMedians = FindingCode(
        "siting.check.medians", .error, zh: "应启用 {expected} 个地点，实为 {found} 个。", en: "{expected} sites must be open; {found} are.")
    static let checkUnreachable = FindingCode(
        "siting.check.unreachable", .error, zh: "客户 {customer} 到不了地点 {site}。",
        en: "There is no way from site {site} to customer {customer}.")
}
