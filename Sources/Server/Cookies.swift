/// The cookies of the house. Behind TLS each name carries `__Host-`: Secure, this host only, every path. On loopback, where
/// browsers refuse Secure cookies over plain http, the names stand plain.
struct Cookies: Sendable {
    enum Name: String {
        /// The session's secret.
        case session = "yaolian"
        /// A secret for the forms of somebody who has not signed in.
        case stranger = "yaolian-form"
        case language = "yaolian-lang"
        case theme = "yaolian-theme"
        /// The id of the endpoint that was just carried out, for the line on top of the next page.
        case done = "yaolian-done"
    }

    let isSecure: Bool
    private let values: [Substring: Substring]

    init(header: String?, isSecure: Bool) {
        self.isSecure = isSecure
        guard let header else {
            values = [:]
            return
        }
        var values: [Substring: Substring] = [:]
        for pair in header.split(separator: ";").prefix(64) {
            let trimmed = pair.drop { $0 == " " }
            guard let middle = trimmed.firstIndex(of: "=") else { continue }
            values[trimmed[..<middle]] = trimmed[trimmed.index(after: middle)...]
        }
        self.values = values
    }

    subscript(_ name: Name) -> String? { values[Substring(wireName(name))].map(String.init) }

    /// The `Set-Cookie` value. `seconds` of 0 takes the cookie away; `nil` keeps it until the browser closes.
    func setting(_ name: Name, to value: String, seconds: Int?) -> String {
        var line = "\(wireName(name))=\(value); Path=/; HttpOnly; SameSite=Lax"
        if isSecure { line += "; Secure" }
        if let seconds { line += "; Max-Age=\(seconds)" }
        return line
    }

    private func wireName(_ name: Name) -> String { isSecure ? "__Host-" + name.rawValue : name.rawValue }
}
