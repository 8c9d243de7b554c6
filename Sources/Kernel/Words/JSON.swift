import Foundation

/// A JSON value: what an API caller sent before its shape is known, and what is too varied to have a type.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// Refuses what is no JSON, and nesting deeper than Foundation's limit of 512.
    public init(parsing data: Data) throws { self = try JSONDecoder().decode(JSON.self, from: data) }

    public subscript(_ key: String) -> JSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var number: Double? { if case .number(let number) = self { number } else { nil } }
    public var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    public var array: [JSON]? { if case .array(let items) = self { items } else { nil } }
    public var object: [String: JSON]? { if case .object(let members) = self { members } else { nil } }

    /// Keys in order, so that the same value always gives the same bytes.
    public func data(pretty: Bool = false) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)) ?? Data("null".utf8)
    }

    public var text: String { String(decoding: data(), as: UTF8.self) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(nilLiteral: ()) { self = .null }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}

extension JSON: Codable {
    private struct MemberName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        if let box = try? decoder.container(keyedBy: MemberName.self) {
            var members: [String: JSON] = [:]
            for key in box.allKeys { members[key.stringValue] = try box.decode(JSON.self, forKey: key) }
            self = .object(members)
        } else if var box = try? decoder.unkeyedContainer() {
            var items: [JSON] = []
            while !box.isAtEnd { items.append(try box.decode(JSON.self)) }
            self = .array(items)
        } else {
            let box = try decoder.singleValueContainer()
            if box.decodeNil() {
                self = .null
            } else if let bool = try? box.decode(Bool.self) {
                self = .bool(bool)
            } else if let number = try? box.decode(Double.self) {
                self = .number(number)
            } else {
                self = .string(try box.decode(String.self))
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var box = encoder.container(keyedBy: MemberName.self)
            for (key, value) in members { try box.encode(value, forKey: MemberName(stringValue: key)) }
        case .array(let items):
            var box = encoder.unkeyedContainer()
            for item in items { try box.encode(item) }
        case .null:
            var box = encoder.singleValueContainer()
            try box.encodeNil()
        case .bool(let bool):
            var box = encoder.singleValueContainer()
            try box.encode(bool)
        case .string(let text):
            var box = encoder.singleValueContainer()
            try box.encode(text)
        case .number(let number):
            var box = encoder.singleValueContainer()
            if let whole = Int64(exactly: number) { try box.encode(whole) } else { try box.encode(number) }
        }
    }
}
