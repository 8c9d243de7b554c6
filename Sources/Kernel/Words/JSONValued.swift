/// An answer that writes its JSON itself: chosen members, chosen names.
public protocol JSONValued: Encodable, Sendable {
    var json: JSON { get }
}

extension JSONValued {
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}

extension JSON {
    public static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    public static func optional(_ number: Double?) -> JSON { number.map { .number($0) } ?? .null }
    public static func optional(_ text: (some CustomStringConvertible)?) -> JSON { text.map { .string($0.description) } ?? .null }
}
