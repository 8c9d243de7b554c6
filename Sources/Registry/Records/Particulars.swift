import Kernel

/// The particulars of a record as they were typed, read against the registry: codes checked, names of owners and parks found.
struct Particulars {
    let record: Record
    let failsCheck: Bool

    /// All problems at once.
    static func read(_ input: RecordForm, kind: RecordKind, id: RecordID, was: Record?, _ sight: Sight, _ scope: Scope) throws
        -> Particulars
    {
        var problems: [FieldProblem] = []
        let code = try creditCode(input, kind: kind, id: id, &problems, scope)
        if nameKey(input.name).isEmpty {
            problems.append(FieldProblem("name", RegistryField.name, Text("名称要有文字或数字。", "A name has letters or digits.")))
        } else if let other = try RegistryStore.find(named: input.name, kind: kind, scope.connection), other.id != id {
            problems.append(
                FieldProblem(
                    "name", RegistryField.name,
                    Text(
                        "“\(other.name)”已经登记\(other.place.map { "（\($0)）" } ?? "")，请在它那里修改。",
                        "“\(other.name)” is registered already; change it there.")))
        }
        let owner = try found(input.owner, kind: .organisation, "owner", RegistryField.owner, &problems, scope)
        var park = try found(input.park, kind: .park, "park", RegistryField.park, &problems, scope)
        if kind == .park, park != nil {
            problems.append(FieldProblem("park", RegistryField.park, Text("园区本身不填所在园区。", "A park lies in no park.")))
        }
        if owner == id {
            problems.append(FieldProblem("owner", RegistryField.owner, Text("不能填自己。", "A record cannot own itself.")))
        }
        if !sight.editsAll, id != sight.park {
            park = park ?? sight.park
            if park != sight.park {
                problems.append(
                    FieldProblem("park", RegistryField.park, Text("园区只能登记本园区的记录。", "A park registers what lies in it.")))
            }
        }
        if !problems.isEmpty { throw Refusal.invalid(problems) }
        let record = Record(
            id: id, kind: kind, name: input.name, type: input.type, place: input.place, creditCode: code?.value,
            industry: input.industry, owner: owner,
            park: park, note: input.note, knownFrom: was?.knownFrom ?? scope.today)
        return Particulars(record: record, failsCheck: code?.isValid == false)
    }

    private static func creditCode(
        _ input: RecordForm, kind: RecordKind, id: RecordID, _ problems: inout [FieldProblem], _ scope: Scope
    ) throws -> IdentifierScheme.Check? {
        guard let typed = input.creditCode else { return nil }
        func refuse(_ message: Text) { problems.append(FieldProblem("creditCode", RegistryField.creditCode, message)) }
        guard kind == .organisation else {
            refuse(Text("只有企业与机构有统一社会信用代码；这里请用“其他编号”。", "Only organisations have one; add it as another number."))
            return nil
        }
        let check = IdentifierScheme.creditCode.check(typed)
        if check.value.isEmpty || check.value.count > 60 {
            refuse(Text("“\(typed)”不是代码。", "“\(typed)” is no code."))
            return nil
        }
        if let problem = check.problem, !input.keepFailing {
            refuse(
                problem
                    + Text(
                        "若证照确实如此，请勾选“\(RegistryField.keep.zh)”。", " If the certificate says so, tick “\(RegistryField.keep.en)”."))
        }
        if let other = try RegistryStore.find(creditCode: check.value, scope.connection), other.id != id {
            refuse(Text("这个代码已登记给“\(other.name)”。", "This code is registered for “\(other.name)”."))
        }
        return check
    }

    private static func found(
        _ word: String?, kind: RecordKind, _ field: String, _ label: Text, _ problems: inout [FieldProblem], _ scope: Scope
    ) throws -> RecordID? {
        guard let word else { return nil }
        let known =
            if let id = RecordID(word) {
                try RegistryStore.find(id, scope.connection).flatMap { $0.kind == kind ? $0 : nil }
            } else {
                try RegistryStore.find(named: word, kind: kind, scope.connection)
            }
        if known == nil {
            problems.append(
                FieldProblem(
                    field, label,
                    Text(
                        "登记中没有叫“\(word)”的\(kind.single.zh)。请先登记它，或按登记的名称填写。",
                        "No \(kind.single.en) is called “\(word)”. Register it first, or use the registered name.")))
        }
        return known?.id
    }
}

extension Record {
    /// `所在地 泉山区 → 云龙区；…`: what differs, in words. `name` gives the names of owners and parks.
    func changes(to new: Record, names: [RecordID: String]) -> Text? {
        func word(_ id: RecordID?) -> String? { id.map { names[$0] ?? $0.description } }
        let pairs: [(Text, String?, String?)] = [
            (RegistryField.name, name, new.name), (RegistryField.type, type, new.type), (RegistryField.place, place, new.place),
            (RegistryField.creditCode, creditCode, new.creditCode), (RegistryField.industry, industry, new.industry),
            (RegistryField.owner(kind), word(owner), word(new.owner)), (RegistryField.park, word(park), word(new.park)),
            (RegistryField.note, note, new.note),
        ]
        let changed = pairs.filter { $0.1 != $0.2 }
        guard !changed.isEmpty else { return nil }
        return Text(
            changed.map { "\($0.0.zh) \($0.1 ?? "空") → \($0.2 ?? "空")" }.joined(separator: "；"),
            changed.map { "\($0.0.en) \($0.1 ?? "empty") → \($0.2 ?? "empty")" }.joined(separator: "; "))
    }
}
