import Calendars
import Findings

extension PlanReading {
    /// Reads a plan. Throws where there is nothing to read: an empty text, binary data, a text without Chinese.
    public init(_ source: PlanSource) throws(Unreadable) {
        if let fault = unreadable(source) { throw Unreadable(fault) }
        self = PlanReader(source).reading
    }
}

private func unreadable(_ source: PlanSource) -> Finding? {
    var (han, latin, control, seen) = (0, 0, 0, 0)
    for c in source.scalars where !isSpace(c) {
        seen += 1
        if isHan(HanScript.simplified(c)) { han += 1 } else if isLatin(c) { latin += 1 }
        if c.value < 0x20 || c.value == 0xFFFD || (0x7F..<0xA0).contains(c.value) { control += 1 }
    }
    if seen == 0 { return Finding(.empty) }
    if control * 20 > seen { return Finding(.binary) }
    return han * 10 < seen && han < 200 ? Finding(.notChinese, ["letters": "\(latin)", "han": "\(han)"]) : nil
}

/// The steps of a reading, in order.
struct PlanReader {
    let flow: Flow
    var outline: Outline
    var facts: DocumentFacts
    var plan: MeasurePlan
    var reading: PlanReading
    /// Lists of units and other ranges not to be read as text, in order.
    var masks: [Range<Int>] = []
    /// Cells to be read for targets: of rows that are measures, and of tables that are neither tasks nor indicators.
    var looseCells: [(range: Range<Int>, where: String?, node: Int)] = []
    var tableTargets: [PlanReading.Target] = []
    private var lists: [[UnitList]] = []
    /// Where lists of units stand, in order.
    var unitRanges: [Range<Int>] = []
    /// Names already noted, with their kind and measure.
    var thingKeys: Set<String> = []

    init(_ source: PlanSource) {
        flow = Flow(source)
        outline = Outline(flow)
        facts = DocumentFacts(flow: flow, outline: outline)
        let finder = UnitListFinder(flow: flow)
        lists = outline.texts.map { finder.lists(in: $0.range) }
        plan = MeasurePlan(flow: flow, outline: outline, lists: lists)
        reading = PlanReading(scalars: source.scalars, document: facts.document)
        unitRanges = lists.flatMap { $0.map(\.range) }.sorted { $0.lowerBound < $1.lowerBound }
        masks = (lists.flatMap { $0.map(\.range) } + NameMasks(flow).ranges).sorted { $0.lowerBound < $1.lowerBound }
        lists = []
        readSections()
        readTables()
        readMeasures()
        plan.forgetUnits()
        readTargets()
        readNames()
        readClauses()
        conclude()
    }

    // MARK: Sections and principles

    private mutating func readSections() {
        for (n, node) in outline.nodes.enumerated().dropFirst() where plan.measureOfNode[n] == nil && !node.isBox {
            if inPrinciples(node.parent) {
                principle(node.title, in: outline.nodes[node.parent].path)
                continue
            }
            guard !node.title.isEmpty else { continue }
            reading.sections.append(
                .init(
                    id: node.path, label: node.labelRange.isEmpty ? nil : flow.name(node.labelRange), level: node.depth,
                    title: flow.name(node.title), goal: nil, span: flow.span(node.title)))
        }
        for section in plan.implied {
            reading.sections.append(
                .init(
                    id: section.path, label: nil, level: 1, title: flow.name(section.title), goal: section.goal.map(flow.name),
                    span: flow.span(section.title)))
        }
        for text in outline.texts where text.label?.kind == .dash && inPrinciples(text.node) {
            principle(Outline.title(flow, text.range), in: outline.nodes[text.node].path)
        }
    }

    private func inPrinciples(_ n: Int) -> Bool { n != 0 && SectionWords.isPrinciples(flow.s, outline.nodes[n].title) }

    private mutating func principle(_ range: Range<Int>, in path: String) {
        guard !range.isEmpty else { return }
        reading.principles.append(.init(text: flow.name(range), where: path, span: flow.span(range)))
    }

    // MARK: Measures

    private mutating func readMeasures() {
        var firstLeads = false
        reading.measures.reserveCapacity(plan.drafts.count)
        for draft in plan.drafts {
            var measure = PlanReading.Measure(
                id: draft.id, number: draft.number, ordinal: draft.ordinal.map(flow.name), section: draft.section,
                title: flow.name(draft.title),
                extent: flow.sourceRange(draft.extent), span: flow.span(draft.title.isEmpty ? draft.extent : draft.title))
            let hasLead = draft.units.contains { $0.hasLeadLabel }
            var seen: Set<String> = []
            measure.units.reserveCapacity(draft.units.reduce(0) { $0 + $1.entries.count })
            for list in draft.units {
                if list.holdsOn { firstLeads = true }
                let mine = list.entries
                for (k, entry) in mine.enumerated() {
                    var role = entry.role ?? .responsible
                    if role == .responsible, hasLead { role = .support }
                    if firstLeads, !hasLead, role == .responsible { role = k == 0 ? .lead : .support }
                    let unit = unit(entry, role)
                    if seen.insert(unit.normalised).inserted { measure.units.append(unit) }
                }
                if let time = list.time { measure.deadline = deadline(in: time) }
            }
            if let time = draft.time { measure.deadline = deadline(in: time) ?? measure.deadline }
            let raws = draft.units.map { rawUnits($0) }
            measure.unitsRaw = raws.isEmpty ? nil : raws.joined(separator: "；")
            if measure.units.isEmpty {
                reading.findings.append(Finding(.noUnits, at: place(draft.title), ["measure": measure.id, "title": measure.title]))
            }
            reading.measures.append(measure)
        }
        if !reading.measures.isEmpty, reading.measures.allSatisfy(\.units.isEmpty) {
            reading.findings.removeAll { $0.code == .noUnits }
            reading.findings.append(Finding(.noUnitsAtAll))
        }
    }

    private func rawUnits(_ list: UnitList) -> String {
        var range = list.content
        if let label = UnitWords.label(flow.s, range.lowerBound, range.upperBound), flow.at(range.lowerBound + label.length) == "：",
            label.role == .responsible
        {
            range = range.lowerBound + label.length + 1..<range.upperBound
        }
        return flow.name(range)
    }

    private func unit(_ entry: UnitList.Entry, _ role: PlanReading.Role) -> PlanReading.Unit {
        let parts = [entry.head, entry.range, entry.tail].compactMap { $0 }
        return .init(
            name: parts.map(flow.name).joined(), normalised: parts.map(flow.string).joined(), role: role,
            aliases: entry.aliases.map(flow.name), isCollective: entry.isCollective, span: flow.span(entry.range))
    }

    func place(_ range: Range<Int>) -> Place {
        let span = flow.sourceRange(range)
        return .span(start: span.lowerBound, end: span.upperBound)
    }

    var dateGrammar: DateGrammar { DateGrammar(flow: flow, planYear: facts.planYear, firstYear: facts.firstYear) }

    /// The date of a cell or of what follows 完成时限.
    func deadline(in range: Range<Int>) -> PlanReading.Deadline? {
        var i = range.lowerBound
        while i < range.upperBound {
            if let phrase = dateGrammar.match(i, range.upperBound) { return deadline(phrase) }
            i += 1
        }
        return nil
    }

    func deadline(_ phrase: DatePhrase) -> PlanReading.Deadline {
        .init(
            raw: flow.name(phrase.range), date: phrase.date, kind: phrase.kind, years: phrase.years, span: flow.span(phrase.range))
    }
}

extension FindingCode {
    static let empty = FindingCode(
        "plan-text.input.empty", .error, zh: "文件里没有文字，无从读取。请确认选对了文件；扫描件请先做文字识别（OCR）。",
        en:
            "The file holds no text, so there is nothing to read. Check that it is the right file; a scan must go through OCR first."
    )
    static let binary = FindingCode(
        "plan-text.input.binary", .error, zh: "文件内容不是文本（含大量控制字符或乱码），无法读取。请另存为 UTF-8 或 GB18030 编码的 TXT，或 DOCX、PDF 后再试。",
        en:
            "The file is not text (many control characters or undecodable bytes). Save it as TXT in UTF-8 or GB18030, or as DOCX or PDF, and try again."
    )
    static let notChinese = FindingCode(
        "plan-text.input.not-chinese", .error, zh: "全文只有 {han} 个汉字：本程序只读中文的方案、规划和分工文件。请换用中文原件。",
        en:
            "The text has {han} Chinese characters and {letters} Latin letters: only plans written in Chinese are read. Give the Chinese original."
    )
    static let noUnits = FindingCode(
        "plan-text.measure.no-units", .warning, zh: "“{title}”（{measure}）责任单位未列明。请指定责任单位。",
        en: "Measure {measure}, “{title}”, names no responsible unit. Assign one.")
    static let noUnitsAtAll = FindingCode(
        "plan-text.document.no-units", .warning, zh: "全文没有列出责任单位，各项举措的责任单位均未列明。",
        en: "The document names no responsible units at all.")
}
