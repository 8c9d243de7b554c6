import Kernel

/// What can happen to a record.
enum RegistryEvents {
    static let added = EventKind("registry.record.added", Text("登记{kind}：{name}", "{name} registered ({kind})"))
    static let edited = EventKind("registry.record.edited", Text("修改{name}：{changes}", "{name} changed: {changes}"))
    static let statusAdded = EventKind(
        "registry.status.added",
        Text("登记{name}的状态：{status} {after}，依据{source}", "Status of {name} added: {status} {after}, source {source}"))
    static let statusEnded = EventKind(
        "registry.status.ended",
        Text("{name}的状态终止：{status}，{after}，依据{source}", "Status of {name} ended: {status}, {after}, source {source}"))
    static let statusCorrected = EventKind(
        "registry.status.corrected",
        Text(
            "更正{name}的状态：{status} {before} → {after}，依据{source}",
            "Status of {name} corrected: {status} {before} → {after}, source {source}"))
    static let statusWithdrawn = EventKind(
        "registry.status.withdrawn",
        Text("撤回{name}的状态：{status} {before}，依据{source}", "Status of {name} withdrawn: {status} {before}, source {source}"))
    static let figureAdded = EventKind(
        "registry.figure.added",
        Text("登记{name}{period}{figure}：{after}，依据{source}", "{figure} of {name} for {period}: {after}, source {source}"))
    static let figureCorrected = EventKind(
        "registry.figure.corrected",
        Text(
            "更正{name}{period}{figure}：{before} → {after}，依据{source}",
            "{figure} of {name} for {period} corrected: {before} → {after}, source {source}"))
    static let named = EventKind("registry.name.added", Text("登记{name}的别名：{after}", "Other name of {name}: {after}"))
    static let identified = EventKind("registry.identifier.added", Text("登记{name}的{scheme}：{after}", "{scheme} of {name}: {after}"))
    static let drafted = EventKind(
        "registry.import.drafted", Text("上传{kind}表“{file}”待确认，共{rows}行", "“{file}” uploaded for checking: {rows} rows, {kind}"))
    static let imported = EventKind(
        "registry.imported",
        Text(
            "导入{kind}表“{file}”：新增{new}，更新{changed}，不变{same}，未导入{left}",
            "“{file}” imported ({kind}): {new} new, {changed} changed, {same} the same, {left} left out"))

    static let all = [
        added, edited, statusAdded, statusEnded, statusCorrected, statusWithdrawn, figureAdded, figureCorrected, named, identified,
        drafted, imported,
    ]
    static let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
}

extension Record {
    var subject: Subject { Subject("record", id.description) }

    /// An event about this record. `both` gives words that differ between the languages.
    func event(_ kind: EventKind, _ details: [String: String] = [:], both: [String: Text] = [:]) -> Event {
        var all = details
        all["name"] = name
        for (word, text) in both {
            all[word] = text.zh
            if text.en != text.zh { all[word + ".en"] = text.en }
        }
        return Event(kind, subject, all)
    }
}
