import Calendars
import Findings
import Kernel
import PlanText
import Registry

/// An uploaded document becomes a draft with its items.
enum ReadPlan {
    /// Before the transaction: bytes to text to reading.
    static func prepare(_ input: inout UploadInput, _ open: @Sendable (Upload) throws -> Report<PlanSource>) throws {
        let source: Report<PlanSource>
        if let file = input.file {
            source = try open(file)
            input.name = file.name
            input.sha256 = sha256(file.bytes)
        } else if let text = input.text {
            source = Report(PlanSource(text: text))
            input.name = "粘贴的正文"
            input.sha256 = sha256(Array(text.utf8))
        } else {
            throw Refusal.invalid([
                FieldProblem("file", Text("方案文件", "Plan document"), Text("请选择文件，或粘贴正文。", "Choose a file or paste the text."))
            ])
        }
        do throws(Unreadable) {
            var reading = try PlanReading(source.value)
            reading.findings = source.findings + reading.findings
            if reading.text.utf8.contains(0) { throw Unreadable(Finding(.noNUL)) }
            input.reading = reading
        } catch {
            let words =
                error.findings.first.map { Text($0.message(.zh), $0.message(.en)) } ?? Text("读不出内容。", "Nothing could be read.")
            throw Refusal.invalid([FieldProblem("file", Text("方案文件", "Plan document"), words)])
        }
    }

    static func run(_ input: UploadInput, _ content: PlanContent, _ scope: inout Scope) throws -> PlanRef {
        guard let reading = input.reading else { throw Refusal.unavailable(Text("没有读出内容。", "Nothing was read.")) }
        let previous = try input.revises.flatMap { try PlanStore.find($0, scope.connection) }
        let document = reading.document
        let start = document.periodStart ?? previous?.period.lowerBound ?? scope.today.startOfYear
        let end = max(document.periodEnd ?? previous?.period.upperBound ?? start.adding(years: 3).adding(days: -1), start)
        let plan = Plan(
            id: scope.newID(), place: input.place ?? document.region ?? previous?.place ?? "本市",
            title: (document.title ?? input.name).cut(300), type: document.type, stage: .draft, period: start...end,
            baseDay: start.adding(days: -1), frequency: previous?.frequency ?? .quarter, reportDays: previous?.reportDays ?? 5,
            preset: previous?.preset ?? "yinchuan", opensOn: nil, isExample: false, leadsByOrder: nil, revises: previous?.id,
            sourceName: input.name,
            issueDate: document.issueDate, publishedOn: nil)
        let findings = JSON.array(
            reading.findings.prefix(200).map { finding in
                [
                    "code": .string(finding.code.id), "severity": .string(finding.severity.rawValue),
                    "place": .string("\(finding.place)"),
                    "zh": .string(finding.message(.zh)), "en": .string(finding.message(.en)),
                ]
            })
        try PlanStore.insert(plan, text: reading.text, sha256: input.sha256, findings: findings.text, scope)
        let drafts = Reading(reading).drafts
        guard drafts.count <= ItemStore.most else {
            throw Refusal.tooLarge(
                Text(
                    "读出\(drafts.count)项，一份方案最多\(ItemStore.most)项。请拆成几份后分别读入。",
                    "\(drafts.count) items were read; a plan holds at most \(ItemStore.most). Split the document and read the parts."
                ))
        }
        var items = drafts.enumerated().map { order, draft in
            Item(
                id: scope.newID(), plan: plan.id, kind: draft.kind, key: draft.key, order: order, read: draft.content,
                content: draft.content,
                state: .read, start: draft.span?.start ?? 0, end: draft.span?.end ?? 0, question: draft.question,
                other: draft.other, mergedInto: nil,
                before: nil, changedBy: nil)
        }
        if let previous { carryOver(from: try ItemStore.list(previous.id, scope.connection), to: &items) }
        for item in items { try ItemStore.insert(item, scope) }
        scope.record(Event(PlanEvents.read, plan.subject, ["title": plan.title, "items": String(items.count), "file": input.name]))
        return PlanRef(plan: plan.id)
    }

    /// What a person confirmed or corrected in the last version holds for what the new one says in the same words.
    private static func carryOver(from old: [Item], to items: inout [Item]) {
        let known = Dictionary(
            old.filter { $0.state == .confirmed || $0.state == .corrected }.compactMap { item in
                item.read.map { (carryKey(item.kind, $0), item) }
            },
            uniquingKeysWith: { first, _ in first })
        for index in items.indices {
            guard let read = items[index].read, let before = known[carryKey(items[index].kind, read)] else { continue }
            items[index].content = before.content
            // Where it stands, the new document says.
            items[index].content.quote = read.quote
            items[index].content.place = read.place
            items[index].content.number = read.number
            items[index].content.section = read.section
            items[index].content.mentions = read.mentions
            items[index].state = before.state
            items[index].changedBy = before.changedBy
        }
    }

    private static func carryKey(_ kind: Item.Kind, _ content: Item.Content) -> String {
        let value = content.value.map { print($0) } ?? ""
        let units = (content.units ?? []).map { $0.name + $0.role.rawValue }.joined(separator: ",")
        return [kind.rawValue, nameKey(content.name), value, content.unit ?? "", content.due?.description ?? "", units].joined(
            separator: "|")
    }
}

extension FindingCode {
    static let noNUL = FindingCode(
        "plan.nul", .error, zh: "文件含有不可用的字符（U+0000）。请在Word或WPS中打开后另存为DOCX，再传新文件。",
        en:
            "The file holds a character that cannot be kept (U+0000). Open it in Word or WPS, save it as DOCX, and send the new file."
    )
}
