import Calendars
import HTTPTypes
import Kernel

/// One request as the house understands it: what is asked for, in which language and form, for which date, and by whom.
struct Visit: Sendable {
    enum Form: Sendable, Hashable {
        /// A page in its frame.
        case page
        /// The body of a page for htmx.
        case fragment
        case json
        case csv
        case xlsx

        var isForPeople: Bool { self == .page || self == .fragment }
        var isTable: Bool { self == .csv || self == .xlsx }
    }

    let id: String
    let method: HTTPRequest.Method
    let segments: [String]
    /// The other reading of a path whose last part ends in `.csv`, `.xlsx` or `.json`.
    let ended: (segments: [String], form: Form)?
    /// What was asked beside the path, without the words that belong to every page (`lang`, `asof`, `format`, `theme`).
    let query: RawInput
    /// Path and query as they came, less `lang` and `theme`: where the language switch leads back to.
    let url: String
    var form: Form
    private(set) var language: Language
    /// Set where the language was chosen with this very request.
    let chosenLanguage: Language?
    let theme: Theme
    let chosenTheme: Theme?
    /// The text of `?asof=`, checked by `chosenDay`.
    let asOf: String?
    let cookies: Cookies
    let origin: Origin
    /// Scheme and host that the browser sees.
    let site: String
    let headers: HTTPFields

    var viewer: Viewer = .anonymous
    /// The secret under which this caller's form tokens are made; `nil` for a program with a token of its own.
    var formSecret: String?
    /// True where the stranger's cookie has to be set with the answer.
    var isFormSecretNew = false
    var isProgram = false

    var verb: Verb? {
        switch method {
        case .get, .head: .get
        case .post: .post
        default: nil
        }
    }

    /// What an endpoint may see of the headers: by lower-case name, without what proves who asks.
    var openHeaders: [String: String] {
        var open: [String: String] = [:]
        for field in headers where field.name != .cookie && field.name != .authorization {
            open[field.name.canonicalName] = field.value
        }
        return open
    }

    /// An account's language goes before the browser's guess, not before a choice.
    mutating func admit(_ caller: Server.Caller) {
        viewer = caller.viewer
        if chosenLanguage == nil, cookies[.language] == nil, let own = caller.language { language = own }
    }

    func chosenDay() throws(Refusal) -> Day? {
        guard let asOf, !asOf.isEmpty else { return nil }
        do {
            return try Day.parse(asOf)
        } catch {
            throw .invalid([FieldProblem("asof", Text("数据截至日期", "As-of date"), error.message)])
        }
    }
}

extension Visit {
    /// Words of a query that every page understands.
    static let commonWords = ["lang", "asof", "format", "theme"]

    init(_ target: Target, _ head: HTTPRequest, id: String, peer: String, behindTLS: Bool) {
        self.id = id
        method = head.method
        headers = head.headerFields
        cookies = Cookies(header: headers[.cookie], isSecure: behindTLS)
        asOf = target.query["asof"]
        chosenLanguage = target.query["lang"].flatMap(Language.init)
        language =
            chosenLanguage ?? cookies[.language].flatMap(Language.init) ?? Self.firstLanguage(headers[.acceptLanguage])
        chosenTheme = target.query["theme"].flatMap(Theme.init)
        theme = chosenTheme ?? cookies[.theme].flatMap(Theme.init) ?? .system
        var query = target.query
        for word in Self.commonWords { query.texts[word] = nil }
        self.query = query
        var kept = target.query
        kept.texts["lang"] = nil
        kept.texts["theme"] = nil
        url = kept.texts.isEmpty ? target.path : target.path + Path("").url(kept).dropFirst()
        segments = target.segments
        form = Self.form(headers, format: target.query["format"])
        let host = behindTLS ? headers[.forwardedHost] ?? head.authority : head.authority
        site = (behindTLS ? "https://" : "http://") + (host ?? "")
        let address = behindTLS ? headers[.forwardedFor].flatMap(Self.lastAddress) ?? peer : peer
        origin = Origin(address: address, agent: headers[.userAgent] ?? "")
        let parts = target.segments
        ended = parts.last.flatMap(Self.ending).map { (parts.dropLast() + [$0.0], $0.1) }
    }

    private static func ending(of segment: String) -> (String, Form)? {
        for (ending, form) in [(".csv", Form.csv), (".xlsx", .xlsx), (".json", .json)] where segment.hasSuffix(ending) {
            let name = segment.dropLast(ending.count)
            return name.isEmpty ? nil : (String(name), form)
        }
        return nil
    }

    private static func form(_ headers: HTTPFields, format: String?) -> Form {
        switch format {
        case "csv": return .csv
        case "xlsx": return .xlsx
        case "json": return .json
        case "html": return .page
        default: break
        }
        if headers[.htmxRequest] == "true" { return .fragment }
        guard let accept = headers[.accept] else { return .json }
        return accept.contains("text/html") ? .page : .json
    }

    /// English where it is the first wish, otherwise the default, Chinese.
    private static func firstLanguage(_ header: String?) -> Language { header?.hasPrefix("en") == true ? .en : .zh }

    /// The proxy appends the address it saw; what stands before it, the client may have written.
    private static func lastAddress(_ header: String) -> String? {
        header.split(separator: ",").last.map { String($0.drop { $0 == " " }) }
    }
}

extension HTTPField.Name {
    static let htmxRequest = known("HX-Request")
    static let forwardedFor = known("X-Forwarded-For")
    static let forwardedHost = known("X-Forwarded-Host")
    static let fetchSite = known("Sec-Fetch-Site")
    static let formToken = known("X-CSRF-Token")
    static let requestID = known("X-Request-ID")
    static let contentLanguage = known("Content-Language")

    private static func known(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .via }
}
