import Foundation

/// An endpoint without its types: the row from which server, command line, OpenAPI and menu are made.
public struct Route: Sendable {
    public let id: String
    public let verb: Verb
    public let path: Path
    public let permission: Permission
    public let summary: Text
    public let menu: MenuEntry?
    public let bodyLimit: Int
    public let pace: Pace
    public let fields: [FieldSummary]
    /// Has a page or a place to go to, and so may be used by a browser.
    public let isForPeople: Bool
    public let hasTable: Bool
    /// A browser is sent on after the write; otherwise it gets a page.
    public let leadsOn: Bool
    /// `file:line`, for `yaolian where`.
    public let source: String
    /// Decodes and prepares; what it returns runs inside the transaction.
    let decode: @Sendable (RawInput, House, Viewer) async throws -> @Sendable (inout Scope) throws -> Answer

    public init<Input, Output>(_ endpoint: Endpoint<Input, Output>) {
        id = endpoint.id
        verb = endpoint.verb
        path = endpoint.path
        permission = endpoint.permission
        summary = endpoint.summary
        menu = endpoint.menu
        bodyLimit = endpoint.bodyLimit
        pace = endpoint.pace
        fields = Input.fields.map { FieldSummary($0) }
        isForPeople = endpoint.page != nil || endpoint.then != nil
        hasTable = endpoint.table != nil
        leadsOn = endpoint.then != nil
        source = endpoint.source
        decode = { raw, house, viewer in
            var input = try Input(raw)
            try endpoint.prepare?(&input)
            try await endpoint.ahead?(&input, house, viewer)
            return { [input] scope in
                var answer = Answer(try endpoint.run(input, &scope), endpoint)
                answer.session = scope.session
                return answer
            }
        }
    }

    /// The form that corrects a refused request; values typed stay.
    public func form(_ raw: RawInput, _ problems: [FieldProblem]) -> Form {
        let inPath = Set(path.fields)
        return Form(
            action: path.url(raw.only(inPath)), fields: fields.filter { !inPath.contains($0.name) }, values: raw,
            problems: problems,
            submit: summary)
    }
}

/// What an endpoint answered, still without a format.
public struct Answer: Sendable {
    public let json: @Sendable () throws -> Data
    public let page: (@Sendable (Reader) -> Page)?
    public let table: (@Sendable (Reader) -> Table)?
    public let location: String?
    /// What becomes of the browser's session cookie.
    public internal(set) var session: SessionChange?
    /// What the frame around a page shows of the house: the plans, and how much waits for this viewer.
    public internal(set) var frame = FrameFacts()

    init<Input, Output>(_ output: Output, _ endpoint: Endpoint<Input, Output>) {
        json = {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(output)
        }
        if let page = endpoint.page { self.page = { page(output, $0) } } else { page = nil }
        if let table = endpoint.table { self.table = { table(output, $0) } } else { table = nil }
        location = endpoint.then.map { $0(output) }
    }
}
