import Kernel

/// What the registry does.
///
/// | verb | path | who |
/// | --- | --- | --- |
/// | GET | /registry/{organisation, park, platform, product, project} | everybody of the cluster, each his part: see `Sight` |
/// | GET | /records/{record} | the same |
/// | GET, POST | /registry/records, /records/{record}/particulars | office; park for its own |
/// | POST | /records/{record}/statuses, /figures, /names, /identifiers | the same |
/// | GET, POST | /records/{record}/statuses/{span}, …/end, …/correction | the same |
/// | GET, POST | /registry/imports, /registry/imports/{draft}, …/confirmation | the same |
enum RegistryEndpoints {
    static let reading = Permission(
        "registry.read", .office, .leader, .unit, .park, .enterprise, .regulator, .expert, .reader, .auditor)
    static let changing = Permission("registry.edit", .office, .park)

    static let routes: [Route] =
        RecordKind.allCases.map { Route(list($0)) } + [
            Route(record), Route(new), Route(add), Route(editing), Route(edit), Route(addStatus), Route(span), Route(endStatus),
            Route(correctStatus),
            Route(addFigure), Route(addName), Route(addIdentifier),
        ] + ImportEndpoints.routes

    // MARK: Reading

    /// One endpoint a kind, so that each stands in the menu.
    static func list(_ kind: RecordKind) -> Endpoint<RecordSearch, RecordList> {
        Endpoint(
            "registry.\(kind.rawValue).list", .get, Path("/registry/\(kind.rawValue)"), permission: reading, kind.label,
            menu: MenuEntry(.industry, kind.menuOrder, kind.label),
            run: { input, scope in try RecordList.load(kind, input, scope) },
            page: RecordListPage.page, table: RecordListPage.table)
    }

    static let record = Endpoint(
        "registry.record", .get, "/records/{record}", permission: reading, Text("一条记录", "One record"),
        run: { (input: RecordChoice, scope) in try RecordView.load(input.record, scope) }, page: RecordPage.page)

    // MARK: Particulars

    static let new = Endpoint(
        "registry.record.new", .get, "/registry/records", permission: changing, Text("登记页", "The page for a new record"),
        run: { (input: KindChoice, _) in NewRecord(kind: input.kind) }, page: FormPages.new)

    static let add = Endpoint(
        "registry.record.add", .post, "/registry/records", permission: changing, Text("登记", "Register a record"),
        run: { (input: RecordForm, scope) in try Keeping.add(input, &scope) }, then: \.url)

    static let editing = Endpoint(
        "registry.record.edit.page", .get, "/records/{record}/particulars", permission: changing,
        Text("修改页", "The page for changes"),
        run: { (input: RecordChoice, scope) in
            _ = try Sight(scope).editable(input.record, scope)
            return try RecordView.load(input.record, scope)
        }, page: FormPages.edit)

    static let edit = Endpoint(
        "registry.record.edit", .post, "/records/{record}/particulars", permission: changing,
        Text("修改登记", "Change the particulars"),
        run: { (input: RecordForm, scope) in try Keeping.edit(input, &scope) }, then: \.url)

    static let addName = Endpoint(
        "registry.name.add", .post, "/records/{record}/names", permission: changing, Text("登记别名", "Add another name"),
        run: { (input: NameForm, scope) in try Keeping.addName(input, &scope) }, then: \.url)

    static let addIdentifier = Endpoint(
        "registry.identifier.add", .post, "/records/{record}/identifiers", permission: changing, Text("登记编号", "Add a number"),
        run: { (input: IdentifierForm, scope) in try Keeping.addIdentifier(input, &scope) }, then: \.url)

    // MARK: Statuses and figures

    static let addStatus = Endpoint(
        "registry.status.add", .post, "/records/{record}/statuses", permission: changing, Text("登记状态", "Add a status"),
        run: { (input: StatusForm, scope) in try Keeping.addStatus(input, &scope) }, then: \.url)

    static let span = Endpoint(
        "registry.status", .get, "/records/{record}/statuses/{span}", permission: changing, Text("一条状态", "One status"),
        run: { (input: SpanChoice, scope) in try SpanView.load(input, scope) }, page: FormPages.span)

    static let endStatus = Endpoint(
        "registry.status.end", .post, "/records/{record}/statuses/{span}/end", permission: changing, Text("终止状态", "End a status"),
        run: { (input: EndForm, scope) in try Keeping.endStatus(input, &scope) }, then: \.url)

    static let correctStatus = Endpoint(
        "registry.status.correct", .post, "/records/{record}/statuses/{span}/correction", permission: changing,
        Text("更正状态", "Correct a status"),
        run: { (input: CorrectionForm, scope) in try Keeping.correctStatus(input, &scope) }, then: \.url)

    static let addFigure = Endpoint(
        "registry.figure.add", .post, "/records/{record}/figures", permission: changing, Text("登记数据", "Add a figure"),
        run: { (input: FigureForm, scope) in try Keeping.addFigure(input, &scope) }, then: \.url)
}

struct NewRecord: Sendable, Encodable {
    let kind: RecordKind
}

extension RecordKind {
    /// In the menu: firms, parks, projects, platforms, products.
    var menuOrder: Int {
        switch self {
        case .organisation: 10
        case .park: 11
        case .project: 12
        case .platform: 13
        case .product: 14
        }
    }
}
