import Calendars
import Kernel

/// What the registry is made and changed by. Every function records its event.
enum Keeping {
    /// A record, and the part of its page to go back to.
    struct Changed: Sendable, Encodable {
        let record: RecordID
        var part = ""
        var url: String { "/records/\(record)" + (part.isEmpty ? "" : "#\(part)") }
        private enum CodingKeys: String, CodingKey { case record }
    }

    static func add(_ input: RecordForm, _ scope: inout Scope) throws -> Changed {
        let sight = try Sight(scope)
        guard let kind = input.kind else {
            throw Refusal.invalid([FieldProblem("kind", Text("种类", "Kind"), Text("此项必填。", "This is required."))])
        }
        guard sight.editsAll || sight.park != nil && kind != .park else {
            throw Refusal.forbidden(
                sight.park == nil
                    ? Text("您的账号还没有关联园区，请系统管理员补上。", "Your account is tied to no park yet; ask the administrator.")
                    : Text("园区由集群办登记。", "Parks are registered by the cluster office."))
        }
        let particulars = try Particulars.read(input, kind: kind, id: scope.newID(), was: nil, sight, scope)
        let record = particulars.record
        try RegistryStore.insert(record, origin: "typed", scope)
        try keepCode(of: record, failsCheck: particulars.failsCheck, scope)
        scope.record(record.event(RegistryEvents.added, both: ["kind": kind.single]))
        return Changed(record: record.id)
    }

    static func edit(_ input: RecordForm, _ scope: inout Scope) throws -> Changed {
        let sight = try Sight(scope)
        let was = try sight.editable(input.record ?? .zero, scope)
        let particulars = try Particulars.read(input, kind: was.kind, id: was.id, was: was, sight, scope)
        let record = particulars.record
        let names = try RegistryStore.names(
            of: Set([was.owner, was.park, record.owner, record.park].compactMap { $0 }), scope.connection)
        guard let changes = was.changes(to: record, names: names) else {
            throw Refusal.conflict(Text("内容与登记的相同，没有改动。", "Nothing differs from what is registered."))
        }
        try RegistryStore.update(record, scope.connection)
        try keepFormerName(of: was, now: record, scope)
        if was.creditCode != record.creditCode {
            try RegistryStore.remove(.creditCode, of: record.id, scope.connection)
            try keepCode(of: record, failsCheck: particulars.failsCheck, scope)
        }
        scope.record(was.event(RegistryEvents.edited, both: ["changes": changes]))
        return Changed(record: record.id)
    }

    /// Plans and tables go on finding the record by the name it had.
    static func keepFormerName(of was: Record, now: Record, _ scope: Scope) throws {
        if nameKey(was.name) != nameKey(now.name) { try RegistryStore.insert(name: was.name, for: now.id, scope.connection) }
    }

    private static func keepCode(of record: Record, failsCheck: Bool, _ scope: Scope) throws {
        guard let code = record.creditCode else { return }
        if try RegistryStore.holder(of: .creditCode, code, scope.connection) != nil {
            throw Refusal.conflict(Text("代码\(code)已作为编号登记给另一条记录。", "The code \(code) is kept as a number of another record."))
        }
        try RegistryStore.insert(.creditCode, code, failsCheck: failsCheck, for: record.id, scope.connection)
    }

    static func addName(_ input: NameForm, _ scope: inout Scope) throws -> Changed {
        let record = try Sight(scope).editable(input.record, scope)
        func refuse(_ message: Text) -> Refusal { .invalid([FieldProblem("name", Text("别名", "Other name"), message)]) }
        if nameKey(input.name).isEmpty { throw refuse(Text("名称要有文字或数字。", "A name has letters or digits.")) }
        if let holder = try RegistryStore.find(named: input.name, kind: record.kind, scope.connection) {
            throw refuse(
                holder.id == record.id
                    ? Text("这个名称已经登记。", "This name is registered already.")
                    : Text(
                        "“\(input.name)”是另一条记录“\(holder.name)”的名称。",
                        "“\(input.name)” is a name of another record, “\(holder.name)”."))
        }
        try RegistryStore.insert(name: input.name, for: record.id, scope.connection)
        scope.record(record.event(RegistryEvents.named, ["after": input.name]))
        return Changed(record: record.id, part: "identity")
    }

    static func addIdentifier(_ input: IdentifierForm, _ scope: inout Scope) throws -> Changed {
        let record = try Sight(scope).editable(input.record, scope)
        func refuse(_ field: String, _ message: Text) -> Refusal {
            .invalid([FieldProblem(field, field == "scheme" ? Text("编号种类", "Kind of number") : Text("编号", "Number"), message)])
        }
        if input.scheme == .creditCode {
            throw refuse("scheme", Text("统一社会信用代码在“修改”中填写。", "The credit code is one of the particulars: use “Edit”."))
        }
        let check = input.scheme.check(input.value)
        guard !check.value.isEmpty else { throw refuse("value", Text("“\(input.value)”不是编号。", "“\(input.value)” is no number.")) }
        if let problem = check.problem, !input.keepFailing {
            throw refuse(
                "value",
                problem
                    + Text(
                        "若证照确实如此，请勾选“\(RegistryField.keep.zh)”。", " If the certificate says so, tick “\(RegistryField.keep.en)”."))
        }
        if let holder = try RegistryStore.holder(of: input.scheme, check.value, scope.connection) {
            throw refuse("value", Text("这个编号已登记给“\(holder.name)”。", "This number is registered for “\(holder.name)”."))
        }
        try RegistryStore.insert(input.scheme, check.value, failsCheck: check.isValid == false, for: record.id, scope.connection)
        scope.record(record.event(RegistryEvents.identified, ["after": check.value], both: ["scheme": input.scheme.label]))
        return Changed(record: record.id, part: "identity")
    }
}
