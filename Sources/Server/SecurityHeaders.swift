import HTTPTypes

/// What every answer says to the browser beside its content.
struct SecurityHeaders: Sendable {
    let fields: HTTPFields

    init(behindTLS: Bool) {
        var pairs = [
            ("Content-Security-Policy", Self.policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
        if behindTLS { pairs.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains")) }
        fields = HTTPFields(pairs.compactMap { name, value in HTTPField.Name(name).map { HTTPField(name: $0, value: value) } })
    }

    /// No inline script or style anywhere; what varies with data is an SVG attribute.
    static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
        form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'
        """
}
