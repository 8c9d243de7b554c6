/// The grammar of a list of units.
///
///     list    = part *( "；" part )          part = [ label "：" ] group *( "，" group )
///     group   = name *( "、" name ) [ phrase ]
///     phrase  = 牵头 | 配合 | 按职责分工负责 | 结合实际落实 | 负责 | …
///
/// A phrase gives its role to every name since the last phrase; 落实 only to the names of its own group. What has no phrase takes the
/// role of its label, or support once a lead was named, or responsible. Heads (省, 市) and tails (政府, 管委会) are shared within a group.
struct UnitGrammar: Sendable {
    let flow: Flow
    /// In a table's cell each line is a name.
    var linesPart = false

    private struct State {
        var list: UnitList
        var label: PlanReading.Role?
        var skips = false
        var isTime = false
        var seenLead = false
        var pending: [Int] = []
        var group = 0
    }

    /// `role` is what the head of a table's column says.
    func parse(_ content: Range<Int>, role: PlanReading.Role?) -> UnitList {
        var state = State(list: UnitList(range: content, content: content), label: role)
        state.list.hasLeadLabel = role == .lead
        var start = content.lowerBound
        var depth = 0
        var i = content.lowerBound
        while i < content.upperBound {
            let c = flow.s[i]
            switch c {
            case "（", "〔", "【": depth += 1
            case "）", "〕", "】": depth = max(depth - 1, 0)
            case "、", "，", "；", "。", "/", "|":
                if depth == 0 {
                    element(start..<i, &state)
                    if c != "、", c != "/" { state.group += 1 }
                    start = i + 1
                }
            default:
                if depth == 0, let label = UnitWords.label(flow.s, i, content.upperBound), i + label.length < content.upperBound,
                    flow.s[i + label.length] == "："
                {
                    element(start..<i, &state)
                    close(&state)
                    take(label, &state)
                    i += label.length
                    start = i + 1
                } else if depth == 0, i > start, partsNames(start, i, content.upperBound) {
                    element(start..<i, &state)
                    let connector = "和与及".unicodeScalars.contains(c)
                    start = connector ? i + 1 : i
                }
            }
            i += 1
        }
        element(start..<content.upperBound, &state)
        close(&state)
        return finished(state.list)
    }

    func isUnitLike(_ entry: UnitList.Entry) -> Bool {
        if entry.isCollective || entry.tail != nil { return true }
        let (a, b) = (entry.range.lowerBound, entry.range.upperBound)
        guard (2...30).contains(entry.range.count) else { return false }
        return UnitWords.strongEnds.matchBefore(flow.s, b, a) > 0 || UnitWords.weakEnds.matchBefore(flow.s, b, a) > 0
    }

    /// 和 between two finished names, or a line break where the source parted names by nothing else.
    private func partsNames(_ start: Int, _ i: Int, _ end: Int) -> Bool {
        let c = flow.s[i]
        guard "和与及".unicodeScalars.contains(c) || flow.isParted(i) else { return false }
        var i = i
        if flow.s[i - 1] == "）", let open = (start..<i).last(where: { flow.s[$0] == "（" }), open > start + 2 {
            if "和与及".unicodeScalars.contains(c), endsAsUnit(i + 1, end) { return true }
            i = open
        }
        let finished = UnitWords.strongEnds.matchBefore(flow.s, i, start) > 0 || UnitWords.tails.matchBefore(flow.s, i, start) > 0
        // 市级各有关部门及各县市区政府.
        if "和与及".unicodeScalars.contains(c), flow.at(i + 1) == "各", i - start >= 3,
            finished || UnitWords.weakEnds.matchBefore(flow.s, i, start) > 1
        {
            return true
        }
        guard finished, i - start >= 3 else { return false }
        if flow.isParted(i) {
            if "省市县区各州国".unicodeScalars.contains(c) { return true }
            if !flow.isBroken(i) || linesPart, endsAsUnit(i, end) { return true }
        }
        return "和与及".unicodeScalars.contains(c) && i + 1 < end
            && (UnitWords.levelHeads.match(flow.s, i + 1, end) > 0 || endsAsUnit(i + 1, end))
    }

    /// Whether what begins at `i` is a unit of its own: 市水利局 北岭区政府.
    private func endsAsUnit(_ i: Int, _ end: Int) -> Bool {
        var j = i
        while j < end, j - i < 30, !"、，；。（".unicodeScalars.contains(flow.s[j]), j == i || !flow.isParted(j) { j += 1 }
        return j - i >= 3 && UnitWords.strongEnds.matchBefore(flow.s, j, i) > 0 && !Self.branches.holds(flow.s, i..<j)
    }

    private static let branches = WordTable("办公室 管委会 委员会 分局 管理局 监管局 政府 人民政府")

    private func take(_ label: UnitWords.Label, _ state: inout State) {
        state.label = label.role
        state.skips = label.role == nil
        state.isTime = label.isTime
        state.seenLead = false
        if label.isLeadLabel { state.list.hasLeadLabel = true }
        state.group += 1
    }

    /// Names that no phrase followed.
    private func close(_ state: inout State) {
        for k in state.pending {
            state.list.entries[k].role =
                state.label == nil || state.label == .responsible ? (state.seenLead ? .support : state.label) : state.label
        }
        state.pending = []
    }

    private func element(_ raw: Range<Int>, _ state: inout State) {
        var range = raw
        while range.upperBound > range.lowerBound, "。.；，".unicodeScalars.contains(flow.s[range.upperBound - 1]) {
            range = range.lowerBound..<range.upperBound - 1
        }
        guard !range.isEmpty else { return }
        if state.isTime {
            state.list.time = (state.list.time?.lowerBound ?? range.lowerBound)..<range.upperBound
            return
        }
        guard !state.skips, !isRule(range, &state) else { return }
        if let join = joint(range) {
            let before = state.pending.count
            name(range.lowerBound..<join.lowerBound, &state)
            for k in state.pending.suffix(state.pending.count - before) { state.list.entries[k].role = .lead }
            state.pending.removeLast(state.pending.count - before)
            state.seenLead = true
            state.group += 1
            range = join.upperBound..<range.upperBound
            // 会同…负责: those asked to join give support, whatever the closing verb.
            let (rest, _) = phrase(at: range)
            name(rest, &state)
            return
        }
        let (rest, role) = phrase(at: range)
        if !rest.isEmpty { name(rest, &state) }
        if let role { assign(role, &state) }
    }

    private func assign(_ role: PlanReading.Role, _ state: inout State) {
        var given = role
        if state.seenLead, role == .responsible { given = .support }
        let group = state.list.entries.last?.group
        let mine = role == .implement ? state.pending.filter { state.list.entries[$0].group == group } : state.pending
        for k in mine { state.list.entries[k].role = given }
        let chosen = Set(mine)
        state.pending.removeAll { chosen.contains($0) }
        if role == .lead { state.seenLead = true }
    }

    private func isRule(_ range: Range<Int>, _ state: inout State) -> Bool {
        if "以下同，下同，以下均同".contains(flow.string(range)), flow.string(range).hasSuffix("同") {
            state.list.holdsOn = state.list.firstLeads
            return true
        }
        guard let rule = UnitWords.leadRules.find(flow.s, in: range), rule.lowerBound - range.lowerBound <= 8,
            !(range.lowerBound..<rule.lowerBound).contains(where: { flow.s[$0] == "（" })
        else { return false }
        state.list.firstLeads = true
        if flow.string(range).hasSuffix("下同") { state.list.holdsOn = true }
        return true
    }

    private func joint(_ range: Range<Int>) -> Range<Int>? {
        var i = range.lowerBound + 2
        while i < range.upperBound {
            let n = UnitWords.joins.match(flow.s, i, range.upperBound)
            if n == 2, i + n < range.upperBound, UnitWords.strongEnds.matchBefore(flow.s, i, range.lowerBound) > 0 {
                return i..<i + n
            }
            i += 1
        }
        return nil
    }

    /// The range without its closing phrase, and the role that the phrase gives.
    private func phrase(at range: Range<Int>) -> (Range<Int>, PlanReading.Role?) {
        let tables: [(WordTable, PlanReading.Role)] = [
            (UnitWords.sharedPhrases, .shared), (UnitWords.leadPhrases, .lead), (UnitWords.supportPhrases, .support),
            (UnitWords.implementPhrases, .implement), (UnitWords.responsiblePhrases, .responsible),
        ]
        var best: (length: Int, role: PlanReading.Role)?
        for (table, role) in tables {
            let n = table.matchBefore(flow.s, range.upperBound, range.lowerBound)
            if n > (best?.length ?? 0) { best = (n, role) }
        }
        guard let best else { return (range, nil) }
        return (range.lowerBound..<range.upperBound - best.length, best.role)
    }

    private func name(_ raw: Range<Int>, _ state: inout State) {
        var range = raw
        if flow.at(range.lowerBound) == "由", range.count > 3 { range = range.lowerBound + 1..<range.upperBound }
        let etc = UnitWords.ends.matchBefore(flow.s, range.upperBound, range.lowerBound)
        if etc > 0, range.count > etc { range = range.lowerBound..<range.upperBound - etc }
        var entry = UnitList.Entry(range: range, group: state.group)
        strip(&entry, &state)
        guard isName(entry.range) || isShortPlace(entry.range, state) else { return }
        state.list.entries.append(entry)
        if entry.role == nil { state.pending.append(state.list.entries.count - 1) }
    }

    /// Inner brackets are aliases or roles; those of 各县（市、区） belong to the name.
    private func strip(_ entry: inout UnitList.Entry, _ state: inout State) {
        ruleAtEnd(&entry, &state)
        guard let open = entry.range.first(where: { "（〔".unicodeScalars.contains(flow.s[$0]) }), open > entry.range.lowerBound
        else { return }
        guard let close = (open..<entry.range.upperBound).first(where: { "）〕".unicodeScalars.contains(flow.s[$0]) }) else { return }
        let inner = open + 1..<close
        if inner.allSatisfy({ "市区县旗州镇乡街道、功能园新开发自治不含各级".unicodeScalars.contains(flow.s[$0]) }) { return }
        if isRule(inner, &state) || flow.split(inner, at: "，；").reversed().allSatisfy({ isRule($0, &state) }) {
            entry.range = entry.range.lowerBound..<open
            return
        }
        if UnitWords.tails.holds(flow.s, inner) { return }
        let role: PlanReading.Role? =
            UnitWords.leadLabels.holds(flow.s, inner) ? .lead : UnitWords.supportLabels.holds(flow.s, inner) ? .support : nil
        if let role {
            entry.role = role
            if role == .lead { state.seenLead = true }
        } else if close + 1 >= entry.range.upperBound {
            entry.aliases.append(inner)
        } else {
            return
        }
        entry.range = entry.range.lowerBound..<open
    }

    /// 各县（市、区）政府（列第一位的为牵头单位，下同）: the rule stands in the last bracket.
    private func ruleAtEnd(_ entry: inout UnitList.Entry, _ state: inout State) {
        guard "）〕".unicodeScalars.contains(flow.at(entry.range.upperBound - 1)),
            let open = entry.range.last(where: { "（〔".unicodeScalars.contains(flow.s[$0]) }), open > entry.range.lowerBound
        else { return }
        let inner = open + 1..<entry.range.upperBound - 1
        if isRule(inner, &state) || !inner.isEmpty && flow.split(inner, at: "，；").reversed().allSatisfy({ isRule($0, &state) }) {
            entry.range = entry.range.lowerBound..<open
        }
    }

    /// The 区 of 各县级市、区.
    private func isShortPlace(_ range: Range<Int>, _ state: State) -> Bool {
        guard range.count == 1, "区县市旗镇乡".unicodeScalars.contains(flow.s[range.lowerBound]), let last = state.list.entries.last
        else { return false }
        return last.group == state.group && flow.s[last.range.lowerBound] == "各"
    }

    private func isName(_ range: Range<Int>) -> Bool {
        guard (2...40).contains(range.count), flow.s[range.lowerBound] != "无" else { return false }
        var digits = 0
        for i in range {
            if isDigit(flow.s[i]) { digits += 1 }
            if flow.s[i] == "。" || flow.s[i] == "：" { return false }
        }
        return digits < 4 && range.contains { isHan(flow.s[$0]) || isLatin(flow.s[$0]) }
    }

    // MARK: Heads, tails and collectives

    private func finished(_ list: UnitList) -> UnitList {
        var list = list
        joinCollectives(&list)
        shareTails(&list)
        shareHeads(&list)
        if list.firstLeads, let first = list.entries.indices.first {
            list.entries[first].role = .lead
            for k in list.entries.indices.dropFirst() where list.entries[k].role == nil || list.entries[k].role == .responsible {
                list.entries[k].role = .support
            }
        }
        return list
    }

    /// 各区、县级市 is one.
    private func joinCollectives(_ list: inout UnitList) {
        var out: [UnitList.Entry] = []
        for entry in list.entries {
            var entry = entry
            let first = flow.at(entry.range.lowerBound)
            if first == "各" || "有关相关".unicodeScalars.contains(first) || UnitWords.isDirect(flow.s, entry.range) {
                entry.isCollective = true
            }
            if let last = out.last, last.group == entry.group, isPartyAndGovernment(last.range, entry.range) {
                out[out.count - 1].range = last.range.lowerBound..<entry.range.upperBound
                out[out.count - 1].role = last.role ?? entry.role
            } else if let last = out.last, last.isCollective, last.group == entry.group, flow.at(last.range.lowerBound) == "各",
                UnitWords.tails.matchBefore(flow.s, last.range.upperBound, last.range.lowerBound) == 0, isContinuation(entry.range)
            {
                out[out.count - 1].range = last.range.lowerBound..<entry.range.upperBound
                out[out.count - 1].role = last.role ?? entry.role
            } else {
                out.append(entry)
            }
        }
        list.entries = out
    }

    /// 各县（区）党委、政府 is one; the second name has no place of its own.
    private func isPartyAndGovernment(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        Self.parties.matchBefore(flow.s, first.upperBound, first.lowerBound) > 0 && UnitWords.tails.holds(flow.s, second)
    }

    private static let parties = WordTable("党委 党工委 县委 区委 市委 工委")

    private func isContinuation(_ range: Range<Int>) -> Bool {
        let tail = UnitWords.tails.matchBefore(flow.s, range.upperBound, range.lowerBound)
        return UnitWords.collectives.holds(flow.s, range.lowerBound..<range.upperBound - tail)
            || UnitWords.collectives.holds(flow.s, range)
    }

    private func shareTails(_ list: inout UnitList) {
        var tail: Range<Int>?
        var group: Int?
        for k in list.entries.indices.reversed() {
            let entry = list.entries[k]
            if entry.group != group { tail = nil }
            group = entry.group
            let n = UnitWords.tails.matchBefore(flow.s, entry.range.upperBound, entry.range.lowerBound)
            if n > 0, entry.range.count > n {
                tail = entry.isCollective ? nil : entry.range.upperBound - n..<entry.range.upperBound
            } else if let shared = tail, !entry.isCollective,
                UnitWords.placeEnds.matchBefore(flow.s, entry.range.upperBound, entry.range.lowerBound) > 0
            {
                list.entries[k].tail = shared
            } else {
                tail = nil
            }
        }
    }

    private func shareHeads(_ list: inout UnitList) {
        var head: Range<Int>?
        var group: Int?
        for k in list.entries.indices {
            let entry = list.entries[k]
            if entry.group != group { head = nil }
            group = entry.group
            if let own = level(of: entry.range) {
                head = own
            } else if let shared = head, isBareDepartment(entry.range) {
                // 市委组织部、宣传部 share 市委; 市委组织部、人社局 only 市.
                let ofParty = flow.at(shared.upperBound - 1) == "委" && !Self.partyWords.occursFirst(flow.s, entry.range)
                list.entries[k].head = ofParty ? shared.lowerBound..<shared.upperBound - 1 : shared
            } else {
                head = nil
            }
        }
    }

    private static let partyWords = WordTable("组织 宣传 统战 政法 编办 机构编制 网信 外办 深改 改革办 人才办 军民 社会工作 金融 台办")

    /// 省 of 省科技厅, 滨州市 of 滨州市财政局, 市委 of 市委组织部.
    private func level(of range: Range<Int>) -> Range<Int>? {
        for i in range.prefix(6) where "省市县区州盟旗".unicodeScalars.contains(flow.s[i]) {
            let rest = i + 1..<range.upperBound
            if flow.at(i + 1) == "委", i + 2 < range.upperBound, UnitWords.bareDepartments.match(flow.s, i + 2, range.upperBound) > 0
            {
                return range.lowerBound..<i + 2
            }
            if UnitWords.bareDepartments.match(flow.s, rest.lowerBound, rest.upperBound) > 0 { return range.lowerBound..<i + 1 }
        }
        return nil
    }

    private func isBareDepartment(_ range: Range<Int>) -> Bool {
        let n = UnitWords.bareDepartments.match(flow.s, range.lowerBound, range.upperBound)
        return n > 0 && UnitWords.strongEnds.matchBefore(flow.s, range.upperBound, range.lowerBound) > 0
            || n == range.count && n >= 2 && "协联会".unicodeScalars.contains(flow.at(range.upperBound - 1))
    }
}

extension UnitWords {
    /// 市直各单位, 省有关部门: many under one name.
    static func isDirect(_ s: [Unicode.Scalar], _ range: Range<Int>) -> Bool { plurals.occurs(s, in: range) }

    private static let plurals = WordTable("各有关 各相关 有关单位 相关单位 有关部门 相关部门 市直各 市直部门 市直有关 省直有关 各成员单位 成员单位 各部门 各单位 各级")
}
