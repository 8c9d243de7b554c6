/// The words of rules that the problem itself does not put into words.
enum PlanningWords {
    static func rule(_ body: PlanningRule.Body, _ problem: PlanningProblem) -> PlanningText {
        switch body {
        case .place(let item):
            let name = self.item(item, problem)
            return PlanningText(zh: "\(name.zh)必须落地", en: "\(name.en) must be placed")
        case .capacity(let site, let quantity):
            return bound(site, quantity, problem.sites[site].capacity[quantity], problem, zh: "不超过", en: "at most")
        case .use(let site, let quantity):
            return bound(site, quantity, problem.sites[site].leastUse[quantity], problem, zh: "启用后不少于", en: "once opened, at least")
        case .mostCount(let site):
            let most = problem.sites[site].mostCount ?? 0
            let name = self.site(site, problem)
            return PlanningText(zh: "\(name.zh)最多 \(most) 个项目", en: "\(name.en) takes at most \(most) items")
        case .leastCount(let site):
            let least = problem.sites[site].leastCount ?? 0
            let name = self.site(site, problem)
            return PlanningText(zh: "\(name.zh)启用后至少 \(least) 个项目", en: "\(name.en), once opened, takes at least \(least) items")
        case .admission(let site): return admission(site, problem)
        case .standard(let site, let number): return standard(site, number, problem)
        case .require(let items, let sites):
            return pair(items, sites, problem, zh: "必须落在", en: "must stand on")
        case .forbid(let items, let sites):
            return pair(items, sites, problem, zh: "不得落在", en: "must not stand on")
        case .together(let items, let scope):
            let names = self.items(items, problem)
            return PlanningText(
                zh: "\(names.zh)落在\(scope == .zone ? "同一片区" : "同一地块")",
                en: "\(names.en) stand \(scope == .zone ? "in one zone" : "on one site")")
        case .apart(let items, let from, let scope): return apart(items, from, scope, problem)
        case .budget(_, let most):
            return PlanningText(zh: "支出不超过 \(most) \(problem.unit)", en: "spending of at most \(most) \(problem.unit)")
        case .quota(let quantity, let sites, let least, let most):
            let q = problem.quantities[quantity]
            let among = self.sites(sites, problem)
            return PlanningText(
                zh: "\(among.zh)的\(q.name.zh)合计\(range(least.map { "\($0)" }, most.map { "\($0)" }, q.unit).zh)",
                en: "\(q.name.en) over \(among.en) adds up to \(range(least.map { "\($0)" }, most.map { "\($0)" }, q.unit).en)")
        case .opened(let sites, let least, let most):
            let among = self.sites(sites, problem)
            return PlanningText(
                zh: "\(among.zh)启用\(range(least.map { "\($0)" }, most.map { "\($0)" }, "个").zh)",
                en: "of \(among.en), \(range(least.map { "\($0)" }, most.map { "\($0)" }, "").en) are opened")
        }
    }

    static func item(_ number: Int, _ problem: PlanningProblem) -> PlanningText {
        let item = problem.items[number]
        return named(item.id, item.name)
    }

    static func site(_ number: Int, _ problem: PlanningProblem) -> PlanningText {
        let site = problem.sites[number]
        return named(site.id, site.name)
    }

    private static func named(_ id: String, _ name: PlanningText) -> PlanningText {
        PlanningText(zh: name.zh == id ? id : "\(name.zh)（\(id)）", en: name.en == id ? id : "\(name.en) (\(id))")
    }

    private static func bound(
        _ site: Int, _ quantity: Int, _ amount: Amount?, _ problem: PlanningProblem, zh: String, en: String
    ) -> PlanningText {
        let name = self.site(site, problem)
        let q = problem.quantities[quantity]
        let number = "\(amount ?? .zero)" + (q.unit.isEmpty ? "" : " \(q.unit)")
        return PlanningText(zh: "\(name.zh)的\(q.name.zh)\(zh) \(number)", en: "\(name.en): \(en) \(number) of \(q.name.en)")
    }

    private static func admission(_ site: Int, _ problem: PlanningProblem) -> PlanningText {
        let name = self.site(site, problem)
        var zh: [String] = []
        var en: [String] = []
        if let admits = problem.sites[site].admits {
            let list = admits.sorted()
            zh.append("只准入" + (list.isEmpty ? "（无）" : list.joined(separator: "、")))
            en.append("admits only " + (list.isEmpty ? "nothing" : list.joined(separator: ", ")))
        }
        let refused = problem.sites[site].refuses.sorted()
        if !refused.isEmpty {
            zh.append("不准入" + refused.joined(separator: "、"))
            en.append("does not admit " + refused.joined(separator: ", "))
        }
        return PlanningText(zh: name.zh + zh.joined(separator: "，"), en: name.en + " " + en.joined(separator: " and "))
    }

    private static func standard(_ site: Int, _ number: Int, _ problem: PlanningProblem) -> PlanningText {
        let standard = problem.sites[site].standards[number]
        let name = self.site(site, problem)
        let units = [standard.numerator, standard.denominator].map { problem.quantities[$0].unit }
        let unit = units[0].isEmpty && units[1].isEmpty ? "" : units[0] == units[1] ? "" : units.joined(separator: "/")
        let bounds = range(standard.least.map { "\($0)" }, standard.most.map { "\($0)" }, unit)
        return PlanningText(
            zh: "\(name.zh)的标准地要求：\(standard.isOfSite ? "整宗" : "")\(standard.name.zh)\(bounds.zh)",
            en: "standard of \(name.en): \(standard.name.en)\(standard.isOfSite ? " of the whole site" : "") \(bounds.en)")
    }

    private static func range(_ least: String?, _ most: String?, _ unit: String) -> PlanningText {
        let tail = unit.isEmpty ? "" : " \(unit)"
        switch (least, most) {
        case (let least?, let most?) where least == most:
            return PlanningText(zh: "等于 \(least)\(tail)", en: "exactly \(least)\(tail)")
        case (let least?, let most?): return PlanningText(zh: "在 \(least) 至 \(most)\(tail)之间", en: "\(least) to \(most)\(tail)")
        case (let least?, nil): return PlanningText(zh: "不低于 \(least)\(tail)", en: "at least \(least)\(tail)")
        case (nil, let most?): return PlanningText(zh: "不高于 \(most)\(tail)", en: "at most \(most)\(tail)")
        case (nil, nil): return PlanningText(zh: "不限", en: "any number")
        }
    }

    private static func list(_ texts: [PlanningText]) -> PlanningText {
        let shown = texts.prefix(6)
        let more = texts.count - shown.count
        return PlanningText(
            zh: shown.map(\.zh).joined(separator: "、") + (more > 0 ? "等 \(texts.count) 个" : ""),
            en: shown.map(\.en).joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""))
    }

    private static func items(_ numbers: [Int], _ problem: PlanningProblem) -> PlanningText {
        list(numbers.map { item($0, problem) })
    }

    private static func sites(_ numbers: [Int], _ problem: PlanningProblem) -> PlanningText {
        if numbers.count == problem.sites.count { return PlanningText(zh: "全部地块", en: "all sites") }
        let zones = Set(numbers.map { problem.sites[$0].zone })
        if zones.count == 1, let zone = zones.first ?? nil, numbers.count == problem.sites.count(where: { $0.zone == zone }) {
            return PlanningText(zh: "片区 \(zone) ", en: "the zone \(zone)")
        }
        return list(numbers.map { site($0, problem) })
    }

    private static func pair(
        _ items: [Int], _ sites: [Int], _ problem: PlanningProblem, zh: String, en: String
    ) -> PlanningText {
        let what = self.items(items, problem)
        let among = self.sites(sites, problem)
        let one = sites.count == 1
        return PlanningText(
            zh: "\(what.zh)\(zh)\(among.zh)\(one ? "" : "之一")", en: "\(what.en) \(en) \(one ? "" : "one of ")\(among.en)")
    }

    private static func apart(_ items: [Int], _ from: [Int]?, _ scope: PlanningRule.Scope, _ problem: PlanningProblem)
        -> PlanningText
    {
        let what = self.items(items, problem)
        let places: PlanningText
        switch scope {
        case .site: places = PlanningText(zh: "同一地块", en: "on one site")
        case .neighbours: places = PlanningText(zh: "同一或相邻地块", en: "on one site or on neighbouring sites")
        case .zone: places = PlanningText(zh: "同一片区", en: "in one zone")
        }
        guard let from else {
            return PlanningText(zh: "\(what.zh)两两不得落在\(places.zh)", en: "no two of \(what.en) stand \(places.en)")
        }
        let others = self.items(from, problem)
        return PlanningText(
            zh: "\(what.zh)不得与\(others.zh)落在\(places.zh)", en: "none of \(what.en) stands \(places.en) with any of \(others.en)")
    }
}
