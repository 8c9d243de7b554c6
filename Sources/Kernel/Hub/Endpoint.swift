/// One thing that the product does, described once.
///
/// From it come the route, the parser and checks, the form, the JSON and page answers, the OpenAPI operation, the
/// `yaolian call` command, the permission check, the menu entry and the audit rule.
///
/// ```swift
/// static let submit = Endpoint(
///     "plan.progress.submit", .post, "/plans/{plan}/targets/{target}/progress", permission: .report,
///     Text("报送进度", "Report progress"), run: { (input: ProgressInput, scope) in try Progress.submit(input, &scope) },
///     then: { "/plans/\($0.plan)" })
/// ```
public struct Endpoint<Input: EndpointInput, Output: Encodable & Sendable>: Sendable {
    public let id: String
    public let verb: Verb
    public let path: Path
    public let permission: Permission
    public let summary: Text
    public let menu: MenuEntry?
    /// Bytes of a request body at most.
    public let bodyLimit: Int
    /// How often one caller may ask.
    public let pace: Pace
    /// Work on the input that needs no database: reading a file, solving. Runs before the transaction begins.
    let prepare: (@Sendable (inout Input) throws -> Void)?
    /// Slow work before the transaction that needs to read first, such as checking a password. What it finds goes into properties of
    /// the input that are no fields.
    let ahead: (@Sendable (inout Input, House, Viewer) async throws -> Void)?
    let run: @Sendable (Input, inout Scope) throws -> Output
    let page: (@Sendable (Output, Reader) -> Page)?
    let table: (@Sendable (Output, Reader) -> Table)?
    /// Where a browser goes after a write.
    let then: (@Sendable (Output) -> String)?
    /// `file:line`, for `yaolian where`.
    let source: String

    public init(
        _ id: String, _ verb: Verb, _ path: Path, permission: Permission, _ summary: Text, menu: MenuEntry? = nil,
        bodyLimit: Int = 1 << 20, pace: Pace = .ordinary, prepare: (@Sendable (inout Input) throws -> Void)? = nil,
        ahead: (@Sendable (inout Input, House, Viewer) async throws -> Void)? = nil,
        run: @escaping @Sendable (Input, inout Scope) throws -> Output, page: (@Sendable (Output, Reader) -> Page)? = nil,
        table: (@Sendable (Output, Reader) -> Table)? = nil, then: (@Sendable (Output) -> String)? = nil,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        self.id = id
        self.verb = verb
        self.path = path
        self.permission = permission
        self.summary = summary
        self.menu = menu
        self.bodyLimit = bodyLimit
        self.pace = pace
        self.prepare = prepare
        self.ahead = ahead
        self.run = run
        self.page = page
        self.table = table
        self.then = then
        source = "\(file):\(line)"
    }

    /// The URL with the input's values, for links and redirects.
    public func url(_ set: (inout Input) -> Void = { _ in }) -> String {
        var input = Input()
        set(&input)
        return path.url(input.raw)
    }

    /// A form that leads here, filled with `input`; `carrying` names the fields that travel hidden.
    public func form(_ input: Input, submit: Text? = nil, carrying: Set<String> = []) -> Form {
        let raw = input.raw
        let inPath = Set(path.fields)
        let fields = Input.fields.filter { !inPath.contains($0.name) }.map { FieldSummary($0) }
        var form = Form(action: path.url(raw.only(inPath)), fields: fields, values: raw, submit: submit ?? summary)
        form.carried = carrying
        return form
    }
}

public enum Verb: String, Sendable, Hashable {
    case get = "GET"
    case post = "POST"
}

/// How dear a call is, and so how often one caller may make it.
public enum Pace: Sendable, Hashable {
    case ordinary
    /// Tries a password, a code or a link.
    case signIn
    /// Searches, solves, exports or takes in a file.
    case heavy
}

/// Where an endpoint stands in the menu.
public struct MenuEntry: Sendable, Hashable {
    public enum Group: Int, Sendable, Hashable, CaseIterable {
        case plan, industry, settings
        /// Beside the pages of one plan, which the path names as `{plan}`: the plan itself, and what is done about it.
        case ofPlan, ofSupervision

        public var isOfOnePlan: Bool { self == .ofPlan || self == .ofSupervision }
    }

    public let group: Group
    public let order: Int
    public let label: Text

    public init(_ group: Group, _ order: Int, _ label: Text) {
        self.group = group
        self.order = order
        self.label = label
    }
}

extension RawInput {
    func only(_ names: Set<String>) -> RawInput { RawInput(texts.filter { names.contains($0.key) }) }
}
