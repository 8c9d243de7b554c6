import Activity
import Calendars
import Design
import Kernel

enum RecordPage {
    static func page(_ view: RecordView, _ reader: Reader) -> Page {
        let record = view.record
        let list = RegistryEndpoints.list(record.kind)
        let actions: [HTML] =
            view.mayEdit ? [button(RegistryEndpoints.editing.url { $0.record = record.id }, reader("修改", "Edit"))] : []
        var facts: [HTML] = [record.type.map { "\(reader[typeWords($0)])" } ?? "\(reader[record.kind.single].capitalisedFirst)"]
        if let place = record.place { facts.append("\(place)") }
        facts.append("\(reader("截至", "As of")) \(view.asOf)")
        return Page(
            Text(same: record.name), current: list.id,
            """
            \(head("\(record.name)", facts: facts, actions: actions, crumbs: [link(reader.link(list.url()), reader[record.kind.label])]))
            \(lede(view, reader))
            <div class="cols"><div>
            \(section("statuses", reader("状态", "Status"), StatusParts.ledger(view, reader)))
            \(section("figures", reader("数据", "Figures"), note: note(view, reader), FigureParts.ledger(view, reader)))
            </div><div>
            \(section("identity", reader("身份", "Identity"), identity(view, reader)))
            \(related(view, reader))
            \(section("history", reader("经过", "What happened"), history(view, reader)))
            </div></div>
            """)
    }

    /// What it is now and what its newest figure says: the finding first.
    private static func lede(_ view: RecordView, _ reader: Reader) -> HTML {
        let now = view.current.map { "\($0.status.label.zh)（\($0.words.zh)）" }.joined(separator: "、")
        let nowEn = view.current.map { "\($0.status.label.en.lowercased()) (\($0.words.en))" }.joined(separator: ", ")
        var sentence = view.current.isEmpty ? Text("没有登记状态", "No status is registered") : Text("现为\(now)", "Now \(nowEn)")
        if let newest = (view.figures ?? []).max(by: { ($0.periodEnd, $0.months) < ($1.periodEnd, $1.months) }) {
            let period = FigurePeriod.words(end: newest.periodEnd, months: newest.months),
                value = Money.words(newest.amount, newest.kind, exact: false)
            sentence =
                sentence + Text("；\(period.zh)\(newest.kind.label.zh)", "; \(newest.kind.label.en.lowercased()) \(period.en) ")
                + value
        }
        return "<p class=\"lede\">\(reader[sentence + Text("。", ".")])</p>"
    }

    private static func note(_ view: RecordView, _ reader: Reader) -> HTML? {
        view.figures == nil
            ? "\(reader("单个单位的数据不对您的角色公开", "Figures of a single organisation are not open to your role"))" : nil
    }

    // MARK: Identity

    private static func identity(_ view: RecordView, _ reader: Reader) -> HTML {
        let record = view.record
        var rows: [(Text, HTML)] = []
        if let code = record.creditCode {
            rows.append((Text("信用代码", "Credit code"), checked(IdentifierScheme.creditCode, code, reader)))
        }
        for held in view.identifiers {
            rows.append(
                (
                    held.scheme?.label ?? Text(same: held.word),
                    held.scheme.map { checked($0, held.value, reader) } ?? "\(held.value)"
                ))
        }
        if !view.otherNames.isEmpty {
            rows.append((Text("别名", "Other names"), "\(view.otherNames.joined(separator: reader("、", ", ")))"))
        }
        if let industry = record.industry { rows.append((RegistryField.industry, "\(industry)")) }
        if let note = record.note { rows.append((RegistryField.note, "\(note)")) }
        if let origin = view.origin { rows.append((Text("来历", "Origin"), self.origin(origin, view.mayEdit, reader))) }
        let list: HTML = "<dl class=\"why\">\(rows.html { "<dt>\(reader[$0.0])</dt><dd>\($0.1)</dd>" })</dl>"
        guard view.mayEdit else { return list }
        var names = RegistryEndpoints.addName.form(NameForm(record: record.id), submit: Text("登记别名", "Add the name"))
        names.idPrefix = "n-"
        var numbers = RegistryEndpoints.addIdentifier.form(
            IdentifierForm(record: record.id), submit: Text("登记编号", "Add the number"))
        numbers.idPrefix = "i-"
        return list + unfolding(reader("登记别名", "Add another name"), names.html(reader))
            + unfolding(reader("登记其他编号", "Add a number"), numbers.html(reader))
    }

    /// The code with what its own check says.
    private static func checked(_ scheme: IdentifierScheme, _ value: String, _ reader: Reader) -> HTML {
        let check = scheme.check(value)
        let mark: HTML =
            switch check.isValid {
            case true?:
                "<span class=\"ink-3 small\">\(reader("校验通过", "check holds"))\(check.says.map { reader("，", "; ") + reader[$0] })</span>"
            case false?:
                """
                <span class="light red"><svg class="li" aria-hidden="true"><use href="#l-red"/></svg>\(reader("校验不过", "Fails its check"))</span> \
                <span class="small">\(check.problem.map { reader[$0] })</span>
                """
            case nil: "<span class=\"ink-3 small\">\(reader("不校验", "not checked"))</span>"
            }
        return "<span class=\"mono\">\(value)</span> \(mark)"
    }

    private static func origin(_ origin: RecordOrigin, _ mayEdit: Bool, _ reader: Reader) -> HTML {
        let words = origin.words.split(separator: " ", maxSplits: 1).map(String.init)
        let id = words.count > 1 ? words[1] : ""
        let how: HTML =
            switch words.first {
            case "import":
                mayEdit && RecordID(id) != nil
                    ? link(ImportPaths.draft(id), reader("导入", "Imported")) : "\(reader("导入", "Imported"))"
            case "plan":
                RecordID(id) == nil
                    ? "\(reader("方案", "Plan")) \(id)" : link("/plans/\(id)", reader("来自方案", "From a plan"))
            case "typed": "\(reader("手工登记", "Typed"))"
            default: "\(origin.words)"
            }
        let comma = reader("，", ", ")
        return "\(how)\(comma)\(origin.by)\(comma)\(origin.at.day)"
    }

    // MARK: Around it

    private static func related(_ view: RecordView, _ reader: Reader) -> HTML {
        var rows: [(String, HTML)] = []
        let record = view.record
        if let owner = record.owner {
            rows.append(
                (reader[RegistryField.owner(record.kind)], link(reader.link("/records/\(owner)"), view.owner ?? owner.description)))
        }
        if let park = record.park {
            rows.append((reader[RegistryField.park], link(reader.link("/records/\(park)"), view.park ?? park.description)))
        }
        for (counts, records, words) in [
            (view.inside, view.insideRecords, Text("园区内的", "in it")), (view.owned, view.ownedRecords, Text("所属的", "of it")),
        ] {
            for kind in RecordKind.allCases {
                guard let count = counts[kind] else { continue }
                let shown = records.filter { $0.kind == kind }
                let links = shown.map { link(reader.link("/records/\($0.id)"), $0.name) }.joined(HTML(escaping: reader("、", ", ")))
                let rest: HTML =
                    shown.count < count ? "\(reader("等\(count)\(kind.classifier.zh)", " and more, \(count) in all"))" : ""
                rows.append((reader("\(words.zh)\(kind.label.zh)", "\(kind.label.en) \(words.en)"), links + rest))
            }
        }
        if rows.isEmpty { return .empty }
        return section(
            "related", reader("关联", "Related"), "<dl class=\"why\">\(rows.html { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" })</dl>")
    }

    private static func history(_ view: RecordView, _ reader: Reader) -> HTML {
        guard view.events.isEmpty, let origin = view.origin, origin.at.day <= view.asOf else {
            return timeline(view.events, RegistryEvents.byID, reader)
        }
        return "<p class=\"small ink-3\">\(reader("登记后没有改动。", "Unchanged since it was registered."))</p>"
    }

    static func unfolding(_ words: String, _ body: HTML) -> HTML {
        "<details class=\"unfold flow not-print after\"><summary><span class=\"v\">\(words)</span></summary><div class=\"unfold-body\">\(body)</div></details>"
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
