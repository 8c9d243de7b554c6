import Foundation

/// What does not fit an endpoint: streams, captures, downloads, signing in. Same id, permission and summary, its own request and
/// response. The server has checked permission, size and the form's token before `handle` runs.
public struct RawEndpoint: Sendable {
    public struct Request: Sendable {
        /// The named parts of the path.
        public let values: [String: String]
        public let query: RawInput
        /// By lower-case name. Cookies and credentials are left out.
        public let headers: [String: String]
        public let body: Data
        public let viewer: Viewer
        public let reader: Reader
        private let decode: @Sendable () throws -> RawInput

        public init(
            values: [String: String] = [:], query: RawInput = RawInput(), headers: [String: String] = [:], body: Data = Data(),
            viewer: Viewer, reader: Reader,
            decode: @escaping @Sendable () throws -> RawInput = { RawInput() }
        ) {
            self.values = values
            self.query = query
            self.headers = headers
            self.body = body
            self.viewer = viewer
            self.reader = reader
            self.decode = decode
        }

        /// Path, query and the body's form or JSON as one input, as an endpoint would get it. Throws `Refusal`.
        public func input() throws -> RawInput { try decode() }
    }

    public struct Response: Sendable {
        public enum Body: Sendable {
            case bytes(Data)
            /// Put into the frame, or sent as a fragment.
            case page(Page)
        }

        public var status: Int
        public var headers: [String: String]
        public var body: Body
        /// What becomes of the browser's session; the server writes the cookie.
        public var session: SessionChange?

        public init(status: Int = 200, type: String, _ body: Data, headers: [String: String] = [:]) {
            self.status = status
            self.headers = headers.merging(["content-type": type]) { own, _ in own }
            self.body = .bytes(body)
        }

        public init(_ page: Page, session: SessionChange? = nil) {
            status = page.status
            headers = [:]
            body = .page(page)
            self.session = session
        }

        /// Sends a browser on, to a path inside the house.
        public static func redirect(_ path: String, session: SessionChange? = nil) -> Response {
            var response = Response(status: 303, type: "text/plain; charset=utf-8", Data(), headers: ["location": path])
            response.session = session
            return response
        }
    }

    public let id: String
    public let verb: Verb
    public let path: Path
    public let permission: Permission
    public let summary: Text
    public let menu: MenuEntry?
    public let bodyLimit: Int
    public let pace: Pace
    /// What a caller may send, for the OpenAPI document.
    public let fields: [FieldSummary]
    /// `file:line`, for `yaolian where`.
    public let source: String
    public let handle: @Sendable (Request, House) async throws -> Response

    public init(
        _ id: String, _ verb: Verb, _ path: Path, permission: Permission, _ summary: Text, menu: MenuEntry? = nil,
        bodyLimit: Int = 1 << 20, pace: Pace = .ordinary, fields: [FieldSummary] = [], file: StaticString = #fileID,
        line: UInt = #line,
        handle: @escaping @Sendable (Request, House) async throws -> Response
    ) {
        self.id = id
        self.verb = verb
        self.path = path
        self.permission = permission
        self.summary = summary
        self.menu = menu
        self.bodyLimit = bodyLimit
        self.pace = pace
        self.fields = fields
        source = "\(file):\(line)"
        self.handle = handle
    }
}

extension EndpointInput {
    /// The fields without their types, as a `RawEndpoint` names what it takes.
    public static var summaries: [FieldSummary] { fields.map { FieldSummary($0) } }
}
